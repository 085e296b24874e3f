import fc from 'fast-check';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { inert } from '../../../src/cli/inert';
import { agentLogText } from '../../../src/extension/agents/agentLogText';
import { plain, quickPickRows } from '../../../src/extension/commands/quickPickItems';
import { diagnosis } from '../../../src/extension/details/diagnosis';
import { mergeAnswers } from '../../../src/extension/search/mergeAnswers';
import { resultsMarkdown } from '../../../src/extension/search/markdown';
import { toViewGroup } from '../../../src/extension/search/toView';
import { statusBarModel } from '../../../src/extension/status/statusBarModel';
import { untranslated } from '../../../src/extension/translate';
import { folder, group, response, status } from '../../unit/extension/samples';
import { record } from '../support/figures';
import { SEED, times } from '../support/scale';

interface Token {
	readonly type: string;
	readonly content: string;
	readonly attrs: readonly (readonly [string, string])[] | null;
	readonly children: readonly Token[] | null;
}
interface MarkdownIt {
	validateLink: (address: string) => boolean;
	readonly linkify: { set(options: { fuzzyLink: boolean }): void };
	parse(source: string, env: object): Token[];
}
/** The parser of VS Code's Markdown preview, with its options: HTML is let through, addresses become links, names of files do not. */
const parser = new (
	createRequire(import.meta.url)('markdown-it') as new (options: object) => MarkdownIt
)({ html: true, linkify: true });
parser.linkify.set({ fuzzyLink: false });
// The editor lets `file:` and `command:` pass; nothing may depend on what the parser refuses by itself.
parser.validateLink = () => true;

/** All tokens of a document, those within lines included. */
function tokens(source: string): Token[] {
	const flat = (list: readonly Token[]): Token[] =>
		list.flatMap(token => [token, ...flat(token.children ?? [])]);
	return flat(parser.parse(source, {}));
}

/** Addresses of the links of a document; fails for what could act by itself: HTML, pictures. */
function links(source: string): string[] {
	const all = tokens(source);
	expect(all.filter(({ type }) => /^(?:html|image)/.test(type))).toEqual([]);
	return all.flatMap(({ type, attrs }) =>
		type === 'link_open' ? [attrs?.find(([name]) => name === 'href')?.[1] ?? ''] : [],
	);
}

const hostile = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				'<img src=x onerror=alert(1)>',
				'![x](https://e.example/x.png)',
				'[x](command:workbench.action.quit)',
				'[x]: command:evil',
				'<a href="command:evil">',
				'<!--',
				'</pre>',
				'https://e.example/',
				'www.e.example',
				'me@e.example',
				'`',
				'```',
				'**',
				'_',
				'~~',
				'|',
				'\n',
				'\n\n# ',
				'\r',
				'\n---\n',
				'$(bug)',
				'${env:HOME}',
				'&lt;script&gt;',
				'\\',
				'\u202e',
				'\u001b[31m',
				'\u001b]0;owned\u0007',
				'javascript:alert(1)',
				'../',
				' ',
				'a',
			),
			fc.string({ maxLength: 8 }),
		),
		{ minLength: 1, maxLength: 6 },
	)
	.map(parts => parts.join(''));

const runs = { numRuns: times(400, 10_000), seed: SEED };

describe('whatever a name, a question, a message or a line of code holds', () => {
	it('the tooltip of the status bar has our own links only, and shows the name', () => {
		fc.assert(
			fc.property(hostile, name => {
				for (const shown of [
					folder({ name, failure: { code: 'not-found', message: name, remedy: name } }),
					folder({ name, status: status({ state: { type: 'empty', why: name } }) }),
					folder({
						name,
						progress: {
							phase: 'reading',
							files: 2,
							filesDone: 1,
							chunks: 0,
							refined: 0,
							rate: 0,
							secondsLeft: undefined,
						},
						status: status({ model: { id: name, fingerprint: 'f', state: 'ready' } }),
					}),
				]) {
					const { tooltip } = statusBarModel(
						{ engine: { type: 'running', pid: 1 }, folders: [shown], nowMs: 0, locale: 'en' },
						untranslated,
					);
					for (const href of links(tooltip)) expect(href).toMatch(/^command:lodestone\.\w+$/);
					// An icon is drawn before Markdown is read: a dollar that is not escaped would begin one.
					expect(tooltip).not.toMatch(/(?<!\\)\$\(/);
					expect(tokens(tooltip).filter(({ type }) => type === 'heading_open')).toEqual([]);
				}
			}),
			runs,
		);
	});

	it('the list of results links to the files that were found, and to nothing else', () => {
		fc.assert(
			fc.property(hostile, hostile, (name, code) => {
				const path = `src/${name.replaceAll('\0', '')}.ts`;
				const view = toViewGroup(
					{
						...group(path, 1, {
							symbol: name,
							docLine: code,
							snippet: { startLine: 0, lines: code.split('\n'), truncated: false },
						}),
						folderId: 'F',
					},
					{ previewLines: 9, words: [], isUnsaved: () => false },
				);
				const text = resultsMarkdown(
					name,
					[{ folder: name, path, href: 'file:///w/a.ts', language: code, hit: view.hits[0]! }],
					untranslated,
				);
				expect(links(text)).toEqual(['file:///w/a.ts#L5']);
				expect(tokens(text).filter(({ type }) => type === 'fence')).toHaveLength(1);
				expect(tokens(text).filter(({ type }) => type === 'heading_open')).toHaveLength(2);
			}),
			runs,
		);
	});

	it('the diagnosis stays one table, and the log of agents a list', () => {
		fc.assert(
			fc.property(hostile, text => {
				const table = diagnosis(
					[{ check: text, verdict: 'problem', found: text, remedy: text }],
					text,
					untranslated,
				);
				expect(links(table)).toEqual([]);
				expect(tokens(table).filter(({ type }) => type === 'tr_open')).toHaveLength(2);
				const log = agentLogText(
					[
						{
							at: '2026-01-01T00:00:00Z',
							client: text,
							tool: 'search',
							question: text,
							options: { path: text },
							places: [text],
							tokens: 1,
							ms: 1,
							state: 'ready',
							error: text,
						},
					],
					untranslated,
				);
				expect(links(log)).toEqual([]);
				expect(tokens(log).filter(({ type }) => type === 'heading_open')).toHaveLength(2);
			}),
			runs,
		);
	});

	it('a row of the quick pick draws no icon of it, and stays a row', () => {
		fc.assert(
			fc.property(hostile, text => {
				const answer = mergeAnswers(
					[
						{
							folderId: 'F',
							response: response([group(`${text}.ts`, 1, { symbol: text, docLine: text })]),
						},
					],
					10,
				);
				for (const row of quickPickRows(text, answer, untranslated)) {
					if (row.type === 'separator') continue;
					const parts = [row.label, row.description, row.type === 'hit' ? row.detail : ''];
					for (const part of parts.map(plain))
						expect(part).not.toMatch(/\$\(|[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
				}
			}),
			runs,
		);
	});

	it('a terminal only shows it', () => {
		fc.assert(
			fc.property(hostile, text => {
				expect(inert(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
			}),
			runs,
		);
		record('names', { 'hostile names and texts tried': runs.numRuns * 5 });
	});
});
