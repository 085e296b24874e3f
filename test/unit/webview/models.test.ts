import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CHUNK_KINDS } from '../../../src/shared/types';
import { boxAction } from '../../../src/webview/boxKeys';
import { coverageModel } from '../../../src/webview/coverage';
import { parseGlobList } from '../../../src/webview/globs';
import { KIND_CHIPS } from '../../../src/webview/kindChips';
import { layOut, rowAt, scrollToShow, visibleRange } from '../../../src/webview/layout';
import { limitsText } from '../../../src/webview/limits';
import { listAction } from '../../../src/webview/listKeys';
import { paletteCss } from '../../../src/webview/palette';
import { restore, save } from '../../../src/webview/persist';
import { buildRows } from '../../../src/webview/rows';
import { commonIndent, dedent, farIndent, segments, visible } from '../../../src/webview/segments';
import { stickyFile } from '../../../src/webview/sticky';
import { INITIAL } from '../../../src/webview/state';
import { announcement, statusLine } from '../../../src/webview/statusText';
import { english, wordsFor } from '../../../src/webview/strings';
import { german } from '../../../src/webview/strings.de';
import { whyText } from '../../../src/webview/why';
import { Driver, files, snapshot } from './support';

const words = wordsFor('en');

describe('segments', () => {
	test('cuts at colours and marks', () => {
		expect(
			segments({ text: 'async retry()', colours: [5, 0, 1, -1, 5, 2], marks: [6, 11] }),
		).toEqual([
			{ text: 'async', colour: 0, marked: false },
			{ text: ' ', colour: -1, marked: false },
			{ text: 'retry', colour: 2, marked: true },
			{ text: '()', colour: -1, marked: false },
		]);
	});

	test('whatever the ranges are, the text comes out whole', () => {
		const numbers = fc.array(fc.nat(40), { maxLength: 12 });
		fc.assert(
			fc.property(fc.string({ maxLength: 30 }), numbers, numbers, (text, colours, marks) => {
				const joined = segments({ text, colours, marks })
					.map(segment => segment.text)
					.join('');
				expect(joined).toBe(visible(text));
				expect(joined).toHaveLength(text.length);
			}),
		);
	});

	test('escape sequences and direction overrides become visible, tabs stay', () => {
		expect(visible('\u001b[31m\tred\u202e')).toBe('\u241b[31m\tred\ufffd');
	});

	test('a match far to the right is brought into sight, from the start of a word on', () => {
		const line = { text: `${'word '.repeat(20)}needle here`, colours: [], marks: [100, 106] };
		const far = farIndent(line);
		expect(line.text.slice(far)).toBe('word word word word needle here');
		expect(dedent(line, far).marks).toEqual([20, 26]);
		expect(farIndent({ ...line, marks: [10, 14, 100, 106] })).toBe(0);
		expect(farIndent({ ...line, marks: [] })).toBe(0);
		const solid = { text: 'x'.repeat(200), colours: [], marks: [150, 151] };
		expect(farIndent(solid)).toBe(130);
	});

	test('the shared indent goes, and colours and marks move with it', () => {
		const lines = [
			{ text: '    if (a)', colours: [4, 0, 2, 1], marks: [4, 6] },
			{ text: '', colours: [], marks: [] },
			{ text: '      b', colours: [], marks: [] },
		];
		expect(commonIndent(lines)).toBe(4);
		expect(dedent(lines[0]!, 4)).toEqual({ text: 'if (a)', colours: [2, 1], marks: [0, 2] });
	});
});

describe('layout', () => {
	test('finds what a linear search finds', () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
				fc.nat(4000),
				(heights, y) => {
					const layout = layOut(heights);
					let expected = 0;
					while (expected < heights.length - 1 && layout.offsets[expected + 1]! <= y) expected++;
					expect(rowAt(layout, y)).toBe(expected);
					const [first, end] = visibleRange(layout, y, 200, 100);
					expect(first).toBeLessThan(end);
					expect(end).toBeLessThanOrEqual(heights.length);
				},
			),
		);
	});

	test('scrolls as little as needed', () => {
		const layout = layOut([20, 20, 20, 20, 500]);
		expect(scrollToShow(layout, 1, 0, 60)).toBe(0);
		expect(scrollToShow(layout, 3, 0, 60)).toBe(20);
		expect(scrollToShow(layout, 0, 30, 60)).toBe(0);
		expect(scrollToShow(layout, 4, 0, 60)).toBe(80);
		expect(scrollToShow(layout, 2, 30, 60, 22)).toBe(18);
		expect(visibleRange(layOut([]), 0, 100, 10)).toEqual([0, 0]);
	});
});

describe('the file row that stays', () => {
	const { state } = new Driver().answered('q', files('abc'));
	const rows = buildRows(state.answer, state);
	// a, its hit, b, its hit, …
	const layout = layOut(rows.map(row => (row.type === 'hit' ? 60 : 22)));

	test.each([
		[0, undefined],
		[5, 'a 0'],
		[50, 'a 0'],
		[70, 'a -10'],
		[82, undefined],
		[83, 'b 0'],
	])('at %i px: %s', (top, expected) => {
		const sticky = stickyFile(rows, layout, top);
		expect(sticky && `${sticky.row.shown.group.path} ${sticky.shift}`).toBe(expected);
	});
});

describe('globs', () => {
	test.each([
		['src/**, *.ts', ['src/**', '*.ts']],
		['**/*.{ts,tsx} , [a,b].js,', ['**/*.{ts,tsx}', '[a,b].js']],
		['', []],
		['a\\{b', ['a\\{b']],
	])('%j', (text, globs) => expect(parseGlobList(text)).toEqual({ globs }));

	test.each([
		['src/{upload', 'open-brace'],
		['a}', 'stray-brace'],
		['[ab', 'open-bracket'],
		['../other', 'outside'],
		['!a', 'negated'],
	])('%j: %s', (text, fault) => expect(parseGlobList(text)).toEqual({ fault }));
});

describe('keys', () => {
	const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
	test.each([
		[{ key: 'Enter' }, { type: 'open', key: 'k', how: 'here' }],
		[
			{ key: 'Enter', ctrlKey: true },
			{ type: 'open', key: 'k', how: 'side' },
		],
		[
			{ key: 'Enter', metaKey: true },
			{ type: 'open', key: 'k', how: 'side' },
		],
		[{ key: ' ' }, { type: 'open', key: 'k', how: 'preview' }],
		[
			{ key: '?', shiftKey: true },
			{ type: 'why', key: 'k' },
		],
		[
			{ key: 'Enter', shiftKey: true },
			{ type: 'similar', key: 'k' },
		],
		[
			{ key: 'c', ctrlKey: true },
			{ type: 'copy', key: 'k' },
		],
		[{ key: 'Delete' }, { type: 'dismiss', key: 'k' }],
		[
			{ key: 'Backspace', metaKey: true },
			{ type: 'dismiss', key: 'k' },
		],
		[{ key: 'Backspace' }, undefined],
		[{ key: 'Escape' }, 'box'],
		[{ key: 'F4' }, undefined],
		[{ key: 'ArrowDown', ctrlKey: true }, undefined],
		[{ key: 'PageDown' }, { type: 'move', move: 'pageDown', page: 9 }],
	] as const)('in the list: %j', (event, action) => {
		expect(listAction({ ...plain, ...event }, 'k', 9)).toEqual(action);
	});

	const box = { altKey: false, command: false, atStart: false, atEnd: true, oneLine: true };
	test.each([
		[{ key: 'ArrowUp' }, -1, { type: 'history', step: 1 }],
		[{ key: 'ArrowDown' }, -1, { type: 'enterList' }],
		[{ key: 'ArrowDown' }, 2, { type: 'history', step: -1 }],
		[{ key: 'ArrowDown', command: true }, 2, { type: 'enterList' }],
		[{ key: 'ArrowUp', oneLine: false }, -1, undefined],
		[{ key: 'ArrowDown', oneLine: false, atEnd: false }, -1, undefined],
		[{ key: 'Escape' }, -1, { type: 'clearBox' }],
	] as const)('in the box: %j at %i', (event, historyAt, action) => {
		expect(boxAction({ ...box, ...event }, { query: 'q', historyAt })).toEqual(action);
	});
});

describe('words', () => {
	test('German has every text, with the same places to fill in', () => {
		const holes = (text: string): string => [...text.matchAll(/\{\d\}/g)].map(String).sort().join();
		for (const [key, text] of Object.entries(english)) {
			const translated = (german as Record<string, string>)[key] ?? '';
			expect(translated, key).not.toBe('');
			expect(holes(translated), key).toBe(holes(text));
		}
	});

	test('plurals, numbers and ordinals follow the language; the host can override a text', () => {
		expect(words.plural('status.files', 1204)).toBe('1,204 files');
		expect(words.plural('status.files', 1)).toBe('1 file');
		expect(wordsFor('de-AT').plural('status.files', 1204)).toBe('1.204 Dateien');
		expect([1, 2, 3, 4, 11, 22].map(n => words.ordinal(n))).toEqual([
			'1st',
			'2nd',
			'3rd',
			'4th',
			'11th',
			'22nd',
		]);
		expect(wordsFor('en', { 'box.label': 'Find' }).text('box.label')).toBe('Find');
		expect(wordsFor('fr').text('strength.strong')).toBe('Strong');
	});
});

describe('status', () => {
	const text = (driver: Driver): string => statusLine(driver.state, words).text;

	test('says what the answer rests on', () => {
		const driver = new Driver().host('snapshot', snapshot());
		expect(text(driver)).toBe('1,204 files ready · nothing leaves this computer');
		driver.answered('q', files('abc'), { stage: 'partial', basis: 'keyword', elapsedMs: 4 });
		expect(text(driver)).toBe('3 files so far · keyword only · 4 ms');
		expect(statusLine(driver.state, words).icon).toBe('busy');
		driver.answered('q', files('abc'), { totalFiles: 12 });
		expect(text(driver)).toBe('12 files · refined by meaning · 9 ms');
		expect(statusLine(driver.state, words).short).toBe('12 files · refined');
	});

	test('counts filters, and names the one that hides everything', () => {
		const driver = new Driver().host('snapshot', snapshot());
		driver.do({ type: 'filter', change: { currentFile: true, changedFiles: true } });
		driver.answered('q', files('ab'));
		expect(text(driver)).toBe('2 files · 2 filters · 9 ms');
		driver.answered('q', [], { unfilteredFiles: 12 });
		expect(text(driver)).toBe('No match in the current file');
		expect(limitsText(driver.state, words)).toBe(
			'Two limits are on: the current file and changed files. Without them there are 12 files.',
		);
	});

	test('does not call the last word what more files may change, in any state', () => {
		const [folder] = snapshot().folders;
		const degraded = {
			...folder!,
			state: { type: 'degraded', cause: 'model', why: 'The model failed.' } as const,
			filesLeft: 120,
		};
		const driver = new Driver().host('snapshot', snapshot({ folders: [degraded] }));
		driver.answered('q', []);
		expect(text(driver)).toBe('No match · 120 files are still to be read');
		expect(announcement(driver.state, words)).toContain('still to be read');
		driver.host('snapshot', snapshot({ folders: [{ ...degraded, filesLeft: 0 }] }));
		expect(text(driver)).toBe('No match');
	});

	test('is spoken once an answer is final, not before', () => {
		const driver = new Driver().host('snapshot', snapshot());
		driver.answered('q', files('ab'), { stage: 'partial' });
		expect(announcement(driver.state, words)).toBe('');
		driver.answered('q', files('ab'));
		expect(announcement(driver.state, words)).toBe(
			'2 files found, refined by meaning. Press Down for the list.',
		);
	});
});

describe('coverage', () => {
	const [ready] = snapshot().folders;
	const moving = (
		phase: 'reading' | 'refining',
		filesDone: number,
		refined: number,
		meaning = 1000,
	) => ({
		...ready!,
		coverage: { chunks: 1000, keyword: 1000, meaning, refined },
		state: {
			type: 'indexing' as const,
			progress: { phase, files: 1204, filesDone, chunks: 1000, refined, rate: 1, secondsLeft: 118 },
		},
	});

	test('while files are read, unread ones count as not covered', () => {
		const model = coverageModel([moving('reading', 746, 0, 300)], words);
		expect(model).toMatchObject({ keyword: 62, refined: 0 });
		expect(model?.note).toBe(
			'First seconds in this folder: 746 of 1,204 files are read. Answers below are incomplete.',
		);
	});

	test('while vectors are refined, all is searchable and the time is told', () => {
		expect(coverageModel([moving('refining', 1204, 370)], words)).toEqual({
			keyword: 100,
			draft: 100,
			refined: 37,
			note: 'Every function is searchable now. About 2 min until all are refined.',
		});
	});

	test('never 100 before it is all, never 0 once there is something', () => {
		expect(coverageModel([moving('refining', 1204, 999)], words)?.refined).toBe(99);
		expect(coverageModel([moving('refining', 1204, 1)], words)?.refined).toBe(1);
		expect(coverageModel([ready!], words)).toBeUndefined();
	});
});

test('why: words, nearest lines in 1-based numbers, places and adjustments', () => {
	const text = whyText(
		[
			{ type: 'word', word: 'retry', where: ['name', 'path', 'code'] },
			{ type: 'nearest-lines', startLine: 42, endLine: 43, similarity: 0.7 },
			{ type: 'leg', leg: 'keyword', rank: 3, of: 61 },
			{ type: 'adjustment', what: 'test-file', sign: -1 },
		],
		2,
		words,
	);
	expect(text.words).toEqual([{ word: 'retry', where: 'in the name, path and code' }]);
	expect(text.nearest[0]?.text).toBe('lines 43 to 44 are nearest');
	expect(text.places).toEqual(['3rd of 61 by keyword', '2nd after all are joined']);
	expect(text.adjusted).toEqual([{ sign: -1, text: 'a test file' }]);
});

test('only plain colours get into the style sheet', () => {
	const style = { bold: false, italic: true, underline: false };
	const css = paletteCss([
		{ ...style, foreground: '#569cd6' },
		{ ...style, foreground: 'red} body{display:none' },
	]);
	expect(css).toBe('.code .t0{color:#569cd6;font-style:italic}\n');
});

test('every kind has words, and exactly one chip', () => {
	expect(KIND_CHIPS.flatMap(({ kinds }) => kinds).sort()).toEqual([...CHUNK_KINDS].sort());
	for (const kind of CHUNK_KINDS) expect(words.text(`kind.${kind}`)).not.toBe('');
});

describe('saved state', () => {
	test('comes back: question, filters, folds, selection, scroll; and the question is asked again', () => {
		const driver = new Driver().answered('q', files('abcd'));
		driver.do({ type: 'filter', change: { languages: ['go'] } }, { type: 'toggleFilters' });
		driver.do({ type: 'toggle', key: driver.key('d') });
		driver.do({ type: 'select', key: driver.key('d#4'), focus: false });
		const saved = JSON.parse(JSON.stringify(save(driver.state, 123.4))) as unknown;
		const restored = restore(saved);
		expect(restored.scrollTop).toBe(123);
		const again = new Driver(restored.state).host('snapshot', snapshot());
		expect(again.sent('search')).toMatchObject([{ query: 'q', filters: { languages: ['go'] } }]);
		again.host('results', { ...driver.state.answer!.results, seq: again.state.seq });
		expect(again.selected()).toBe('d#4');
		expect(again.state.filtersOpen).toBe(true);
	});

	test.each([undefined, null, 7, 'x', {}, { version: 2 }, { ...save(INITIAL, 0), query: 5 }])(
		'%j is a fresh start',
		saved => {
			expect(restore(saved).state).toBe(INITIAL);
		},
	);
});
