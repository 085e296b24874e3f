import { expect, it } from 'vitest';
import { ParseBudget } from '../../../src/engine/chunk/parseBudget';
import { threadCpuMs } from '../../../src/engine/chunk/threadClock';

/** A parse on a machine of the test's making: each report takes so much time of the clock and of the CPU. */
function parse(clockMs: number, cpuMs: number, deadlineMs = 500, budget?: ParseBudget) {
	const machine = { clock: 0, cpu: 1_000 };
	const mine =
		budget ??
		new ParseBudget(
			deadlineMs,
			() => machine.clock,
			() => machine.cpu,
		);
	mine.start();
	let reports = 0;
	do {
		machine.clock += clockMs;
		machine.cpu += cpuMs;
		reports++;
	} while (!mine.isSpent() && reports < 1e6);
	mine.stop();
	return { clock: machine.clock, cpu: machine.cpu - 1_000, reports };
}

it('a parse may take its deadline in CPU time', () => {
	const { cpu } = parse(0.02, 0.02);
	expect(cpu).toBeGreaterThanOrEqual(500);
	expect(cpu).toBeLessThan(501);
});

it('waiting for a CPU counts for a twentieth', () => {
	const half = parse(0.04, 0.02);
	expect(half.cpu).toBeGreaterThanOrEqual(480);
	expect(half.cpu).toBeLessThan(501);
	expect(parse(1, 0.02).clock).toBeCloseTo(10_000, -1);
});

it('a parse that was kept waiting before it was first asked has not spent what the clock shows', () => {
	const machine = { clock: 0, cpu: 0 };
	const budget = new ParseBudget(
		500,
		() => machine.clock,
		() => machine.cpu,
	);
	budget.start();
	machine.clock += 6_000;
	machine.cpu += 2;
	expect(budget.isSpent()).toBe(false);
	// What it does from now on counts.
	for (let i = 0; i < 39; i++) {
		machine.clock += 10;
		machine.cpu += 10;
		expect(budget.isSpent()).toBe(false);
	}
	machine.clock += 400;
	machine.cpu += 400;
	expect(budget.isSpent()).toBe(true);
});

it('few steps for much CPU time win a little time, whether the processor or the grammar is slow', () => {
	expect(parse(0.2, 0.2).cpu).toBeCloseTo(700, 0);
	expect(parse(40, 40).cpu).toBeLessThanOrEqual(740);
	expect(parse(40, 10).cpu).toBeLessThanOrEqual(710);
});

it('all parses of a file share it', () => {
	let now = 0;
	const clock = () => now;
	const budget = new ParseBudget(500, clock, clock);
	let parses = 0;
	for (let spent = false; !spent && parses < 1_000; parses++) {
		budget.start();
		for (let i = 0; i < 2_000 && !spent; i++) {
			now += 0.01;
			spent = budget.isSpent();
		}
		budget.stop();
		// What the file's own reader does between them is not the parser's.
		now += 50;
	}
	// 500 ms at 20 a parse.
	expect(Math.abs(parses - 25)).toBeLessThanOrEqual(1);
});

it('knows the CPU time of its thread', async () => {
	const before = threadCpuMs();
	const started = performance.now();
	while (performance.now() - started < 60);
	const busy = threadCpuMs() - before;
	expect(busy).toBeGreaterThan(0);
	expect(busy).toBeLessThanOrEqual(performance.now() - started + 12);
	const idle = threadCpuMs();
	await new Promise(resolve => setTimeout(resolve, 100));
	expect(threadCpuMs() - idle).toBeLessThan(60);
});
