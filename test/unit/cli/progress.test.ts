import { describe, expect, it } from 'vitest';
import { ProgressDisplay } from '../../../src/cli/progressDisplay';
import { progressBar, progressShare, progressWords } from '../../../src/cli/progressText';
import type { IndexProgress } from '../../../src/shared/types';
import { fakeIo } from '../../support/fakeIo';

const reading: IndexProgress = {
	phase: 'reading',
	files: 5545,
	filesDone: 120,
	chunks: 900,
	refined: 0,
	rate: 2310,
	secondsLeft: 12,
};
const refining: IndexProgress = {
	...reading,
	phase: 'refining',
	filesDone: 5545,
	chunks: 60_000,
	refined: 15_000,
	rate: 400,
	secondsLeft: 112,
};

describe('progress in words', () => {
	it('tells phase, amount, rate and time left', () => {
		expect(progressWords(reading)).toBe('reading 120 of 5,545 files, 2,310 files/s, 12 s left');
		expect(progressWords(refining)).toBe(
			'refining 15,000 of 60,000 chunks, 400 chunks/s, 1 min 52 s left',
		);
		expect(progressWords({ ...reading, phase: 'scanning', rate: 0, secondsLeft: undefined })).toBe(
			'looking for files, 5,545 so far',
		);
	});
	it('has a share where the end is known', () => {
		expect(progressShare(refining)).toBe(0.25);
		expect(progressShare({ ...reading, phase: 'scanning' })).toBeUndefined();
		expect(progressShare({ ...reading, files: 0 })).toBeUndefined();
	});
	it('draws a bar that fits the width', () => {
		expect(progressBar(refining, 120, false)).toMatch(/^#{6}\.{18} refining/);
		expect(progressBar(refining, 120, true)).toMatch(/^█{6}░{18} refining/);
		for (let width = 1; width < 130; width++)
			expect(progressBar(refining, width, true).length).toBeLessThan(Math.max(width, 2));
	});
});

describe('ProgressDisplay', () => {
	it('redraws one line on a terminal, and takes it away', () => {
		const io = fakeIo({ terminal: true, columns: 100 });
		const display = new ProgressDisplay(io, false);
		display.show(reading);
		io.clock.ms = 50;
		display.show({ ...reading, filesDone: 130 });
		io.clock.ms = 150;
		display.show({ ...reading, filesDone: 140 });
		display.clear();
		expect(io.written.err).toMatch(/^\r\u001b\[K.*120 of.*\r\u001b\[K.*140 of.*\r\u001b\[K$/);
		expect(io.written.err).not.toContain('\n');
		expect(io.written.out).toBe('');
	});
	it('writes a plain line every five seconds into a log', () => {
		const io = fakeIo();
		const display = new ProgressDisplay(io, false);
		for (let ms = 0; ms <= 12_000; ms += 100) {
			io.clock.ms = ms;
			display.show({ ...reading, filesDone: ms });
		}
		display.clear();
		expect(io.written.err).toBe(
			'reading 5,000 of 5,545 files, 2,310 files/s, 12 s left\nreading 10,000 of 5,545 files, 2,310 files/s, 12 s left\n',
		);
	});
	it('is silent when asked to be', () => {
		const io = fakeIo({ terminal: true });
		new ProgressDisplay(io, true).show(reading);
		expect(io.written.err).toBe('');
	});
});
