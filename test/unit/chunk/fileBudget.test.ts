import { expect, it } from 'vitest';
import { FileBudget } from '../../../src/engine/chunk/fileBudget';
import { threadCpuMs } from '../../../src/engine/chunk/threadClock';

/** A machine of the test's making. */
class Machine {
	clock = 0;
	cpu = 1_000;
	readonly budget = new FileBudget(
		500,
		() => this.clock,
		() => this.cpu,
	);

	work(clockMs: number, cpuMs = clockMs): void {
		this.clock += clockMs;
		this.cpu += cpuMs;
	}
}

/** A parse: each report takes so much time of the clock and of the CPU. */
function parse(clockMs: number, cpuMs: number) {
	const machine = new Machine();
	const { budget } = machine;
	let reports = 0;
	budget.parse(() => {
		do {
			machine.work(clockMs, cpuMs);
			reports++;
		} while (!budget.isSpent() && reports < 1e6);
	});
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
	const machine = new Machine();
	const { budget } = machine;
	budget.parse(() => {
		machine.work(6_000, 2);
		expect(budget.isSpent()).toBe(false);
		// What it does from now on counts.
		for (let i = 0; i < 39; i++) {
			machine.work(10);
			expect(budget.isSpent()).toBe(false);
		}
		machine.work(400);
		expect(budget.isSpent()).toBe(true);
	});
});

it('few steps for much CPU time win a little time, whether the processor or the grammar is slow', () => {
	expect(parse(0.2, 0.2).cpu).toBeCloseTo(700, 0);
	expect(parse(40, 40).cpu).toBeLessThanOrEqual(740);
	expect(parse(40, 10).cpu).toBeLessThanOrEqual(710);
});

it('all parses of a file share it', () => {
	const machine = new Machine();
	const { budget } = machine;
	let parses = 0;
	const isSpent = (): boolean => {
		machine.work(0.01);
		return budget.isSpent();
	};
	for (; !budget.isSpentWithin() && parses < 1_000; parses++) {
		budget.parse(() => {
			for (let i = 0; i < 2_000 && !isSpent(); i++);
		});
		// What is neither parsing nor reading a tree, such as a grammar that is loaded, is not the file's.
		machine.work(50);
	}
	// 500 ms at 20 a parse.
	expect(Math.abs(parses - 25)).toBeLessThanOrEqual(1);
});

it('reading the trees has its limit with the parses', () => {
	for (const parsing of [0, 300, 480]) {
		const machine = new Machine();
		const { budget } = machine;
		budget.parse(() => machine.work(parsing));
		budget.read(() => {
			while (!budget.isOver() && machine.clock < 5_000) machine.work(1);
		});
		expect(Math.abs(machine.clock - 850)).toBeLessThanOrEqual(1);
		// No time is left for another parse.
		budget.parse(() => {
			machine.work(1);
			expect(budget.isSpent()).toBe(true);
		});
	}
});

it('what a reading has taken is missing to the parse after it only where little is left', () => {
	const machine = new Machine();
	const { budget } = machine;
	budget.parse(() => machine.work(200));
	budget.read(() => machine.work(400));
	budget.parse(() => {
		while (!budget.isSpent() && machine.clock < 5_000) machine.work(1);
	});
	expect(Math.abs(machine.clock - 850)).toBeLessThanOrEqual(1);
});

it('a parse is looked at within its steps by the same rule', () => {
	const machine = new Machine();
	const { budget } = machine;
	budget.parse(() => {
		while (!budget.isSpentWithin() && machine.clock < 5_000) machine.work(1);
	});
	// No step has ended, so the grammar is slow, not the text long.
	expect(Math.abs(machine.clock - 700)).toBeLessThanOrEqual(1);
});

it('the system is not asked more often than twice a millisecond', () => {
	const machine = new Machine();
	let asked = 0;
	const budget = new FileBudget(
		500,
		() => machine.clock,
		() => {
			asked++;
			return machine.cpu;
		},
	);
	budget.parse(() => {
		for (let i = 0; i < 10_000; i++) {
			machine.work(0.01);
			budget.isSpentWithin();
		}
	});
	expect(asked).toBeGreaterThan(100);
	expect(asked).toBeLessThanOrEqual(205);
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
