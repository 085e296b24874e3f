import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerTitle, quickPickRows } from '../../../src/extension/commands/quickPickItems';
import { questionFromSelection } from '../../../src/extension/commands/selectionText';
import { escapeMarkdown } from '../../../src/extension/markdownText';
import { resultsMarkdown } from '../../../src/extension/search/markdown';
import { mergeAnswers } from '../../../src/extension/search/mergeAnswers';
import { reanchor } from '../../../src/extension/search/reanchor';
import { createResultSet, withoutRows } from '../../../src/extension/search/resultSet';
import { collect, search } from '../../../src/extension/search/searchService';
import { formatSimilar, parseSimilar } from '../../../src/extension/search/similarQuery';
import {
	lineMarks,
	plainSnippet,
	questionWords,
	toViewGroup,
	wordMarks,
} from '../../../src/extension/search/toView';
import { splitGlobs, toSearchFilters } from '../../../src/extension/search/viewFilters';
import { untranslated } from '../../../src/extension/translate';
import { exampleFrom } from '../../../src/extension/view/examples';
import { LodestoneError } from '../../../src/shared/errors';
import type { SearchResponse } from '../../../src/shared/types';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import { group, hit, response } from './samples';

describe('mergeAnswers', () => {
	it("keeps each folder's order and takes the likelier head", () => {
		const a = response([group('a1', 0.9), group('a2', 0.2), group('a3', 0.8)]);
		const b = response([group('b1', 0.5), group('b2', 0.4)]);
		const merged = mergeAnswers(
			[
				{ folderId: 'A', response: a },
				{ folderId: 'B', response: b },
			],
			10,
		);
		expect(merged.groups.map(each => each.path)).toEqual(['a1', 'b1', 'b2', 'a2', 'a3']);
		expect(merged.groups[1]?.folderId).toBe('B');
		expect(merged.totalFiles).toBe(5);
		expect(merged.coverage).toEqual({ chunks: 20, keyword: 20, meaning: 20, refined: 10 });
	});

	it('says honestly what the answer rests on', () => {
		const basis = (over: Partial<SearchResponse>, precision: 'refined' | 'draft' | 'none') =>
			mergeAnswers(
				[{ folderId: 'A', response: response([group('a', 0.5, { precision })], over) }],
				5,
			).basis;
		expect(basis({ mode: 'keyword' }, 'none')).toBe('keyword');
		expect(basis({}, 'refined')).toBe('refined');
		expect(basis({}, 'draft')).toBe('draft');
		expect(basis({ coverage: { chunks: 5, keyword: 5, meaning: 0, refined: 0 } }, 'none')).toBe(
			'keyword',
		);
	});
});

describe('search', () => {
	const folders = [{ folderId: 'A', filters: {} }];
	const engine = (keywordMs: number, hybridMs: number) =>
		((_method: string, { request }: { request: { mode: 'keyword' | 'hybrid' } }) =>
			new Promise(resolve =>
				setTimeout(
					() => resolve(response([group(request.mode, 0.5)], { mode: request.mode })),
					request.mode === 'keyword' ? keywordMs : hybridMs,
				),
			)) as unknown as Parameters<typeof search>[0];
	const ask = (call: Parameters<typeof search>[0]) => {
		const partial: string[] = [];
		const { signal } = new AbortController();
		const answer = search(call, {
			query: 'q',
			folders,
			limit: 5,
			snippetLines: 5,
			useOpened: false,
			signal,
			onPartial: each => partial.push(each.groups[0]?.path ?? ''),
		});
		return answer.then(full => ({ full: full.groups[0]?.path, partial }));
	};

	it('gives the keyword answer first when meaning takes its time', async () => {
		expect(await ask(engine(5, 120))).toEqual({ full: 'hybrid', partial: ['keyword'] });
	});

	it('gives one answer when both are fast, or words are slower', async () => {
		expect(await ask(engine(2, 5))).toEqual({ full: 'hybrid', partial: [] });
		expect(await ask(engine(60, 10))).toEqual({ full: 'hybrid', partial: [] });
	});

	it('answers with the folders that answer, and fails only when none does', async () => {
		const both = [...folders, { folderId: 'B', filters: {} }];
		const answer = await collect(both, 5, ({ folderId }) =>
			folderId === 'A'
				? Promise.reject(new LodestoneError('not-found', 'gone'))
				: Promise.resolve(response([group('b', 1)])),
		);
		expect(answer.groups.map(each => each.path)).toEqual(['b']);
		await expect(
			collect(both, 5, () => Promise.reject(new LodestoneError('timeout', 'slow'))),
		).rejects.toMatchObject({
			code: 'timeout',
		});
	});
});

describe('filters', () => {
	const around = {
		currentFile: 'src/a.ts',
		changedFiles: ['src/a.ts', 'src/b.ts'],
		openEditors: ['src/b.ts'],
	};

	it('splits globs at commas outside braces', () => {
		expect(splitGlobs(' src/**, ./test/*.{ts,tsx} ,,*.md ')).toEqual([
			'src/**',
			'test/*.{ts,tsx}',
			'*.md',
		]);
	});

	it('intersects the limits to paths', () => {
		const paths = (over: Partial<typeof NO_FILTERS>) =>
			toSearchFilters({ ...NO_FILTERS, ...over }, 'A', around)?.paths;
		expect(paths({})).toBeUndefined();
		expect(paths({ currentFile: true })).toEqual(['src/a.ts']);
		expect(paths({ changedFiles: true, openEditors: true })).toEqual(['src/b.ts']);
	});

	it('does not ask a folder in which nothing can pass', () => {
		expect(toSearchFilters({ ...NO_FILTERS, folders: ['B'] }, 'A', around)).toBeUndefined();
		expect(
			toSearchFilters({ ...NO_FILTERS, currentFile: true, openEditors: true }, 'A', around),
		).toBeUndefined();
		expect(
			toSearchFilters({ ...NO_FILTERS, currentFile: true }, 'A', {
				...around,
				currentFile: undefined,
			}),
		).toBeUndefined();
	});
});

describe('toView', () => {
	it('marks matched columns of each line, merged and inside the line', () => {
		const span = (startLine: number, startColumn: number, endLine: number, endColumn: number) => ({
			startLine,
			startColumn,
			endLine,
			endColumn,
		});
		expect(lineMarks([span(3, 5, 3, 8), span(3, 7, 3, 99), span(4, 0, 4, 2)], 3, 10)).toEqual([
			5, 10,
		]);
		expect(lineMarks([span(2, 5, 4, 3)], 3, 10)).toEqual([0, 10]);
	});

	it('marks words in names, whatever their case', () => {
		expect(wordMarks('retryFailedUploads', questionWords('Retry failed -test lang:ts'))).toEqual([
			0, 11,
		]);
		expect(wordMarks('İstanbul', ['i'])).toEqual([]);
	});

	it('gives flat, sorted, disjoint pairs for any name', () => {
		fc.assert(
			fc.property(fc.string(), fc.array(fc.string()), (name, words) => {
				const marks = wordMarks(
					name,
					words.map(word => word.toLowerCase()),
				);
				expect(marks.length % 2).toBe(0);
				for (let i = 1; i < marks.length; i++) expect(marks[i]).toBeGreaterThan(marks[i - 1]!);
				expect(marks.at(-1) ?? 0).toBeLessThanOrEqual(name.length);
			}),
		);
	});

	it('cuts the snippet to the lines wanted and says so', () => {
		expect(plainSnippet(hit(), 2)).toMatchObject({ startLine: 4, truncated: true });
		expect(plainSnippet(hit({ snippet: undefined }), 2)).toBeUndefined();
		const view = toViewGroup(
			{ ...group('src/a.ts', 1), folderId: 'F' },
			{ previewLines: 3, words: ['retry'], isUnsaved: () => true },
		);
		expect(view.hits[0]).toMatchObject({ symbolMarks: [0, 5], unsaved: true });
	});
});

describe('reanchor', () => {
	const source = (lines: readonly string[]) => ({
		lineCount: lines.length,
		lineAt: (i: number) => lines[i] ?? '',
	});
	const { span, snippet } = hit();
	const body = ['function retryFailed() {', '\treturn 1;', '}'];

	it('follows text that moved up or down', () => {
		expect(reanchor(span, snippet, source([...Array<string>(4).fill(''), ...body])).startLine).toBe(
			4,
		);
		expect(
			reanchor(span, snippet, source([...Array<string>(44).fill('// x y z'), ...body])).startLine,
		).toBe(44);
		expect(reanchor(span, snippet, source(body)).startLine).toBe(0);
	});

	it('takes the place where most lines agree when some were edited', () => {
		const edited = [...Array<string>(10).fill(''), 'function retryFailed() {', '\treturn 2;', '}'];
		expect(reanchor(span, snippet, source(edited)).startLine).toBe(10);
	});

	it('stays inside the document, whatever it has become', () => {
		fc.assert(
			fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 20 }), lines => {
				const live = source(lines);
				const found = reanchor(span, snippet, live);
				expect(found.endLine).toBeLessThan(lines.length);
				expect(found.startLine).toBeLessThanOrEqual(found.endLine);
				expect(found.endColumn).toBeLessThanOrEqual(live.lineAt(found.endLine).length);
			}),
		);
	});
});

describe('markdown', () => {
	it('cannot be broken out of by names, paths or code', () => {
		const evil = toViewGroup(
			{
				...group('src/a](x) b.ts', 1, {
					symbol: '`x` <script>',
					snippet: { startLine: 0, lines: ['````', '<img src=x onerror=1>'], truncated: false },
				}),
				folderId: 'F',
			},
			{ previewLines: 9, words: [], isUnsaved: () => false },
		);
		const text = resultsMarkdown(
			'# [q](x)\n<b>',
			[{ folder: '', path: 'src/a](x) b.ts', href: '', language: 'ts', hit: evil.hits[0]! }],
			untranslated,
		);
		expect(text.split('\n')[0]).toBe('# \\# \\[q\\]\\(x\\) \\<b\\>');
		expect(text).toContain('`````ts\n````\n<img src=x onerror=1>\n`````');
		expect(text).toContain('](src/a%5D%28x%29%20b.ts#L5)');
		expect(escapeMarkdown('a_b')).toBe('a\\_b');
	});
});

describe('similar questions', () => {
	it('can be written and read back', () => {
		fc.assert(
			fc.property(
				fc.string({ minLength: 1 }).filter(path => path.trim() === path),
				fc.nat(1e6),
				(path, line) => {
					expect(parseSimilar(formatSimilar({ path, line }))).toEqual({ path, line });
				},
			),
		);
		expect(parseSimilar('similar to this')).toBeUndefined();
		expect(parseSimilar('similar:a.ts#L0')).toBeUndefined();
	});
});

describe('quick pick', () => {
	it('separates by strength and ends with the way on', () => {
		const answer = mergeAnswers(
			[
				{
					folderId: 'A',
					response: response([group('a', 0.9), group('b', 0.5, { strength: 'weak', symbol: '' })]),
				},
			],
			10,
		);
		const rows = quickPickRows('q', answer, untranslated);
		expect(rows.map(row => `${row.type} ${row.label}`)).toEqual([
			'separator strong',
			'hit retryFailed',
			'separator weak',
			'hit b',
			'separator ',
			'action Show all 2 files in the sidebar',
		]);
		expect(answerTitle(answer, 9.4, untranslated)).toBe(
			'Semantic Find: 2 files · refined by meaning · 9 ms',
		);
	});

	it('says when nothing is convincing and offers plain text', () => {
		const answer = mergeAnswers(
			[{ folderId: 'A', response: response([group('a', 0.1)], { nothingConvincing: true }) }],
			10,
		);
		const rows = quickPickRows('q', answer, untranslated);
		expect(rows[0]?.label).toBe('nothing convincing, closest');
		expect(rows.at(-1)).toMatchObject({ action: 'plainText', description: 'q' });
	});
});

describe('small things', () => {
	it('makes a question of a selection', () => {
		expect(questionFromSelection('  const x =\n\t-y "z"  ')).toBe('const x = y z');
	});

	it('finds hits only in its own answer', () => {
		const answer = mergeAnswers([{ folderId: 'A', response: response([group('a', 1)]) }], 10);
		const set = createResultSet(1, 'q', answer);
		expect(set.find({ folderId: 'A', path: 'a', chunkId: 1 })?.hit.symbol).toBe('retryFailed');
		expect(set.find({ folderId: 'A', path: '../a', chunkId: 1 })).toBeUndefined();
		expect(set.all()).toHaveLength(1);
	});
});

describe('rows that were taken off', () => {
	const one = group('a', 1);
	const two = { ...group('b', 0.5), more: [{ ...group('b', 0.5).best, chunkId: 7 }] };
	const answer = mergeAnswers([{ folderId: 'A', response: response([one, two]) }], 10);
	const set = createResultSet(1, 'q', answer);
	const left = (...rows: Parameters<typeof withoutRows>[1]) =>
		withoutRows(set, rows)
			.all()
			.map(({ group: { path }, hit: { chunkId } }) => `${path}#${chunkId}`);

	it('leave the answer that is copied: a hit, a file, the last hit of a file', () => {
		expect(left()).toEqual(['a#1', 'b#1', 'b#7']);
		expect(left({ folderId: 'A', path: 'b', chunkId: 1 })).toEqual(['a#1', 'b#7']);
		expect(left({ folderId: 'A', path: 'b', chunkId: undefined })).toEqual(['a#1']);
		expect(left({ folderId: 'A', path: 'a', chunkId: 1 })).toEqual(['b#1', 'b#7']);
		expect(left({ folderId: 'B', path: 'a', chunkId: 1 })).toHaveLength(3);
	});
});

describe('examples', () => {
	it.each([
		[
			'Puts uploads that failed back in line, each after a pause. More.',
			'puts uploads that failed back in line, each after a pause',
		],
		['HTTP client that retries what failed', 'HTTP client that retries what failed'],
		['@param x the thing to do it with', undefined],
		['Copyright 2020 by somebody who cares', undefined],
		['Short one', undefined],
	])('%s', (docLine, expected) => {
		expect(exampleFrom(docLine)).toBe(expected);
	});
});
