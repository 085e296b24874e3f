import { cpus } from 'node:os';
import type { CpuShares } from './dutyPolicy';

/** Milliseconds of processor time so far. */
export interface CpuCounters {
	/** Of this process, all threads. */
	readonly ownMs: number;
	/** Of all processors, whoever used them. */
	readonly busyMs: number;
	/** Of all processors, idle time included. */
	readonly totalMs: number;
}

/** The counters as the operating system keeps them; they do not depend on the clock of the day. */
export function readCounters(): CpuCounters {
	const { user, system } = process.cpuUsage();
	let busyMs = 0;
	let idleMs = 0;
	for (const { times } of cpus()) {
		busyMs += times.user + times.nice + times.sys + times.irq;
		idleMs += times.idle;
	}
	return { ownMs: (user + system) / 1000, busyMs, totalMs: busyMs + idleMs };
}

/** Shares between two looks. */
export class CpuMeter {
	#last: CpuCounters;

	constructor(private readonly read: () => CpuCounters = readCounters) {
		this.#last = read();
	}

	/** @returns undefined when the system's counters did not move: too early, or it keeps none. */
	look(): CpuShares | undefined {
		const now = this.read();
		const total = now.totalMs - this.#last.totalMs;
		if (total <= 0) return undefined;
		const own = (now.ownMs - this.#last.ownMs) / total;
		const busy = (now.busyMs - this.#last.busyMs) / total;
		this.#last = now;
		return { own: share(own), others: share(busy - own) };
	}
}

function share(value: number): number {
	return Math.min(1, Math.max(0, value));
}
