import { readFileSync } from 'node:fs';

/** Node 23.9 and newer; not in the Node of the oldest VS Code that is served. */
const threadCpuUsage = (
	process as { threadCpuUsage?: () => { readonly user: number; readonly system: number } }
).threadCpuUsage?.bind(process);

/**
 * CPU time that the calling thread has had, in ms: exact on Linux and on new versions of Node. Elsewhere that of the process, which is
 * never less.
 */
export function threadCpuMs(): number {
	if (threadCpuUsage !== undefined) return inMs(threadCpuUsage());
	if (process.platform === 'linux') {
		try {
			// Its first number: nanoseconds on a CPU. See https://docs.kernel.org/scheduler/sched-stats.html.
			return Number.parseInt(readFileSync('/proc/thread-self/schedstat', 'latin1'), 10) / 1e6;
		} catch {
			/* a kernel without these figures */
		}
	}
	return inMs(process.cpuUsage());
}

function inMs({ user, system }: { readonly user: number; readonly system: number }): number {
	return (user + system) / 1_000;
}
