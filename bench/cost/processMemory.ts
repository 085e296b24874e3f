import { readFileSync } from 'node:fs';

/** Peak resident memory of this process in MB (10^6 bytes): the kernel's own high-water mark where it tells one. */
export function peakRssMb(): number {
	try {
		const kib = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
		if (kib !== undefined) return (Number(kib) * 1024) / 1e6;
	} catch {
		/* not Linux */
	}
	return (process.resourceUsage().maxRSS * 1024) / 1e6;
}
