import { describe, expect, it } from 'vitest';
import { oneList } from '../../../src/shared/oneList';

interface Named {
	readonly name: string;
	readonly probability: number;
}

function group(name: string, ...chances: number[]): { best: Named; more: Named[] } {
	const [best = { name, probability: 0 }, ...more] = chances.map((probability, i) => ({
		name: `${name}${i + 1}`,
		probability,
	}));
	return { best, more };
}

const names = (groups: Parameters<typeof oneList<Named>>[0]): string[] =>
	oneList(groups, 'Returns the page of a node').map(({ name }) => name);

describe('oneList', () => {
	it('goes on with other files where the first hit is sure', () => {
		expect(names([group('a', 0.9, 0.05), group('b', 0.2), group('c', 0.1)])).toEqual([
			'a1',
			'b1',
			'c1',
		]);
	});

	it('goes on in the same file where the file is sure and the place in it is not', () => {
		expect(names([group('a', 0.4, 0.3, 0.2), group('b', 0.1), group('c', 0.05)])).toEqual([
			'a1',
			'a2',
			'a3',
		]);
	});

	it('keeps the order of files, and of the chunks of a file, whatever their chances say', () => {
		expect(names([group('a', 0.3, 0.1, 0.9), group('b', 0.8), group('c', 0.05)])).toEqual([
			'a1',
			'b1',
			'a2',
		]);
	});

	it('gives one hit a file where no function is asked for', () => {
		const groups = [group('a', 0.4, 0.3, 0.2), group('b', 0.1), group('c', 0.05)];
		expect(oneList(groups, 'how are pages cached').map(({ name }) => name)).toEqual([
			'a1',
			'b1',
			'c1',
		]);
	});

	it('is empty without hits', () => {
		expect(oneList([], 'x')).toEqual([]);
	});
});
