import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../src/engine/rank/facts/arithmetic';
import { AnswerRows } from '../../../src/engine/rank/facts/rows';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import type { CandidateChunk, CandidateFile, RankQuery } from '../../../src/engine/rank/types';

interface Made {
	readonly path: string;
	readonly symbol: string;
	readonly chunks?: number;
	readonly over?: Partial<CandidateChunk>;
}

function answer(
	text: string,
	made: readonly Made[],
	kind: RankQuery['kind'] = 'identifier',
): { query: RankQuery; files: CandidateFile[]; chunks: CandidateChunk[] } {
	return {
		query: {
			kind,
			text,
			identifiers: [text],
			qualifiers: [],
			terms: [{ text: text.toLowerCase(), idf: 3, isCompound: false }],
			chunks: 2_000,
			files: 300,
		},
		files: made.map(({ path, chunks = 5 }) => ({
			path,
			language: '',
			chunkCount: chunks,
			document: 4,
			pathScore: 0,
			documentMask: 1,
			pathMask: 0,
			stemUsage: 3,
			stemCosine: 0.2,
			pathCosine: 0.2,
			mentionedBy: [],
		})),
		chunks: made.map(({ symbol, over }, i) => ({
			chunkId: i,
			file: i,
			kind: 'class',
			symbol,
			definitions: [symbol],
			scope: [],
			ordinal: 0,
			startLine: 0,
			endLine: 20,
			part: 0,
			docLine: '',
			length: 60,
			body: 3,
			names: 2,
			bodyMask: 1,
			namesMask: 1,
			usage: 4,
			cosine: 0.3,
			nameCosine: 0.3,
			precision: 2,
			defines: symbol === text ? 1 : 0,
			...over,
		})),
	};
}

/** Paths, best first. */
function ranked(given: ReturnType<typeof answer>, mode: 'hybrid' | 'keyword' = 'hybrid'): string[] {
	return shippedRanker(mode)!
		.rank(given)
		.map(({ file }) => given.files[file]!.path);
}

describe('a name that is asked for by itself', () => {
	it('is answered by its definition before what is only like it', () => {
		const given = answer('Session', [
			{
				path: 'src/vi.ts',
				symbol: 'session',
				over: { kind: 'variable', body: 14, names: 9, cosine: 0.8, nameCosine: 0.9 },
			},
			{ path: 'src/node/deep/core.ts', symbol: 'Session', chunks: 40 },
		]);
		expect(ranked(given)).toEqual(['src/node/deep/core.ts', 'src/vi.ts']);
		expect(ranked(given, 'keyword')).toEqual(['src/node/deep/core.ts', 'src/vi.ts']);
	});

	it('of several definitions, by the one with the most members', () => {
		const paths = ['contracts/Store.php', 'store/Store.php', 'facades/Store.php'];
		const sizes = [8, 90, 6];
		const given = answer(
			'Store',
			paths.map((path, i) => ({ path, symbol: 'Store', chunks: sizes[i]! })),
		);
		expect(ranked(given)[0]).toBe('store/Store.php');
		const { groups } = new AnswerRows(given.query, given.files, given.chunks);
		for (const [i, times] of [91 / 9, 1, 91 / 7].entries())
			expect(groups[i]!.definitionSize).toBeCloseTo(-Math.log2(times), 9);
	});

	it('may be defined under its whole name', () => {
		const given = answer('Router', [
			{ path: 'lib/other.ex', symbol: 'router' },
			{ path: 'lib/web.ex', symbol: 'Phoenix.Router' },
		]);
		const { groups } = new AnswerRows(given.query, given.files, given.chunks);
		expect(groups.map(group => group.isDefinition)).toEqual([0, 1]);
	});

	it('that comes from elsewhere, by the file that collects others and mentions it', () => {
		const given = answer('Extract', [
			{ path: 'src/form.rs', symbol: 'Form', over: { body: 12, names: 0, cosine: 0.6 } },
			{ path: 'src/extract/mod.rs', symbol: 'Other', over: { names: 0 } },
			{ path: 'src/handlers/mod.rs', symbol: 'Handler', over: { names: 0 } },
		]);
		const files = given.files.map((file, i) => (i === 2 ? { ...file, documentMask: 0 } : file));
		expect(ranked({ ...given, files })[0]).toBe('src/extract/mod.rs');
		const of = (symbol: string): number[] => {
			const chunks = given.chunks.map((chunk, i) => (i === 0 ? { ...chunk, symbol } : chunk));
			return new AnswerRows(given.query, files, chunks).groups.map(group => group.passesOn);
		};
		expect(of('Form')).toEqual([0, 1, 0]);
		// A function of that name in other letters defines something else.
		expect(of('ex_tract')).toEqual([0, 1, 0]);
		expect(of('Extract')).toEqual([0, 0, 0]);
	});

	it('says nothing of questions of several words', () => {
		const given = answer(
			'Store',
			[
				{ path: 'store/Store.php', symbol: 'Store' },
				{ path: 'index.ts', symbol: 'x' },
			],
			'mixed',
		);
		const { groups } = new AnswerRows(given.query, given.files, given.chunks);
		for (const group of groups)
			expect([group.isDefinition, group.definitionSize, group.passesOn]).toEqual([0, 0, 0]);
	});
});

describe('something split', () => {
	const given = (over: readonly Partial<CandidateChunk>[]): number[] => {
		const made = over.map(each => ({ path: 'src/engine.rb', symbol: 'Engine', over: each }));
		const { query, files, chunks } = answer('Engine', made);
		const rows = new AnswerRows(
			query,
			files.slice(0, 1),
			chunks.map(c => ({ ...c, file: 0 })),
		);
		return chunks.map((_, i) => rows.at(i).named);
	};
	it('is defined by the part that declares it, be it the first or a later one', () => {
		expect(given([{ part: 0 }, { part: 1, definitions: [] }])).toEqual([3.5, 2.5]);
		expect(
			given([{ part: 0, definitions: [] }, { part: 1, definitions: [] }, { part: 2 }]),
		).toEqual([2.5, 2.5, 3.5]);
	});
});

describe('places', () => {
	it('are those of a stable sort, for any values', () => {
		let seed = 5;
		const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
		for (const n of [0, 1, 2, 7, 300]) {
			const values = Array.from({ length: n }, () => Math.floor(next() * 20) / 4 - 1);
			const order = values
				.map((value, i) => ({ value, i }))
				.filter(({ value }) => value > 0)
				.sort((a, b) => b.value - a.value || a.i - b.i);
			const expected = new Array<number>(n).fill(n);
			order.forEach(({ i }, place) => (expected[i] = place));
			expect([...placesOf(values, 0)]).toEqual(expected);
		}
	});
});
