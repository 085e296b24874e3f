import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderUpkeep, type UpkeepDeps } from '../../../src/engine/folder/folderUpkeep';

/** A folder that is told who writes and whether that fails, and counts what is asked of it. */
function folder(writer: boolean) {
	const state = { writer, free: false, failed: false, updates: 0, refreshes: 0 };
	const deps: UpkeepDeps = {
		isWriter: () => state.writer,
		hasFailed: () => state.failed,
		takeOver: () => {
			if (state.free) state.writer = true;
			return Promise.resolve();
		},
		refresh: () => {
			state.refreshes++;
			return Promise.resolve();
		},
		update: () => {
			state.updates++;
			return state.failed ? Promise.reject(new Error('disk full')) : Promise.resolve();
		},
	};
	return { state, deps };
}

describe('FolderUpkeep', () => {
	beforeEach(() => vi.useFakeTimers());
	afterEach(() => vi.useRealTimers());

	it('leaves a healthy writer alone', async () => {
		const { state, deps } = folder(true);
		const upkeep = new FolderUpkeep(deps);
		await vi.advanceTimersByTimeAsync(5_000);
		expect(state).toMatchObject({ updates: 0, refreshes: 0 });
		upkeep.stop();
	});

	it('follows the writer as a reader, takes its place when it is gone, and looks at everything once', async () => {
		const { state, deps } = folder(false);
		const upkeep = new FolderUpkeep(deps);
		await vi.advanceTimersByTimeAsync(1_500);
		expect(state).toMatchObject({ updates: 0, refreshes: 2 });
		state.free = true;
		await vi.advanceTimersByTimeAsync(5_000);
		expect(state).toMatchObject({ writer: true, updates: 1 });
		upkeep.stop();
	});

	it('looks at everything also when a search made it the writer', async () => {
		const { state, deps } = folder(false);
		const upkeep = new FolderUpkeep(deps);
		// Before its first look, and between two looks.
		state.writer = true;
		await vi.advanceTimersByTimeAsync(5_000);
		expect(state.updates).toBe(1);
		state.writer = false;
		await vi.advanceTimersByTimeAsync(1_000);
		state.writer = true;
		await vi.advanceTimersByTimeAsync(5_000);
		expect(state.updates).toBe(2);
		upkeep.stop();
	});

	it('tries again less and less often while writing fails', async () => {
		const { state, deps } = folder(true);
		state.failed = true;
		const upkeep = new FolderUpkeep(deps);
		await vi.advanceTimersByTimeAsync(60_000);
		expect(state.updates).toBeGreaterThan(2);
		expect(state.updates).toBeLessThan(8);
		upkeep.stop();
	});
});
