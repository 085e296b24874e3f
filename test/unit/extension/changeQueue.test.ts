import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createChangeQueue, type ChangeBatch } from '../../../src/extension/workspace/changeQueue';
import { relevanceOf } from '../../../src/extension/workspace/relevance';

describe('changeQueue', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	function setup(work: () => Promise<void> = () => Promise.resolve()) {
		const batches: ChangeBatch[] = [];
		const queue = createChangeQueue({
			flush(batch) {
				batches.push(batch);
				return work();
			},
		});
		return { queue, batches };
	}

	it('flushes a saved file almost at once and outside changes after a pause', async () => {
		const { queue, batches } = setup();
		queue.add('a', true);
		await vi.advanceTimersByTimeAsync(60);
		expect(batches).toEqual([{ paths: ['a'] }]);
		queue.add('b');
		await vi.advanceTimersByTimeAsync(200);
		queue.add('c');
		await vi.advanceTimersByTimeAsync(200);
		expect(batches).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(150);
		expect(batches[1]).toEqual({ paths: ['b', 'c'] });
	});

	it('does not let later events push a save back', async () => {
		const { queue, batches } = setup();
		queue.add('saved', true);
		for (let i = 0; i < 10; i++) queue.add(`other${i}`);
		await vi.advanceTimersByTimeAsync(60);
		expect(batches[0]?.paths).toHaveLength(11);
	});

	it('makes one scan of a burst', async () => {
		const { queue, batches } = setup();
		for (let i = 0; i < 3000; i++) queue.add(`file${i}`);
		queue.add('one more');
		await vi.advanceTimersByTimeAsync(400);
		expect(batches).toEqual([{ paths: undefined }]);
	});

	it('holds a steady stream back for 2 s at most', async () => {
		const { queue, batches } = setup();
		for (let i = 0; i < 12; i++) {
			queue.add('log.ts');
			await vi.advanceTimersByTimeAsync(200);
		}
		expect(batches.length).toBeGreaterThanOrEqual(1);
	});

	it('runs one update at a time and keeps what came meanwhile', async () => {
		let finish: () => void = () => undefined;
		const { queue, batches } = setup(() => new Promise(resolve => (finish = resolve)));
		queue.add('a', true);
		await vi.advanceTimersByTimeAsync(60);
		queue.add('b', true);
		queue.add('c', true);
		await vi.advanceTimersByTimeAsync(1000);
		expect(batches).toHaveLength(1);
		finish();
		await vi.advanceTimersByTimeAsync(1);
		expect(batches[1]).toEqual({ paths: ['b', 'c'] });
	});

	it('goes on after a failed update', async () => {
		const { queue, batches } = setup(() => Promise.reject(new Error('disk full')));
		queue.add('a', true);
		await vi.advanceTimersByTimeAsync(60);
		queue.add('b', true);
		await vi.advanceTimersByTimeAsync(60);
		expect(batches).toHaveLength(2);
	});
});

describe('relevanceOf', () => {
	it.each([
		['src/a.ts', 'file'],
		['.gitignore', 'everything'],
		['deep/.lodestoneignore', 'everything'],
		['.git/HEAD', 'everything'],
		['.git/objects/ab/cd', 'nothing'],
		['node_modules/x/index.js', 'nothing'],
		['pkg/node_modules', 'nothing'],
		['.github/workflows/ci.yml', 'file'],
		['my.git/a.ts', 'file'],
	])('%s → %s', (path, expected) => {
		expect(relevanceOf(path)).toBe(expected);
	});
});
