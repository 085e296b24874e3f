import { describe, expect, it } from 'vitest';
import type { createRanker } from '../../../src/engine/rank/rankCandidates';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import type { CandidateChunk, CandidateFile, RankQuery } from '../../../src/engine/rank/types';

function file(path: string, over: Partial<CandidateFile> = {}): CandidateFile {
	return {
		path,
		language: 'typescript',
		chunkCount: 6,
		document: 3,
		pathScore: 0,
		documentMask: 3,
		pathMask: 0,
		stemUsage: 0,
		stemCosine: 0,
		pathCosine: 0,
		mentionedBy: [],
		...over,
	};
}

function chunk(at: number, over: Partial<CandidateChunk> = {}): CandidateChunk {
	return {
		chunkId: at * 7,
		file: at,
		kind: 'function',
		symbol: 'something',
		definitions: ['something'],
		scope: [],
		ordinal: 1,
		startLine: 10,
		endLine: 30,
		part: 0,
		docLine: '',
		usage: 2,
		body: 4,
		names: 0,
		bodyMask: 3,
		namesMask: 0,
		length: 60,
		cosine: 0.3,
		nameCosine: 0,
		precision: 2,
		defines: 0,
		...over,
	};
}

function query(text: string, terms: readonly string[], over: Partial<RankQuery> = {}): RankQuery {
	return {
		kind: 'prose',
		text,
		identifiers: [],
		qualifiers: [],
		terms: terms.map(term => ({ text: term, idf: 3, isCompound: false })),
		chunks: 1000,
		files: 100,
		...over,
	};
}

function rank(
	mode: 'hybrid' | 'keyword',
	q: RankQuery,
	files: CandidateFile[],
	chunks: CandidateChunk[],
): ReturnType<ReturnType<typeof createRanker>['rank']> {
	const ranker = shippedRanker(mode);
	if (!ranker) throw new Error('no ranker');
	return ranker.rank({ query: q, files, chunks });
}

describe.each(['hybrid', 'keyword'] as const)('the shipped %s ranker', mode => {
	const cosine = (value: number): number => (mode === 'keyword' ? NaN : value);

	it('puts the class header first for the class asked for by its name', () => {
		const q = query('UserSession', ['usersession', 'user', 'session'], {
			kind: 'identifier',
			identifiers: ['UserSession'],
		});
		const files = [
			file('src/auth/login.ts'),
			file('src/auth/userSession.ts', { pathScore: 5, pathMask: 6 }),
		];
		const chunks = [
			chunk(0, { symbol: 'login', body: 9, bodyMask: 7, cosine: cosine(0.45) }),
			chunk(1, {
				symbol: 'UserSession',
				kind: 'class',
				ordinal: 0,
				names: 6,
				namesMask: 7,
				bodyMask: 7,
				defines: 1,
				cosine: cosine(0.5),
				definitions: ['UserSession'],
			}),
			chunk(1, {
				symbol: 'refresh',
				kind: 'method',
				scope: ['UserSession'],
				names: 4,
				namesMask: 7,
				body: 8,
				bodyMask: 7,
				cosine: cosine(0.52),
			}),
		];
		const [best] = rank(mode, q, files, chunks);
		expect(best?.file).toBe(1);
		expect(best?.chunks[0]?.index).toBe(1);
	});

	it('prefers the code to its test when the test is not asked for', () => {
		const q = query('retry failed uploads', ['retry', 'fail', 'upload']);
		const files = [file('src/upload/retry.test.ts'), file('src/upload/retry.ts')];
		const same = {
			symbol: 'retryFailedUploads',
			names: 5,
			namesMask: 7,
			bodyMask: 7,
			body: 9,
			cosine: cosine(0.55),
		};
		const [best] = rank(mode, q, files, [chunk(0, same), chunk(1, same)]);
		expect(best?.file).toBe(1);
	});

	it('answers with all files, each once, and probabilities that fall with the score', () => {
		const q = query('retry failed uploads', ['retry', 'fail', 'upload']);
		const files = Array.from({ length: 20 }, (_, i) => file(`src/f${i}.ts`));
		const chunks = files.flatMap((_, i) => [
			chunk(i, { cosine: cosine(i / 40), body: i / 3 }),
			chunk(i, { cosine: cosine(i / 50), body: i / 4 }),
		]);
		const ranked = rank(mode, q, files, chunks);
		expect(ranked.map(each => each.file).sort((a, b) => a - b)).toEqual(files.map((_, i) => i));
		const probabilities = ranked.map(each => each.probability);
		expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
		for (const p of probabilities) expect(p).toBeGreaterThanOrEqual(0);
	});

	it('answers nothing with nothing', () => {
		expect(rank(mode, query('x', ['x']), [], [])).toEqual([]);
	});
});
