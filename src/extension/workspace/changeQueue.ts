import type { Disposable } from '../../shared/lifecycle';

export interface ChangeBatch {
	/** Root-relative; undefined asks for a scan of the whole folder. */
	readonly paths: readonly string[] | undefined;
}

export interface ChangeQueueOptions {
	readonly flush: (batch: ChangeBatch) => Promise<void>;
	/** Quiet time after a change that a person made (save, rename), in ms. */
	readonly urgentMs?: number;
	/** Quiet time after a change from outside, in ms. */
	readonly quietMs?: number;
	/** Longest a steady stream of changes can hold a batch back, in ms. */
	readonly longestMs?: number;
	/** More changed paths than this become one scan: a branch switch, an unpacked archive. */
	readonly burst?: number;
}

export interface ChangeQueue extends Disposable {
	add(path: string, urgent?: boolean): void;
	/** The whole folder may differ. */
	addAll(): void;
	/** Resolves when nothing waits and nothing runs. */
	idle(): Promise<void>;
}

/** Collects changed paths into few updates that run one after the other; changes during an update make the next one. */
export function createChangeQueue(options: ChangeQueueOptions): ChangeQueue {
	const { flush, urgentMs = 50, quietMs = 300, longestMs = 2_000, burst = 400 } = options;
	let paths = new Set<string>();
	let everything = false;
	let firstAt = 0;
	let dueAt = 0;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let running: Promise<void> | undefined;
	let disposed = false;

	const waiting = () => everything || paths.size > 0;
	const schedule = (inMs: number) => {
		if (disposed) return;
		const now = Date.now();
		if (firstAt === 0) firstAt = now;
		const at = Math.min(now + inMs, firstAt + longestMs);
		// An urgent change brings the batch forward, and what comes after it does not push it back.
		dueAt = dueAt !== 0 && inMs > urgentMs && dueAt - now <= urgentMs ? dueAt : at;
		if (running) return;
		clearTimeout(timer);
		timer = setTimeout(run, Math.max(0, dueAt - now));
	};
	const run = () => {
		if (running || !waiting() || disposed) return;
		const batch: ChangeBatch = { paths: everything ? undefined : [...paths] };
		paths = new Set();
		everything = false;
		firstAt = 0;
		dueAt = 0;
		running = flush(batch)
			// The flusher tells of its own failures; the queue only has to go on.
			.catch(() => undefined)
			.finally(() => {
				running = undefined;
				if (waiting()) run();
			});
	};

	return {
		add(path, urgent = false) {
			if (!everything) paths.add(path);
			if (paths.size > burst) {
				paths.clear();
				everything = true;
			}
			schedule(urgent ? urgentMs : quietMs);
		},
		addAll() {
			paths.clear();
			everything = true;
			schedule(quietMs);
		},
		async idle() {
			while (running ?? waiting()) {
				await (running ?? new Promise(resolve => setTimeout(resolve, 10)));
				if (disposed) return;
			}
		},
		dispose() {
			disposed = true;
			clearTimeout(timer);
		},
	};
}
