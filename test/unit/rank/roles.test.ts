import { describe, expect, it } from 'vitest';
import { buildRows, type Row } from '../../../src/engine/rank/facts/rows';
import { isOnlyProse, offRole } from '../../../src/engine/rank/signals/roles';
import type { CandidateChunk, CandidateFile, RankQuery } from '../../../src/engine/rank/types';

const FILES = ['docs/operations.md', 'src/cache.ts', 'test/cache.test.ts'];
const TERMS = ['restor', 'backup'];

/** Rows of one chunk a file, which holds the terms of a mask (bit 0: the first). */
function rows(masks: readonly number[], terms = TERMS, pathMasks: readonly number[] = []): Row[] {
	const query: RankQuery = {
		kind: 'prose',
		text: terms.join(' '),
		identifiers: [],
		qualifiers: [],
		terms: terms.map(text => ({ text, idf: 3, isCompound: false })),
		chunks: 100,
		files: 10,
	};
	const files = FILES.map((path, i): CandidateFile => ({
		path,
		language: '',
		chunkCount: 3,
		document: 1,
		pathScore: 0,
		documentMask: 0,
		pathMask: pathMasks[i] ?? 0,
		stemUsage: 0,
		stemCosine: 0,
		pathCosine: 0,
		mentionedBy: [],
	}));
	const chunks = FILES.map((_, i): CandidateChunk => ({
		chunkId: i,
		file: i,
		kind: 'section',
		symbol: '',
		definitions: [],
		scope: [],
		ordinal: 0,
		startLine: 0,
		endLine: 5,
		part: 0,
		docLine: '',
		usage: 0,
		body: 1,
		names: 0,
		bodyMask: masks[i] ?? 0,
		namesMask: 0,
		length: 30,
		cosine: 0.3,
		nameCosine: 0,
		precision: 2,
		defines: 0,
	}));
	return [...buildRows(query, files, chunks)];
}
const [OPERATIONS, CODE, TEST] = [0, 1, 2];

describe('prose', () => {
	it('stands for itself where no code holds what is asked', () => {
		const all = rows([0b11, 0b01, 0]);
		expect(isOnlyProse(all[OPERATIONS]!)).toBe(true);
		expect(offRole(all[OPERATIONS]!)).toBe(0);
		expect(isOnlyProse(all[CODE]!)).toBe(false);
	});
	it('comes after code that holds more than half of it, also by its path', () => {
		for (const all of [rows([0b11, 0b11, 0]), rows([0b11, 0b01, 0], TERMS, [0, 0b10, 0])]) {
			expect(isOnlyProse(all[OPERATIONS]!)).toBe(false);
			expect(offRole(all[OPERATIONS]!)).toBe(1);
		}
	});
	it('must hold most of it itself, and more than a lone word', () => {
		expect(isOnlyProse(rows([0b01, 0, 0])[OPERATIONS]!)).toBe(false);
		expect(isOnlyProse(rows([0b1, 0, 0], ['backup'])[OPERATIONS]!)).toBe(false);
	});
	it('says nothing of tests', () => {
		expect(offRole(rows([0b11, 0, 0b11])[TEST]!)).toBe(1);
	});
});
