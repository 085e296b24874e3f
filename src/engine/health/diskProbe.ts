import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const BYTES = 4096;
const TRIES = 3;

/**
 * How long a small durable write takes on the disk of a folder: the median of three.
 *
 * @returns ms; 0 when the folder cannot be written (that is another trouble, told elsewhere).
 */
export async function measureDisk(folder: string): Promise<number> {
	const path = join(folder, `probe-${process.pid}.tmp`);
	const times: number[] = [];
	try {
		for (let i = 0; i < TRIES; i++) {
			const started = performance.now();
			const file = await open(path, 'w', 0o600);
			try {
				await file.write(Buffer.alloc(BYTES, i));
				await file.sync();
			} finally {
				await file.close();
			}
			times.push(performance.now() - started);
		}
		return times.sort((a, b) => a - b)[1] ?? 0;
	} catch {
		return 0;
	} finally {
		await rm(path, { force: true }).catch(() => undefined);
	}
}
