import { describe, expect, it } from 'vitest';
import {
	likeness,
	MOST_BONUS,
	openedBonus,
	withOpened,
	type AskedQuery,
	type OpenedQuery,
} from '../../../src/engine/rank/opened';
import type { RankedFile } from '../../../src/engine/rank/types';

/** A unit vector at an angle, so that cosines are known. */
const at = (degrees: number): Float32Array =>
	Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const asked = (words: string, degrees = 0): AskedQuery => ({
	vector: at(degrees),
	terms: new Set(words.split(' ')),
});
const opened = (words: string, path: string, times = 1, degrees = 0): OpenedQuery => ({
	...asked(words, degrees),
	path,
	times,
});
const ranked = (...scores: number[]): RankedFile[] =>
	scores.map((score, file) => ({
		file,
		score,
		probability: 0.9 - file / 10,
		chunks: [{ index: file, score: 1, probability: 0.5 }],
	}));
const names = ['a', 'b', 'c', 'd'];
const pathOf = ({ file }: RankedFile): string => names[file] ?? `f${file}`;

describe('likeness of questions', () => {
	it('is 1 for the same question, and the mean of cosine and shared words for others', () => {
		expect(likeness(asked('retri upload'), asked('upload retri'))).toBeCloseTo(1, 6);
		expect(likeness(asked('retri upload'), asked('retri download', 60))).toBeCloseTo(0.5, 6);
	});

	it('is 0 without a word in common, however near the vectors are', () => {
		expect(likeness(asked('retri upload'), asked('repeat transfer'))).toBe(0);
	});
});

describe('what files gain from having been opened', () => {
	it('is nothing for questions that are not alike', () => {
		const past = [opened('parse header line', 'a'), opened('retri download', 'b', 1, 80)];
		expect(openedBonus(asked('retri upload'), past).size).toBe(0);
	});

	it('grows with openings, and never reaches the most', () => {
		const gain = (times: number): number =>
			openedBonus(asked('retri upload'), [opened('retri upload', 'a', times)]).get('a') ?? 0;
		expect(gain(1)).toBeCloseTo(MOST_BONUS / 2, 6);
		expect(gain(3)).toBeGreaterThan(gain(1));
		expect(gain(1_000)).toBe(gain(3));
		expect(gain(1_000)).toBeLessThan(MOST_BONUS);
	});

	it('is shared where different files were opened for the same question', () => {
		const both = openedBonus(asked('retri upload'), [
			opened('retri upload', 'a'),
			opened('retri upload', 'b'),
		]);
		expect(both.get('a')).toBeCloseTo(MOST_BONUS / 3, 6);
		expect(both.get('b')).toBe(both.get('a'));
	});
});

describe('the order with it', () => {
	it('decides between files that are close, and keeps the chances with the places', () => {
		const order = withOpened(ranked(2, 1.8, 0.5), new Map([['b', 0.3]]), pathOf);
		expect(order.map(pathOf)).toEqual(['b', 'a', 'c']);
		expect(order.map(({ probability }) => probability)).toEqual(
			ranked(0, 0, 0).map(({ probability }) => probability),
		);
	});

	it('never lifts a file over one that is clearly better, whatever was opened', () => {
		const past = Array.from({ length: 50 }, () => opened('retri upload', 'b', 9));
		const bonus = openedBonus(asked('retri upload'), past);
		expect(withOpened(ranked(2, 2 - MOST_BONUS), bonus, pathOf).map(pathOf)).toEqual(['a', 'b']);
	});

	it('leaves alone what nobody would have seen', () => {
		const many = ranked(...Array.from({ length: 25 }, (_, i) => 2 - i / 1_000));
		const order = withOpened(many, new Map([['f22', MOST_BONUS]]), pathOf);
		expect(order).toEqual(many);
	});
});
