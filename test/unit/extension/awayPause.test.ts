import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwayPause } from '../../../src/extension/workspace/awayPause';

describe('pause while away', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	const watch = (minutes: number) => {
		const told: boolean[] = [];
		const pause = createAwayPause({ minutes: () => minutes, set: on => told.push(on) });
		return { pause, told };
	};

	it('pauses after the minutes that were set, and goes on at once', () => {
		const { pause, told } = watch(10);
		pause.focusChanged(false);
		vi.advanceTimersByTime(10 * 60_000 - 1);
		expect(told).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(told).toEqual([true]);
		pause.focusChanged(true);
		expect(told).toEqual([true, false]);
	});

	it('does not pause for who comes back in time, nor when it is off, nor after its end', () => {
		const { pause, told } = watch(10);
		pause.focusChanged(false);
		vi.advanceTimersByTime(60_000);
		pause.focusChanged(true);
		vi.advanceTimersByTime(3_600_000);
		expect(told).toEqual([false]);
		const off = watch(0);
		off.pause.focusChanged(false);
		vi.advanceTimersByTime(24 * 3_600_000);
		expect(off.told).toEqual([]);
		pause.focusChanged(false);
		pause.dispose();
		vi.advanceTimersByTime(3_600_000);
		expect(told).toEqual([false]);
	});

	it('is not moved by a clock that jumps', () => {
		const { pause, told } = watch(10);
		pause.focusChanged(false);
		vi.setSystemTime(Date.now() + 86_400_000);
		vi.advanceTimersByTime(60_000);
		expect(told).toEqual([]);
		vi.setSystemTime(0);
		vi.advanceTimersByTime(9 * 60_000);
		expect(told).toEqual([true]);
	});
});
