import { describe, expect, it } from 'vitest';
import { FITTED_CHUNKS } from '../../../src/engine/rank/loneHolder';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import type { CandidateChunk, CandidateFile, RankQuery } from '../../../src/engine/rank/types';

/** `token bucket slows clients`: the limiter in a badly named file, and a file whose name is one of the words. */
function first(chunks: number, masks: { limiter: number; token: number }): string {
	const terms = ['token', 'bucket', 'slow', 'client'];
	const query: RankQuery = {
		kind: 'prose',
		text: 'token bucket slows clients',
		identifiers: [],
		qualifiers: [],
		terms: terms.map(text => ({ text, idf: 2, isCompound: false })),
		chunks,
		files: 9,
	};
	const file = (path: string, pathMask: number, over: Partial<CandidateFile>): CandidateFile => ({
		path,
		language: '',
		chunkCount: 2,
		document: 0,
		pathScore: 0,
		documentMask: 0,
		pathMask,
		stemUsage: 0,
		stemCosine: 0,
		pathCosine: 0,
		mentionedBy: [],
		...over,
	});
	const files = [
		file('worker/jobs/outbox.py', 0, { document: 5 }),
		file('src/auth/token.ts', 1, { document: 1, pathScore: 2, stemCosine: 0.7, pathCosine: 0.6 }),
	];
	const chunk = (at: number, over: Partial<CandidateChunk>): CandidateChunk => ({
		chunkId: at,
		file: at,
		kind: 'class',
		symbol: at === 0 ? 'RateLimiter' : 'isExpired',
		definitions: [at === 0 ? 'RateLimiter' : 'isExpired'],
		scope: [],
		ordinal: 0,
		startLine: 0,
		endLine: 9,
		part: 0,
		docLine: '',
		usage: 1,
		body: 1,
		names: 0,
		bodyMask: 0,
		namesMask: 0,
		length: 30,
		cosine: 0.3,
		nameCosine: 0,
		precision: 2,
		defines: 0,
		...over,
	});
	const ranked = shippedRanker('hybrid')!.rank({
		query,
		files,
		chunks: [
			chunk(0, { body: 6, bodyMask: masks.limiter, cosine: 0.5 }),
			chunk(1, { body: 1.5, bodyMask: masks.token }),
		],
	});
	return files[ranked[0]!.file]!.path;
}

describe('a workspace smaller than any that the weights know', () => {
	it('has the file first that alone holds what is asked', () => {
		expect(first(13, { limiter: 0b1111, token: 0b0001 })).toBe('worker/jobs/outbox.py');
		expect(first(FITTED_CHUNKS - 1, { limiter: 0b0111, token: 0b0001 })).toBe(
			'worker/jobs/outbox.py',
		);
	});
	it('is left to the weights where nobody holds most of it, or another holds much of it', () => {
		const byWeights = first(13, { limiter: 0b0011, token: 0b0001 });
		expect(byWeights).toBe('src/auth/token.ts');
		expect(first(13, { limiter: 0b1111, token: 0b0111 })).toBe('src/auth/token.ts');
	});
	it('ends where they were fitted', () => {
		expect(first(FITTED_CHUNKS, { limiter: 0b1111, token: 0b0001 })).toBe('src/auth/token.ts');
	});
});
