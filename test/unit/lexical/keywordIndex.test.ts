import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileTermCollector, pathTerms } from '../../../src/engine/lexical/fileTerms';
import { KeywordIndex, type IndexedChunk } from '../../../src/engine/lexical/keywordIndex';
import { queryTerms } from '../../../src/engine/lexical/queryTerms';
import { chunkPostings } from '../../../src/engine/lexical/termBlob';
import {
	symbolsByHumps,
	symbolsWithPrefix,
	termsOneEditAway,
} from '../../../src/engine/lexical/termLookup';
import { documentsOf, naiveBm25, type NaiveFile, type Reading } from './naiveBm25';

const VOCABULARY = 12;
const SYMBOLS = 3;

/** Words w0…w8 and symbols =s0…=s2, interned in a fixed order. */
function emptyIndex(): KeywordIndex {
	const index = new KeywordIndex();
	for (let i = 0; i < VOCABULARY - SYMBOLS; i++) index.dictionary.intern(`w${i}`);
	for (let i = 0; i < SYMBOLS; i++) index.dictionary.intern(`=s${i}`);
	return index;
}

const counts = fc.dictionary(
	fc.integer({ min: 0, max: VOCABULARY - 1 }).map(String),
	fc.integer({ min: 1, max: 9 }),
);
const chunkArbitrary = fc.record({ body: counts, names: counts });
type RawChunk = { body: Record<string, number>; names: Record<string, number> };
const fileArbitrary = fc.record({
	chunks: fc.array(chunkArbitrary, { maxLength: 4 }),
	path: fc.uniqueArray(fc.integer({ min: 0, max: VOCABULARY - 1 }), { maxLength: 4 }),
});
/** Few file ids, so that files are replaced and removed often; ids of their chunks are used again. */
const step = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({ type: fc.constant('add' as const), id: fc.nat(9), file: fileArbitrary }),
	},
	{ weight: 1, arbitrary: fc.record({ type: fc.constant('remove' as const), id: fc.nat(9) }) },
	{
		weight: 1,
		arbitrary: fc.record({ type: fc.constant('ask' as const), id: fc.nat(VOCABULARY - 1) }),
	},
);

function toChunk(raw: RawChunk, chunkId: number): IndexedChunk {
	const pairs = (record: Record<string, number>): [number, number][] =>
		Object.entries(record)
			.map(([id, count]): [number, number] => [Number(id), count])
			.sort((a, b) => a[0] - b[0]);
	const body = pairs(raw.body);
	const names = pairs(raw.names);
	return {
		chunkId,
		bodyIds: Uint32Array.from(body.map(p => p[0])),
		bodyCounts: Uint8Array.from(body.map(p => p[1])),
		nameIds: Uint32Array.from(names.map(p => p[0])),
		nameCounts: Uint8Array.from(names.map(p => p[1])),
		length: body.reduce((sum, p) => sum + p[1], 0),
	};
}

function expectSameScores(
	index: KeywordIndex,
	files: ReadonlyMap<number, NaiveFile>,
	terms: number[],
): void {
	const scores = index.score(terms);
	const readings: [Reading, { id: number; score: number }[]][] = [
		['body', scores.topBody(1000)],
		['names', scores.topNames(1000)],
		['file', scores.topFiles(1000)],
		['path', scores.topPaths(1000)],
	];
	scores.release();
	for (const [reading, top] of readings) {
		const expected = naiveBm25(
			documentsOf(files, reading, id => index.dictionary.isSymbol(id)),
			terms,
		);
		expect(
			top.map(hit => hit.id).sort((a, b) => a - b),
			reading,
		).toEqual([...expected.keys()].sort((a, b) => a - b));
		for (const [i, hit] of top.entries()) {
			expect(hit.score, reading).toBeCloseTo(expected.get(hit.id)!, 4);
			if (i > 0) expect(hit.score).toBeLessThanOrEqual(top[i - 1]!.score);
		}
	}
}

describe('KeywordIndex against plain BM25', () => {
	test('any sequence of adding, replacing, removing and asking gives the scores of an index built at once', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), steps => {
				const index = emptyIndex();
				const files = new Map<number, NaiveFile>();
				for (const action of steps) {
					if (action.type === 'add') {
						const chunks = action.file.chunks.map((raw, i) => toChunk(raw, action.id * 4 + i));
						const file = { chunks, path: [...action.file.path].sort((a, b) => a - b) };
						files.set(action.id, file);
						index.addFile(action.id, chunks, Uint32Array.from(file.path));
					} else if (action.type === 'remove') {
						files.delete(action.id);
						index.removeFile(action.id);
					} else expectSameScores(index, files, [action.id]);
				}
				expectSameScores(index, files, [0, 3, VOCABULARY - 1]);

				const atOnce = emptyIndex();
				for (const [id, file] of files)
					atOnce.addFile(id, file.chunks, Uint32Array.from(file.path));
				expectSameScores(atOnce, files, [0, 3, VOCABULARY - 1]);
				expect(index.chunks).toBe(atOnce.chunks);
				expect(index.files).toBe(atOnce.files);
				const live = [...files].flatMap(([id, file]) => file.chunks.map(c => [c.chunkId, id]));
				for (const [chunk, file] of live) expect(index.fileOf(chunk!)).toBe(file);
			}),
			{ numRuns: 300 },
		);
	});

	test('many files go through several merges and compactions and stay right', () => {
		const index = emptyIndex();
		const files = new Map<number, NaiveFile>();
		const [sample] = fc.sample(
			fc.array(fileArbitrary, { minLength: 400, maxLength: 400, size: 'max' }),
			{ numRuns: 1, seed: 7 },
		);
		for (const [id, raw] of sample!.entries()) {
			const chunks = raw.chunks.map((chunk, i) => toChunk(chunk, id * 4 + i));
			files.set(id, { chunks, path: raw.path });
			index.addFile(id, chunks, Uint32Array.from(raw.path));
			if (id % 7 === 0) index.settle();
		}
		expect(index.statistics.segments).toBeLessThan(30);
		expectSameScores(index, files, [1, 2, 5]);
		for (let id = 0; id < 400; id++) {
			if (id % 3 === 0) continue;
			files.delete(id);
			index.removeFile(id);
		}
		const before = index.statistics.postings;
		index.settle();
		expect(index.statistics.postings).toBeLessThan(before * 0.6);
		expectSameScores(index, files, [1, 2, 5]);
	});

	test('a query does not disturb another one that is still being read', () => {
		const index = emptyIndex();
		index.addFile(0, [toChunk({ body: { 1: 2 }, names: {} }, 0)], Uint32Array.of(3));
		const first = index.score([1]);
		const second = index.score([3]);
		expect(first.topBody(5).map(hit => hit.id)).toEqual([0]);
		expect(second.topBody(5)).toEqual([]);
		expect(second.topPaths(5).map(hit => hit.id)).toEqual([0]);
		first.release();
		second.release();
		const third = index.score([2]);
		expect(third.topBody(5)).toEqual([]);
		third.release();
	});
});

describe('KeywordIndex on code', () => {
	const index = new KeywordIndex();
	const collector = new FileTermCollector();
	const sources: [string, [string, string[], string[]][]][] = [
		[
			'src/upload/retryQueue.ts',
			[
				[
					'async function retryFailedUploads(queue) { for (const upload of queue) await upload.send(); }',
					['retryFailedUploads'],
					[],
				],
				['class UploadQueue { push(upload) {} }', ['UploadQueue', 'push'], []],
			],
		],
		[
			'src/http/parser.ts',
			[
				[
					'/** Parses the status line of a response. */ parseStatusLine(line) { return line.split(" "); }',
					['parseStatusLine'],
					['HttpParser'],
				],
			],
		],
	];
	let nextChunk = 0;
	for (const [id, [path, chunks]] of sources.entries()) {
		const lengths = chunks.map(([text, definitions, scope]) =>
			collector.addChunk(text, definitions, scope),
		);
		const { terms, termPairs } = collector.finish();
		const ids = index.dictionary.internAll(terms);
		const postings = chunkPostings(termPairs, ids, lengths).map(p => ({
			...p,
			chunkId: nextChunk++,
		}));
		index.addFile(id, postings, index.dictionary.internAll(pathTerms(path)));
	}
	const ask = (query: string): number[] =>
		queryTerms(query).terms.flatMap(term => index.dictionary.find(term) ?? []);

	test('a question in prose finds the function by its stemmed words', () => {
		const scores = index.score(ask('where do we retry uploads that have failed?'));
		expect(scores.topBody(1)[0]?.id).toBe(0);
		expect(scores.topNames(1)[0]?.id).toBe(0);
		expect(scores.topPaths(1)[0]?.id).toBe(0);
		expect(scores.topFiles(1)[0]?.id).toBe(0);
		scores.release();
	});

	test('the filter is applied before the cut', () => {
		const scores = index.score(ask('upload'));
		expect(scores.topBody(1).map(hit => hit.id)).not.toEqual([]);
		expect(scores.topBody(1, Uint32Array.of(0b010)).map(hit => hit.id)).toEqual([1]);
		expect(scores.topBody(9, Uint32Array.of(0b100))).toEqual([]);
		scores.release();
	});

	test('definitions are found by their exact name, whatever the letter case', () => {
		expect(index.definitionsOf('UploadQueue')).toEqual([1]);
		expect(index.definitionsOf('uploadqueue')).toEqual([1]);
		expect(index.definitionsOf('push')).toEqual([1]);
		expect(index.definitionsOf('upload')).toEqual([]);
		expect(index.definitionsOf('HttpParser')).toEqual([]);
	});

	test('names are found by prefix, by humps and with a typing error', () => {
		const names = (ids: number[]): string[] => ids.map(id => index.dictionary.text(id));
		expect(names(symbolsWithPrefix(index.dictionary, 'retryf', 9))).toEqual([
			'=retryFailedUploads',
		]);
		expect(names(symbolsByHumps(index.dictionary, 'rFU', 9))).toEqual(['=retryFailedUploads']);
		expect(names(symbolsByHumps(index.dictionary, 'pStLi', 9))).toEqual(['=parseStatusLine']);
		expect(names(termsOneEditAway(index.dictionary, 'UploadQuue', true, 9))).toEqual([
			'=UploadQueue',
		]);
		expect(names(termsOneEditAway(index.dictionary, 'statsu', false, 9))).toEqual(['status']);
	});
});
