import { watch, type FSWatcher } from 'node:fs';

/**
 * Tells of names that appear in a flat folder, as soon as the system says so. Systems differ: a name may come twice, late, for a file
 * that is gone, or not at all, so whoever listens also looks by himself now and then.
 */
export class FolderWatch {
	readonly #watcher: FSWatcher;

	/**
	 * @param onName Undefined where the system does not say which.
	 * @throws an error of the file system: no such folder, or no watches left.
	 */
	constructor(path: string, onName: (name: string | undefined) => void) {
		this.#watcher = watch(path, { persistent: false, recursive: false });
		this.#watcher.on('change', (_event, name) => {
			onName(typeof name === 'string' ? name : undefined);
		});
		// A watched folder that is removed is an error on Windows; the look by hand finds that out.
		this.#watcher.on('error', () => this.close());
	}

	close(): void {
		this.#watcher.close();
	}
}
