import { renameSync, rmSync } from 'node:fs';

/** Moves a damaged database out of the way; one copy is kept for a look, older ones go. */
export function setAside(path: string): void {
	rmSync(`${path}.damaged`, { force: true });
	try {
		renameSync(path, `${path}.damaged`);
	} catch {
		// Another process may hold it (Windows): then it must go for good.
		rmSync(path, { force: true });
	}
	// A write-ahead log belongs to the file that is gone: replayed over a new one it would damage that too.
	rmSync(`${path}-wal`, { force: true });
	rmSync(`${path}-shm`, { force: true });
}
