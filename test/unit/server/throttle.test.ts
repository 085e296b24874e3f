import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { throttleNewest } from '../../../src/server/throttle';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('passes the first at once, then the newest of each interval, and never loses the last', () => {
	const heard: number[] = [];
	const push = throttleNewest<number>(value => heard.push(value), 100);
	for (let i = 0; i < 1000; i++) {
		push(i);
		vi.advanceTimersByTime(1);
	}
	vi.advanceTimersByTime(200);
	expect(heard[0]).toBe(0);
	expect(heard.at(-1)).toBe(999);
	expect(heard.length).toBeGreaterThanOrEqual(10);
	expect(heard.length).toBeLessThanOrEqual(12);
	push(7);
	expect(heard.at(-1)).toBe(7);
});
