import { readFileSync, readlinkSync } from 'node:fs';

/** The system's number of the calling thread, > 0; 0 where it is not known (all systems but Linux). */
export function threadNumber(): number {
	if (process.platform !== 'linux') return 0;
	try {
		// A link to PID/task/TID.
		return Number(readlinkSync('/proc/thread-self').split('/').at(-1));
	} catch {
		return 0;
	}
}

/** CPU time in ms that a thread of this process has had so far; undefined where it is not known or the thread is gone. */
export function cpuMsOf(thread: number): number | undefined {
	try {
		// Its first number: nanoseconds on a CPU. See https://docs.kernel.org/scheduler/sched-stats.html.
		const text = readFileSync(`/proc/self/task/${thread}/schedstat`, 'latin1');
		return Number.parseInt(text, 10) / 1e6;
	} catch {
		return undefined;
	}
}
