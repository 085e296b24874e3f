import { describe, expect, test } from 'vitest';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import { statusLine } from '../../../src/webview/statusText';
import { wordsFor } from '../../../src/webview/strings';
import { Driver, file, files, hit, results, snapshot } from './support';

describe('searching', () => {
	test('a keystroke waits for the pause that the settings name, and Enter does not', () => {
		const driver = new Driver().host('snapshot', snapshot());
		driver.do({ type: 'input', text: 'retry' });
		expect(driver.effects).toEqual([{ type: 'schedule', delayMs: 50 }]);
		driver.do({ type: 'submit', remember: true });
		expect(driver.sent('search')).toEqual([
			{ seq: 1, query: 'retry', filters: NO_FILTERS, limit: 20 },
		]);
		expect(driver.state.searching).toBe(true);
	});

	test('without search as you type only Enter asks', () => {
		const settings = { autoSearch: false, debounceMs: 50, resultsLimit: 20 };
		const driver = new Driver().host('snapshot', snapshot({ settings }));
		driver.do({ type: 'input', text: 'retry' });
		expect(driver.effects).toEqual([]);
		driver.do({ type: 'submit', remember: true });
		expect(driver.sent('search')).toHaveLength(1);
	});

	test('the newest question wins: answers to an older one are dropped, in any order', () => {
		const driver = new Driver();
		driver.do({ type: 'input', text: 'a' }, { type: 'submit', remember: false });
		driver.do({ type: 'input', text: 'ab' }, { type: 'submit', remember: false });
		driver.host('results', results(2, files('xy')));
		driver.host('results', results(1, files('abc')));
		expect(driver.state.answer?.results.seq).toBe(2);
		expect(driver.rows()).toEqual(['x', 'x#24', 'y', 'y#25']);
		driver.host('error', {
			seq: 1,
			code: 'timeout',
			severity: 'warning',
			title: '',
			message: 'late',
			remedy: '',
			actions: [],
		});
		expect(driver.state.failure).toBeUndefined();
	});

	test('the old answer stays on screen until the first of the new one is there', () => {
		const driver = new Driver().answered('one', files('ab'));
		driver.do({ type: 'input', text: 'two' }, { type: 'submit', remember: false });
		expect(driver.rows()).toEqual(['a', 'a#1', 'b', 'b#2']);
	});

	test('emptying the box cancels, clears, and drops the answer that is on its way', () => {
		const driver = new Driver();
		driver.do({ type: 'input', text: 'a' }, { type: 'submit', remember: false });
		driver.do({ type: 'clearBox' });
		expect(driver.sent('cancel')).toEqual([{ seq: 1 }]);
		driver.host('results', results(1, files('a')));
		expect(driver.state.answer).toBeUndefined();
		expect(driver.state.searching).toBe(false);
	});

	test('a failure keeps what was found so far', () => {
		const driver = new Driver().answered('one', files('ab'), { stage: 'partial' });
		const problem = {
			code: 'timeout',
			severity: 'warning',
			title: '',
			message: 'm',
			remedy: '',
			actions: [],
		} as const;
		driver.host('error', { ...problem, seq: driver.state.seq });
		expect(driver.state.failure?.code).toBe('timeout');
		expect(driver.state.searching).toBe(false);
		expect(driver.rows()).toHaveLength(4);
		driver.do({ type: 'submit', remember: false });
		expect(driver.state.failure).toBeUndefined();
	});
});

describe('refinement does not jump under the cursor', () => {
	test('nobody is in the list: the better order simply replaces the first', () => {
		const driver = new Driver().answered('q', files('abcd'), { stage: 'partial' });
		driver.host('results', results(driver.state.seq, files('dcba')));
		expect(driver.rows()).toEqual(['d', 'd#4', 'c', 'c#3', 'b', 'b#2', 'a']);
	});

	test('the row under the pointer and all above it stay; the rest takes the new order', () => {
		const driver = new Driver().answered('q', files('abcde'), { stage: 'partial' });
		driver.do({ type: 'hover', key: driver.key('b#2') });
		const before = driver.rows().slice(0, 4);
		driver.host('results', results(driver.state.seq, files('edfba')));
		expect(driver.rows().slice(0, 4)).toEqual(before);
		expect(driver.rows()).toEqual(['a', 'a#1', 'b', 'b#2', 'e', 'e#5', 'd', 'f']);
	});

	test('when the pointer leaves, the waiting order comes in', () => {
		const driver = new Driver().answered('q', files('abcd'), { stage: 'partial' });
		driver.do({ type: 'hover', key: driver.key('b#2') });
		driver.host('results', results(driver.state.seq, files('dcba')));
		driver.do({ type: 'hover', key: undefined });
		expect(driver.rows()).toEqual(['d', 'd#4', 'c', 'c#3', 'b', 'b#2', 'a']);
	});

	test('with the keyboard in the list the selected row is the one that stays', () => {
		const driver = new Driver().answered('q', files('abcd'), { stage: 'partial' });
		driver.do(
			{ type: 'enterList' },
			{ type: 'listFocus', focused: true },
			{ type: 'move', move: 'down' },
		);
		expect(driver.selected()).toBe('a#1');
		driver.host('results', results(driver.state.seq, files('dcba')));
		expect(driver.selected()).toBe('a#1');
		expect(driver.rows().slice(0, 2)).toEqual(['a', 'a#1']);
	});

	test('a pinned file takes over strength but neither loses hits nor changes height', () => {
		const driver = new Driver().answered('q', [file('a', hit(1), hit(2)), ...files('b')], {
			stage: 'partial',
		});
		driver.do({ type: 'hover', key: driver.key('a#2') });
		const taller = {
			...hit(1, 'strong'),
			snippet: {
				startLine: 0,
				lines: Array.from({ length: 5 }, () => ({ text: 'x', colours: [], marks: [] })),
				truncated: false,
			},
		};
		driver.host('results', results(driver.state.seq, [...files('b'), file('a', taller)]));
		expect(driver.rows().slice(0, 3)).toEqual(['a', 'a#1', 'a#2']);
		const kept = driver.state.answer?.main[0]?.group.hits[0];
		expect(kept?.strength).toBe('strong');
		expect(kept?.snippet?.lines).toHaveLength(1);
	});

	test('a file that became weak does not slip into the fold while it is pinned', () => {
		const driver = new Driver().answered('q', files('abc'), { stage: 'partial' });
		driver.do({ type: 'hover', key: driver.key('b#2') });
		const weak = [...files('c'), ...files('ab', 'weak'), ...files('d', 'weak')];
		driver.host('results', results(driver.state.seq, weak));
		expect(driver.rows()).toEqual(['a', 'a#1', 'b', 'b#2', 'c', 'c#3', 'weak']);
		driver.do({ type: 'hover', key: undefined });
		expect(driver.rows()).toEqual(['c', 'c#3', 'weak']);
		expect(driver.state.answer?.weak.map(({ group }) => group.path)).toEqual(['a', 'b', 'd']);
	});

	test('a new question is not bound by where the pointer rested', () => {
		const driver = new Driver().answered('q', files('abc'));
		driver.do({ type: 'hover', key: driver.key('b#2') });
		driver.answered('other', files('xyz'));
		expect(driver.rows()[0]).toBe('x');
		expect(driver.effects.at(-1)).toEqual({ type: 'scrollToTop' });
	});

	test('a selected hit that is gone gives way to the nearest of its file, else to the row in its place', () => {
		const driver = new Driver().answered('q', [
			file('a', hit(1, 'likely', 100), hit(2, 'likely', 500)),
			...files('b'),
		]);
		driver.do({ type: 'select', key: driver.key('a#2'), focus: false });
		driver.do({ type: 'submit', remember: false });
		driver.host(
			'results',
			results(driver.state.seq, [file('a', hit(7, 'likely', 10), hit(8, 'likely', 480))]),
		);
		expect(driver.selected()).toBe('a#8');
		driver.do({ type: 'submit', remember: false });
		driver.host('results', results(driver.state.seq, files('x')));
		expect(driver.selected()).toBe('x#24');
	});

	test('a hit whose lines are the same keeps its colours in the next answer, until new ones come', () => {
		const driver = new Driver().answered('q', files('a'));
		const at = { folderId: 'root', path: 'a', chunkId: 1 };
		const coloured = {
			startLine: 10,
			lines: [{ text: 'one', colours: [3, 0], marks: [] }],
			truncated: false,
		};
		driver.host('snippets', { seq: driver.state.seq, snippets: [{ ...at, snippet: coloured }] });
		driver.answered('qu', files('ba'));
		const [, again] = driver.state.answer?.main ?? [];
		expect(again?.group.hits[0]?.snippet?.lines[0]?.colours).toEqual([3, 0]);
		const changed = {
			...hit(1),
			snippet: { ...coloured, lines: [{ text: 'two', colours: [], marks: [] }] },
		};
		driver.answered('que', [file('a', changed)]);
		expect(driver.state.answer?.main[0]?.group.hits[0]?.snippet?.lines[0]?.colours).toEqual([]);
	});

	test('new colours never change the height of the list', () => {
		const driver = new Driver().answered('q', files('a'));
		const at = { folderId: 'root', path: 'a', chunkId: 1 };
		const line = { text: 'one', colours: [3, 0], marks: [] };
		const { seq } = driver.state;
		driver.host('snippets', {
			seq,
			snippets: [{ ...at, snippet: { startLine: 10, lines: [line, line], truncated: false } }],
		});
		expect(driver.state.answer?.main[0]?.group.hits[0]?.snippet?.lines).toHaveLength(1);
		driver.host('snippets', {
			seq,
			snippets: [{ ...at, snippet: { startLine: 10, lines: [line], truncated: false } }],
		});
		expect(driver.state.answer?.main[0]?.group.hits[0]?.snippet?.lines[0]?.colours).toEqual([3, 0]);
	});
});

describe('the list', () => {
	test('a file that could not be opened is said, and the note goes with the next one', () => {
		const driver = new Driver().host('snapshot', snapshot()).answered('q', files('ab'));
		const { seq } = driver.state;
		const gone = {
			code: 'not-found',
			severity: 'error',
			title: 't',
			message: 'm',
			remedy: '',
			actions: [],
		} as const;
		driver.host('error', { ...gone, seq });
		expect(statusLine(driver.state, wordsFor('en')).text).toBe(
			'2 files · refined by meaning · 9 ms',
		);
		driver.do({ type: 'open', key: driver.key('b'), how: 'here' });
		expect(driver.state.failure).toBeUndefined();
	});

	test('three files are open, weak ones folded; further weak hits of a file wait behind one row', () => {
		const many = file('a', hit(1, 'strong'), hit(2), hit(3), hit(4), hit(5, 'weak'));
		const driver = new Driver().answered('q', [many, ...files('bcd'), ...files('ef', 'weak')]);
		expect(driver.rows()).toEqual([
			'a',
			'a#1',
			'a#2',
			'a#3',
			'…2',
			'b',
			'b#2',
			'c',
			'c#3',
			'd',
			'weak',
		]);
		driver.do({ type: 'toggle', key: driver.key('…2') });
		expect(driver.rows().slice(0, 6)).toEqual(['a', 'a#1', 'a#2', 'a#3', 'a#4', 'a#5']);
		driver.do({ type: 'toggle', key: driver.key('weak') });
		expect(driver.rows().slice(-3)).toEqual(['weak', 'e', 'f']);
	});

	test('when nothing convinces, the weak ones are the list', () => {
		const driver = new Driver().answered('q', files('ab', 'weak'), { nothingConvincing: true });
		expect(driver.rows()).toEqual(['a', 'a#1', 'b', 'b#2']);
	});

	test('arrows walk, open, close and go out; Up from the first row leads to the box', () => {
		const driver = new Driver().answered('q', files('abcd'));
		driver.do({ type: 'enterList' });
		expect(driver.selected()).toBe('a');
		driver.do({ type: 'move', move: 'right' });
		expect(driver.selected()).toBe('a#1');
		driver.do({ type: 'move', move: 'left' });
		expect(driver.selected()).toBe('a');
		driver.do({ type: 'move', move: 'left' });
		expect(driver.rows().slice(0, 2)).toEqual(['a', 'b']);
		driver.do({ type: 'move', move: 'end' });
		expect(driver.selected()).toBe('d');
		driver.do({ type: 'move', move: 'right' });
		expect(driver.rows().at(-1)).toBe('d#4');
		driver.do({ type: 'move', move: 'home' }, { type: 'move', move: 'up' });
		expect(driver.effects.at(-1)).toEqual({ type: 'focusBox', select: false });
	});

	test('opening names file, span and manner; on a file row it means the best hit', () => {
		const driver = new Driver().answered('q', files('ab'));
		driver.do({ type: 'open', key: driver.key('b'), how: 'side' });
		expect(driver.sent('open')).toEqual([
			{
				folderId: 'root',
				path: 'b',
				chunkId: 2,
				seq: driver.state.seq,
				span: { startLine: 20, startColumn: 0, endLine: 25, endColumn: 1 },
				how: 'side',
			},
		]);
		expect(driver.state.history).toEqual(['q']);
	});

	test('F4 goes from hit to hit, opens folded files on the way and wraps round', () => {
		const driver = new Driver().answered('q', files('abcd'));
		const next = { type: 'nextHit', step: 1, open: true } as const;
		driver.do(next, next, next, next);
		expect(driver.selected()).toBe('d#4');
		expect(driver.sent('open').map(({ path, how }) => `${path} ${how}`)).toEqual([
			'a preview',
			'b preview',
			'c preview',
			'd preview',
		]);
		driver.do(next);
		expect(driver.selected()).toBe('a#1');
		driver.do({ type: 'nextHit', step: -1, open: false });
		expect(driver.selected()).toBe('d#4');
	});

	test('collapse all leaves the selection on the file of the hit', () => {
		const driver = new Driver().answered('q', files('abc'));
		driver.do({ type: 'select', key: driver.key('b#2'), focus: false });
		driver.host('collapseAll', {});
		expect(driver.rows()).toEqual(['a', 'b', 'c']);
		expect(driver.selected()).toBe('b');
	});

	test('why: asked once, answered for that hit only, closed by a second press', () => {
		const driver = new Driver().answered('q', files('ab'));
		const key = driver.key('a#1');
		driver.do({ type: 'why', key });
		expect(driver.sent('expandWhy')).toHaveLength(1);
		const { seq } = driver.state;
		driver.host('whyResult', {
			seq,
			folderId: 'root',
			path: 'b',
			chunkId: 2,
			reasons: [],
			error: '',
		});
		expect(driver.state.why?.reasons).toBeUndefined();
		driver.host('whyResult', {
			seq,
			folderId: 'root',
			path: 'a',
			chunkId: 1,
			reasons: [],
			error: '',
		});
		expect(driver.state.why?.reasons).toEqual([]);
		driver.do({ type: 'why', key });
		expect(driver.state.why).toBeUndefined();
	});

	test('near the end more is asked for, once, up to a thousand', () => {
		const driver = new Driver().host('snapshot', snapshot());
		driver.answered('q', files('abc'), { more: true });
		driver.do({ type: 'nearEnd' }, { type: 'nearEnd' });
		expect(driver.sent('requestMore')).toEqual([{ seq: driver.state.seq, limit: 40 }]);
		driver.host('results', results(driver.state.seq, files('abcd'), { more: false }));
		driver.do({ type: 'nearEnd' });
		expect(driver.sent('requestMore')).toHaveLength(1);
	});
});

describe('box, history and filters', () => {
	test('Enter remembers once, newest first; the arrows walk and give the unsent text back', () => {
		const driver = new Driver();
		for (const text of ['one', 'two', 'one']) {
			driver.do({ type: 'input', text }, { type: 'submit', remember: true });
		}
		expect(driver.state.history).toEqual(['one', 'two']);
		expect(driver.sent('setHistory').at(-1)).toEqual({ history: ['one', 'two'] });
		driver.do(
			{ type: 'input', text: 'draf' },
			{ type: 'history', step: 1 },
			{ type: 'history', step: 1 },
		);
		expect(driver.state.query).toBe('two');
		driver.do({ type: 'history', step: 1 });
		expect(driver.state.query).toBe('two');
		driver.do({ type: 'history', step: -1 }, { type: 'history', step: -1 });
		expect(driver.state.query).toBe('draf');
	});

	test('a filter asks again at once; a glob that cannot be read leaves the last valid one in force', () => {
		const driver = new Driver().answered('q', files('a'));
		driver.do({ type: 'filter', change: { languages: ['go'] } });
		expect(driver.sent('search').at(-1)?.filters.languages).toEqual(['go']);
		driver.do(
			{ type: 'glob', which: 'exclude', text: 'src/**' },
			{ type: 'glob', which: 'exclude', text: 'src/{a' },
		);
		expect(driver.state.typed.exclude).toBe('src/{a');
		expect(driver.state.filters.exclude).toBe('src/**');
		driver.do({ type: 'clearFilters' });
		expect(driver.sent('search').at(-1)?.filters).toEqual(NO_FILTERS);
		expect(driver.state.typed).toEqual({ include: '', exclude: '' });
	});

	test('the host can put a question with filters into the box and submit it', () => {
		const driver = new Driver();
		const filters = { ...NO_FILTERS, include: 'src/**' };
		driver.host('setQuery', { query: 'selected text', filters, submit: true });
		expect(driver.sent('search')).toMatchObject([{ query: 'selected text', filters }]);
		expect(driver.state.typed.include).toBe('src/**');
	});
});

describe('the coverage banner', () => {
	const progress = {
		phase: 'refining',
		files: 1,
		filesDone: 1,
		chunks: 1,
		refined: 0,
		rate: 0,
		secondsLeft: undefined,
	} as const;
	const [ready] = snapshot().folders;
	const indexing = snapshot({ folders: [{ ...ready!, state: { type: 'indexing', progress } }] });

	test('comes and goes with indexing, but not while a row is pinned', () => {
		const driver = new Driver().host('snapshot', indexing);
		expect(driver.state.banner).toBe(true);
		driver.answered('q', files('ab'));
		driver.do({ type: 'hover', key: driver.key('b') });
		driver.host('snapshot', snapshot());
		expect(driver.state.banner).toBe(true);
		driver.do({ type: 'hover', key: undefined });
		expect(driver.state.banner).toBe(false);
	});
});

describe('taking results off the list', () => {
	const three = [file('src/a.ts', hit(1), hit(2)), ...files('bc')];
	const keyOf = (driver: Driver, name: string) => driver.key(name);

	test('a hit goes, the next row takes its place and the focus, and the host is told', () => {
		const driver = new Driver().answered('q', three);
		driver.do({ type: 'listFocus', focused: true });
		driver.do({ type: 'select', key: keyOf(driver, 'src/a.ts#1'), focus: true });
		driver.do({ type: 'dismiss', key: keyOf(driver, 'src/a.ts#1') });
		expect(driver.rows()).toEqual(['src/a.ts', 'src/a.ts#2', 'b', 'b#2', 'c', 'c#3']);
		expect(driver.state.selected).toBe(keyOf(driver, 'src/a.ts#2'));
		expect(driver.sent('dismiss')).toEqual([
			{ folderId: 'root', path: 'src/a.ts', chunkId: 1, seq: driver.state.seq },
		]);
	});

	test('a file goes with its hits, and so does one whose last hit goes; the count says so', () => {
		const driver = new Driver().host('snapshot', snapshot()).answered('q', three);
		driver.do({ type: 'dismiss', key: keyOf(driver, 'src/a.ts') });
		expect(driver.rows()).toEqual(['b', 'b#2', 'c', 'c#3']);
		driver.do({ type: 'dismiss', key: keyOf(driver, 'b#2') });
		expect(driver.rows()).toEqual(['c', 'c#3']);
		expect(statusLine(driver.state, wordsFor('en')).text).toMatch(/^1 file /);
		driver.do({ type: 'dismiss', key: keyOf(driver, 'c') });
		expect(driver.rows()).toEqual([]);
		expect(driver.effects.at(-2)).toEqual({ type: 'focusBox', select: false });
	});

	test('F4 and opening a file pass over what is gone', () => {
		const driver = new Driver().answered('q', three);
		driver.do({ type: 'dismiss', key: keyOf(driver, 'src/a.ts#1') });
		driver.do({ type: 'open', key: keyOf(driver, 'src/a.ts'), how: 'here' });
		expect(driver.sent('open').at(-1)).toMatchObject({ chunkId: 2 });
		driver.do({ type: 'dismiss', key: keyOf(driver, 'b') });
		driver.do({ type: 'nextHit', step: 1, open: true }, { type: 'nextHit', step: 1, open: true });
		expect(driver.sent('open').at(-1)).toMatchObject({ path: 'c' });
	});

	test('a better order does not bring it back, a new search does', () => {
		const driver = new Driver().answered('q', three, { stage: 'partial' });
		driver.do({ type: 'dismiss', key: keyOf(driver, 'b') });
		driver.host('results', results(driver.state.seq, [...files('cb')]));
		expect(driver.rows()).toEqual(['c', 'c#3']);
		driver.host('searchAgain', {});
		driver.host('results', results(driver.state.seq, [...files('cb')]));
		expect(driver.rows()).toEqual(['c', 'c#3', 'b', 'b#2']);
	});

	test('the context menu of the host reaches the same: dismiss, why, similar', () => {
		const driver = new Driver().answered('q', three);
		const row = { folderId: 'root', path: 'src/a.ts' };
		driver.host('rowAction', { ...row, chunkId: 1, action: 'why' });
		driver.host('rowAction', { ...row, chunkId: 2, action: 'similar' });
		driver.host('rowAction', { ...row, chunkId: undefined, action: 'dismiss' });
		expect(driver.sent('expandWhy')).toHaveLength(1);
		expect(driver.sent('similar')).toMatchObject([{ chunkId: 2 }]);
		expect(driver.rows()).toEqual(['b', 'b#2', 'c', 'c#3']);
		driver.host('rowAction', { folderId: 'x', path: 'y', chunkId: 3, action: 'dismiss' });
		expect(driver.rows()).toHaveLength(4);
	});

	test('a folder is searched alone or left out; its name is never read as a pattern', () => {
		const path = 'app/[id]/(x, y)/page.ts';
		const driver = new Driver().answered('q', [file(path, hit(1)), file('top.md', hit(2))]);
		driver.do({ type: 'limitTo', key: keyOf(driver, `${path}#1`), how: 'only' });
		expect(driver.state.filters.include).toBe('app/?id?/?x? y?/**');
		expect(driver.state.typed.include).toBe(driver.state.filters.include);
		expect(driver.state.filtersOpen).toBe(true);
		expect(driver.sent('search').at(-1)?.filters.include).toBe('app/?id?/?x? y?/**');
		driver.do({ type: 'limitTo', key: keyOf(driver, `${path}#1`), how: 'without' });
		driver.do({ type: 'limitTo', key: keyOf(driver, 'top.md'), how: 'without' });
		expect(driver.state.filters.exclude).toBe('app/?id?/?x? y?/**, top.md');
	});
});
