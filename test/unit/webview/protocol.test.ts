import { describe, expect, test } from 'vitest';
import { Refused } from '../../../src/shared/view/parse';
import { parseHostMessage } from '../../../src/shared/view/parseHostMessage';
import { parseViewMessage } from '../../../src/shared/view/parseViewMessage';
import { viewHtml } from '../../../src/shared/view/viewHtml';
import {
	NO_FILTERS,
	type HostMessage,
	type ViewMessage,
} from '../../../src/shared/view/viewProtocol';
import { files, results, snapshot } from './support';

const span = { startLine: 1, startColumn: 0, endLine: 2, endColumn: 3 };
const ref = { folderId: 'root', path: 'src/a.ts', chunkId: 7 };
const problem = {
	code: 'timeout',
	severity: 'warning',
	title: '',
	message: 'm',
	remedy: 'r',
	actions: ['openLog'],
} as const;

const VIEW: readonly ViewMessage[] = [
	{ type: 'ready', data: { restoredSeq: 0 } },
	{ type: 'search', data: { seq: 1, query: 'q', filters: NO_FILTERS, limit: 50 } },
	{ type: 'cancel', data: { seq: 1 } },
	{ type: 'open', data: { ...ref, seq: 1, span, how: 'side' } },
	{ type: 'expandWhy', data: { ...ref, seq: 1 } },
	{ type: 'similar', data: { ...ref, span } },
	{ type: 'requestMore', data: { seq: 1, limit: 100 } },
	{ type: 'setHistory', data: { history: ['a', 'b'] } },
	{ type: 'runCommand', data: { command: 'rebuild', folderId: '', text: '' } },
	{ type: 'copyMarkdown', data: { seq: 1, hit: ref } },
	{ type: 'copyMarkdown', data: { seq: 1, hit: undefined } },
	{ type: 'dismiss', data: { ...ref, seq: 1 } },
	{ type: 'dismiss', data: { ...ref, chunkId: undefined, seq: 1 } },
	{ type: 'viewError', data: { message: 'm' } },
];
const HOST: readonly HostMessage[] = [
	{
		type: 'snapshot',
		data: snapshot({
			problems: [problem],
			strings: { 'box.label': 'x' },
		}),
	},
	{ type: 'results', data: results(3, files('ab')) },
	{
		type: 'snippets',
		data: {
			seq: 3,
			snippets: [
				{
					...ref,
					snippet: {
						startLine: 0,
						lines: [{ text: 'a', colours: [1, 0], marks: [0, 1] }],
						truncated: false,
					},
				},
			],
		},
	},
	{
		type: 'palette',
		data: { palette: [{ foreground: '#fff', bold: true, italic: false, underline: false }] },
	},
	{
		type: 'whyResult',
		data: {
			...ref,
			seq: 3,
			error: '',
			reasons: [
				{ type: 'word', word: 'w', where: ['name'] },
				{ type: 'leg', leg: 'meaning', rank: 1, of: 2 },
				{ type: 'nearest-lines', startLine: 1, endLine: 2, similarity: 0.5 },
				{ type: 'adjustment', what: 'generated', sign: -1 },
			],
		},
	},
	{ type: 'error', data: { ...problem, seq: 3 } },
	{ type: 'focusBox', data: { select: true } },
	{ type: 'setQuery', data: { query: 'q', filters: NO_FILTERS, submit: true } },
	{ type: 'nextResult', data: { open: true } },
	{ type: 'prevResult', data: { open: false } },
	{ type: 'rowAction', data: { ...ref, action: 'dismiss' } },
	{ type: 'searchAgain', data: {} },
	{ type: 'collapseAll', data: {} },
	{ type: 'expandAll', data: {} },
	{ type: 'clear', data: {} },
];

describe('what each side says is understood by the other, after a real port and after JSON', () => {
	test.each(VIEW)('view → host: $type', message => {
		expect(parseViewMessage(structuredClone(message))).toEqual(message);
		expect(parseViewMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
	});
	test.each(HOST)('host → view: $type', message => {
		expect(parseHostMessage(structuredClone(message))).toEqual(message);
		expect(parseHostMessage(JSON.parse(JSON.stringify(message)))).toEqual(message);
	});
});

describe('a hostile message is refused', () => {
	const hostile: readonly (readonly [string, unknown])[] = [
		['nothing', undefined],
		['a string', 'search'],
		['an array', []],
		['no type', { data: {} }],
		['an unknown type', { type: 'eval', data: {} }],
		['a type from the prototype', { type: 'constructor', data: {} }],
		['another prototype name', { type: '__proto__', data: {} }],
		['no data', { type: 'cancel' }],
		['a number as text', { type: 'cancel', data: { seq: '1' } }],
		['a fraction', { type: 'cancel', data: { seq: 1.5 } }],
		['not a number', { type: 'cancel', data: { seq: NaN } }],
		['a negative seq', { type: 'cancel', data: { seq: -1 } }],
		[
			'a command that is not on the list',
			{
				type: 'runCommand',
				data: { command: 'workbench.action.terminal.new', folderId: '', text: '' },
			},
		],
		[
			'a manner of opening that does not exist',
			{ type: 'open', data: { ...ref, seq: 1, span, how: 'run' } },
		],
		[
			'a path that is an object',
			{
				type: 'open',
				data: { ...ref, path: { toString: () => '/etc/passwd' }, seq: 1, span, how: 'here' },
			},
		],
		[
			'a path without end',
			{ type: 'open', data: { ...ref, path: 'x'.repeat(5000), seq: 1, span, how: 'here' } },
		],
		[
			'a line out of this world',
			{ type: 'similar', data: { ...ref, span: { ...span, endLine: 1e12 } } },
		],
		[
			'too long a question',
			{ type: 'search', data: { seq: 1, query: 'q'.repeat(4001), filters: NO_FILTERS, limit: 5 } },
		],
		[
			'too many results',
			{ type: 'search', data: { seq: 1, query: 'q', filters: NO_FILTERS, limit: 1e6 } },
		],
		[
			'an unknown kind',
			{
				type: 'search',
				data: { seq: 1, query: 'q', filters: { ...NO_FILTERS, kinds: ['x'] }, limit: 5 },
			},
		],
		['a row action that does not exist', { type: 'rowAction', data: { ...ref, action: 'run' } }],
		['a row without a path', { type: 'dismiss', data: { folderId: 'f', chunkId: 1, seq: 1 } }],
		['too long a history', { type: 'setHistory', data: { history: Array(101).fill('a') } }],
		['a field from the prototype', { type: 'cancel', data: Object.create({ seq: 1 }) as unknown }],
	];
	test.each(hostile)('%s', (_, message) => {
		expect(parseViewMessage(message)).toBeInstanceOf(Refused);
		expect(parseHostMessage(message)).toBeInstanceOf(Refused);
	});

	test('colours that are not colours, styles that are not styles', () => {
		for (const foreground of ['red', '#12', 'url(x)', '#fff;}*{display:none', 'rgb(1,2,3)']) {
			const palette = [{ foreground, bold: false, italic: false, underline: false }];
			expect(parseHostMessage({ type: 'palette', data: { palette } })).toBeInstanceOf(Refused);
		}
	});
});

test('a field that is not named is dropped, and nothing of the sender is shared', () => {
	const data = { seq: 1, secret: 2, constructor: 3 };
	const parsed = parseViewMessage({ type: 'cancel', data });
	expect(parsed).toEqual({ type: 'cancel', data: { seq: 1 } });
	expect((parsed as { data: unknown }).data).not.toBe(data);
});

test('a line of a megabyte is cut rather than costing the whole answer', () => {
	const [group] = files('a');
	const line = { text: 'x'.repeat(1_000_000), colours: [], marks: [] };
	const hits = [{ ...group!.hits[0]!, snippet: { startLine: 0, lines: [line], truncated: false } }];
	const parsed = parseHostMessage({ type: 'results', data: results(1, [{ ...group!, hits }]) });
	if (parsed instanceof Refused || parsed.type !== 'results') throw new Error('refused');
	expect(parsed.data.groups[0]?.hits[0]?.snippet?.lines[0]?.text).toHaveLength(1000);
});

test('the page allows one script with the nonce and nothing inline, and values cannot leave their attribute', () => {
	const page = viewHtml({
		cspSource: 'https://source',
		nonce: 'abc',
		scriptUri: 'https://source/webview.js',
		codiconUri: 'https://source/codicon.css"><script>',
		locale: 'de',
	});
	expect(page).toContain(
		"default-src 'none'; style-src https://source; font-src https://source; img-src https://source; script-src 'nonce-abc'",
	);
	expect(page.match(/<script/g)).toHaveLength(1);
	expect(page).not.toMatch(/unsafe-|style=|onload/);
});
