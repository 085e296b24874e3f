import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, statfsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** Whether small file systems can be mounted here: Linux, and the rights of root. */
export function canMount(): boolean {
	if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
	try {
		execFileSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
		return true;
	} catch {
		return false;
	}
}

/** A small disk of its own. */
export class Disk {
	constructor(
		readonly path: string,
		options: string,
	) {
		mkdirSync(path, { recursive: true });
		execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=0777,${options}`, 'tmpfs', path]);
	}

	/** Takes what is free but for `spare` bytes; can be done again when something was given back. */
	fill(spare = 0): void {
		const { bavail, bsize } = statfsSync(this.path);
		appendFileSync(join(this.path, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - spare)));
	}

	/** Frees what `fill` took. */
	free(): void {
		truncateSync(join(this.path, 'ballast'), 0);
		rmSync(join(this.path, 'ballast'));
	}

	remount(options: 'ro' | 'rw'): void {
		execFileSync('mount', ['-o', `remount,${options}`, this.path]);
	}

	/** As a network drive that goes: what is open stays open, nothing new is found. */
	unplug(): void {
		execFileSync('umount', ['-l', this.path]);
	}

	remove(): void {
		try {
			this.unplug();
		} catch {
			/* it is gone already */
		}
		rmSync(this.path, { recursive: true, force: true });
	}
}
