import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StorePaths } from './storePaths';

/** Who holds the lock, for messages. */
export interface LockOwner {
	readonly pid: number;
	readonly since: number;
	readonly program: string;
}

/**
 * At most one process writes an index. The lock is an exclusive SQLite transaction that stays open on a file of its own: the
 * operating system frees it when its owner dies in whatever way, so there is nothing to take over and no clock to trust.
 */
export class WriterLock {
	private constructor(
		private readonly db: DatabaseSync,
		private readonly paths: StorePaths,
	) {}

	/** @returns the lock, or undefined when another process holds it. Throws only when the file cannot be made at all. */
	static tryAcquire(paths: StorePaths, program: string): WriterLock | undefined {
		// Private from the first moment: SQLite gives the journal beside it the same rights.
		if (!existsSync(paths.lock)) closeSync(openSync(paths.lock, 'a', 0o600));
		const db = new DatabaseSync(paths.lock);
		try {
			db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
		} catch (error) {
			db.close();
			const code = (error as { errcode?: number }).errcode ?? 0;
			// 5 busy, 6 locked: somebody writes. A damaged lock file holds nothing of value: make it anew.
			if ((code & 0xff) === 5 || (code & 0xff) === 6) return undefined;
			if ((code & 0xff) === 26 || (code & 0xff) === 11) {
				rmSync(paths.lock, { force: true });
				return WriterLock.tryAcquire(paths, program);
			}
			throw error;
		}
		const owner: LockOwner = { pid: process.pid, since: Date.now(), program };
		try {
			writeFileSync(paths.owner, JSON.stringify(owner), { mode: 0o600 });
		} catch {
			/* only a message is poorer without it */
		}
		return new WriterLock(db, paths);
	}

	/**
	 * Whether some process holds the lock now.
	 *
	 * @throws when that cannot be found out.
	 */
	static isHeld(paths: StorePaths): boolean {
		if (!existsSync(paths.lock)) return false;
		try {
			const lock = WriterLock.tryAcquire(paths, 'nobody');
			lock?.release();
			return lock === undefined;
		} catch (error) {
			// 13: the disk is full. SQLite wants to write only once it has the lock: nobody else has it.
			if (((error as { errcode?: number }).errcode ?? 0) === 13) return false;
			throw error;
		}
	}

	release(): void {
		rmSync(this.paths.owner, { force: true });
		try {
			this.db.exec('ROLLBACK');
		} finally {
			this.db.close();
		}
	}
}

/** Reads who holds the lock; undefined when unknown. */
export function readLockOwner(paths: StorePaths): LockOwner | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(paths.owner, 'utf8'));
		if (typeof value !== 'object' || value === null) return undefined;
		const { pid, since, program } = value as Record<string, unknown>;
		return typeof pid === 'number' && typeof since === 'number' && typeof program === 'string'
			? { pid, since, program }
			: undefined;
	} catch {
		return undefined;
	}
}
