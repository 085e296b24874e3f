/** How often a folder in the background looks after itself: another process's changes are seen within a second. */
const LOOK_MS = 700;
/** After a failure (full disk, lost rights, a drive that went) it is tried again, at first soon, then less and less often. */
const FIRST_RETRY_MS = 1_500;
const LONGEST_RETRY_MS = 60_000;

/** What upkeep asks of its folder. */
export interface UpkeepDeps {
	/** Whether this process writes the index. */
	readonly isWriter: () => boolean;
	/** Becomes the writer if nobody is. */
	readonly takeOver: () => Promise<void>;
	/** As a reader: takes over what the writer committed. */
	readonly refresh: () => Promise<void>;
	/** Whether the last attempt to write failed. */
	readonly hasFailed: () => boolean;
	/** Brings everything up to date. */
	readonly update: () => Promise<void>;
}

/**
 * Keeps a folder going without being asked: a reader follows its writer and takes its place when it is gone, a writer that failed
 * tries again. Without it a window would stay a reader, or an index stale, until something happens to the folder.
 */
export class FolderUpkeep {
	readonly #timer: NodeJS.Timeout;
	#busy = false;
	#stopped = false;
	#retryMs = FIRST_RETRY_MS;
	#notBefore = 0;
	/**
	 * It was a reader, and has not looked at the whole folder since. A search can make it the writer too, by opening the index again
	 * when the writer is dead: what changed between the old writer's last look and then, nobody has seen.
	 */
	#followed: boolean;

	constructor(private readonly deps: UpkeepDeps) {
		this.#followed = !deps.isWriter();
		this.#timer = setInterval(() => void this.#look(), LOOK_MS);
		this.#timer.unref();
	}

	stop(): void {
		this.#stopped = true;
		clearInterval(this.#timer);
	}

	async #look(): Promise<void> {
		if (this.#busy) return;
		this.#busy = true;
		try {
			const tried = !this.deps.isWriter() && (await this.#asReader());
			if (this.#stopped || !this.deps.isWriter()) return;
			if (this.deps.hasFailed()) {
				if (tried || this.#due()) await this.#update();
			} else {
				this.#retryMs = FIRST_RETRY_MS;
				if (this.#followed) await this.#update();
			}
		} catch {
			// The folder's status tells of it; the next look tries again.
		} finally {
			this.#busy = false;
		}
	}

	/** @returns false where it is too early to try to become the writer. */
	async #asReader(): Promise<boolean> {
		this.#followed = true;
		await this.deps.refresh();
		if (this.deps.hasFailed() && !this.#due()) return false;
		await this.deps.takeOver();
		return true;
	}

	async #update(): Promise<void> {
		await this.deps.update();
		this.#followed = false;
	}

	/** True once in each waiting time, which doubles. */
	#due(): boolean {
		const now = performance.now();
		if (this.#notBefore === 0) this.#notBefore = now + this.#retryMs;
		if (now < this.#notBefore) return false;
		this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
		this.#notBefore = 0;
		return true;
	}
}
