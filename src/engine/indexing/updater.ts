import { join } from 'node:path';
import { setImmediate as nextTick } from 'node:timers/promises';
import { isCancelled } from '../../shared/errors';
import type { SkipReason } from '../../shared/types';
import type { ScannedFile, ScanRules, SkippedEntry, WalkBatch } from '../scan/types';
import type { SkippedRow } from '../store/catalogue';
import type { Breather } from '../pace/breather';
import type { ParsePool } from '../threads/parsePool';
import { isUnchanged } from './changePlan';
import type { FileAnalysis, FileResult } from './fileAnalysis';
import { throwIfAborted, type Gate } from './gate';
import type { WorkspaceIndex } from './workspaceIndex';

/** Results are committed together up to this many chunks or this long: a commit costs about 2 ms beside its rows. */
const BATCH_CHUNKS = 400;
const BATCH_MS = 150;
/** Files handed to the pool ahead of their results, beyond what its workers hold. */
const AHEAD = 4;

export interface UpdaterDeps {
	readonly root: string;
	readonly index: WorkspaceIndex;
	readonly pool: ParsePool;
	readonly gate: Gate;
	/** Rests between files so that others get their share of the processors. */
	readonly breather?: Breather | undefined;
}

export interface UpdateCounts {
	files: number;
	filesDone: number;
	/** Chunks of new or changed files. */
	chunks: number;
	reused: number;
	removed: number;
	changed: number;
}

/** What a walk found: the files to index now and the entries left out by name. */
export interface UpdatePlan {
	readonly walk: AsyncIterable<WalkBatch>;
	readonly rules: ScanRules;
	/** Paths to analyse before all others, most wanted first. */
	readonly priority: readonly string[];
	/**
	 * What the walk covers: everything, or only entries at or under these root-relative paths. Known files inside that the walk does
	 * not bring are gone.
	 */
	readonly covers: (path: string) => boolean;
	readonly signal?: AbortSignal | undefined;
	readonly onProgress: (counts: UpdateCounts, scanning: boolean) => void;
}

/**
 * Brings the index up to date with what a walk finds. Stages run side by side: walking, parsing in the pool, committing; the pool's
 * capacity is the back-pressure. Ends early, with what was committed kept, when the signal aborts.
 *
 * @throws {LodestoneError} `cancelled`; node:sqlite errors of a commit.
 */
export async function runUpdate(deps: UpdaterDeps, plan: UpdatePlan): Promise<UpdateCounts> {
	const { index } = deps;
	const counts: UpdateCounts = {
		files: 0,
		filesDone: 0,
		chunks: 0,
		reused: 0,
		removed: 0,
		changed: 0,
	};
	const known = new Map([...index.catalogue.allSkipped()].map(row => [row.path, row]));
	const seen = new Set<string>();
	const left = new Map<string, SkippedRow>();
	const todo = new WorkList(plan.priority);
	const writer = new BatchWriter(deps, counts, left, () => plan.onProgress(counts, false));

	const entryOf = (path: string) => {
		const entry = index.files.get(path);
		return entry?.overlay === true ? index.catalogue.fileByPath(path) : entry;
	};
	const take = (file: ScannedFile): void => {
		counts.files++;
		seen.add(file.path);
		const entry = entryOf(file.path);
		const skip = known.get(file.path);
		if (entry !== undefined && isUnchanged(entry, file)) counts.filesDone++;
		else if (skip !== undefined && skip.size === file.size && skip.mtimeMs === file.mtimeMs) {
			// Read before and left out for its content; its bytes are the same.
			left.set(file.path, skip);
			counts.filesDone++;
		} else todo.add(file);
	};

	const inFlight = new Set<Promise<void>>();
	const submit = async (file: ScannedFile): Promise<void> => {
		await deps.gate.pass(plan.signal);
		await deps.breather?.rest(plan.signal);
		while (inFlight.size >= deps.pool.capacity + AHEAD) await Promise.race(inFlight);
		throwIfAborted(plan.signal);
		const hash = entryOf(file.path)?.hash;
		const job = deps.pool
			.analyse({
				path: file.path,
				absolutePath: join(deps.root, file.path),
				maxFileBytes: plan.rules.maxFileBytes,
				...(hash ? { knownHash: hash } : {}),
			})
			.then(result => {
				counts.filesDone++;
				writer.add(result, file);
			})
			.finally(() => inFlight.delete(job));
		inFlight.add(job);
		// The rejection is seen by the race or by the final wait; this keeps it from being "unhandled" in between.
		job.catch(() => undefined);
	};

	try {
		for await (const batch of plan.walk) {
			throwIfAborted(plan.signal);
			for (const entry of batch.skipped) left.set(entry.path, skippedByName(entry));
			for (const file of batch.files) take(file);
			plan.onProgress(counts, true);
			// Keep the pool fed while the walk goes on, but never let parsing hold the walk back.
			while (inFlight.size < deps.pool.capacity + AHEAD && !deps.gate.isClosed) {
				const next = todo.next();
				if (next === undefined) break;
				await submit(next);
			}
		}
		for (let file = todo.next(); file !== undefined; file = todo.next()) {
			await submit(file);
			plan.onProgress(counts, false);
		}
		while (inFlight.size > 0) await Promise.race(inFlight);
		writer.flush();

		const gone = [...index.files.keys()].filter(path => !seen.has(path) && plan.covers(path));
		for (let i = 0; i < gone.length; i += 256) {
			counts.removed += index.remove(gone.slice(i, i + 256));
			await nextTick();
		}
		// A file that is now left out for its content must not be found any more.
		const unwanted = [...left.keys()].filter(path => entryOf(path) !== undefined);
		counts.removed += index.remove(unwanted);
		recordLeft(index, known, left, plan.covers);
		return counts;
	} catch (error) {
		// What came back is paid for: keep it. After a failed commit there is no use in trying again at once.
		if (isCancelled(error)) {
			await Promise.allSettled(inFlight);
			writer.flush();
		}
		throw error;
	}
}

/** Files to analyse: those that the person wants first, then in walk order. */
class WorkList {
	readonly #wanted: ReadonlySet<string>;
	readonly #first: ScannedFile[] = [];
	readonly #rest: ScannedFile[] = [];
	#at = 0;

	constructor(priority: readonly string[]) {
		this.#wanted = new Set(priority);
	}

	add(file: ScannedFile): void {
		(this.#wanted.has(file.path) ? this.#first : this.#rest).push(file);
	}

	next(): ScannedFile | undefined {
		const wanted = this.#first.pop();
		if (wanted !== undefined) return wanted;
		// Asked again when empty, the place must stay: files that come later would be passed over.
		return this.#at < this.#rest.length ? this.#rest[this.#at++] : undefined;
	}
}

/** Left out for what is in them: as long as their stat stays, so does the verdict. Other reasons may be over in a moment. */
const BY_CONTENT: ReadonlySet<SkipReason> = new Set([
	'binary',
	'minified',
	'generated',
	'secret',
	'bad-encoding',
	'empty',
	'too-large',
]);

/** Gathers results and commits them in batches. */
class BatchWriter {
	readonly #analyses: FileAnalysis[] = [];
	readonly #touched: { path: string; size: number; mtimeMs: number }[] = [];
	#chunks = 0;
	#lastMs = performance.now();
	#firstReadMs = Date.now();

	constructor(
		private readonly deps: UpdaterDeps,
		private readonly counts: UpdateCounts,
		private readonly left: Map<string, SkippedRow>,
		private readonly onCommit: () => void,
	) {}

	add(result: FileResult, file: ScannedFile): void {
		// The earliest moment at which any file of the batch may have been read: later would hide a write in between.
		if (this.#analyses.length === 0 && this.#touched.length === 0)
			this.#firstReadMs = Date.now() - 1_000;
		if (result.ok === true) {
			this.#analyses.push(result);
			this.#chunks += result.count;
		} else if (result.ok === 'same') this.#touched.push(result);
		else this.#leave(file, result.reason, result.detail);
		if (this.#chunks >= BATCH_CHUNKS || performance.now() - this.#lastMs >= BATCH_MS) this.flush();
	}

	flush(): void {
		if (this.#analyses.length > 0) {
			// A failed commit must not be tried again with the same rows behind the caller's back.
			const batch = this.#analyses.splice(0);
			this.#chunks = 0;
			const outcome = this.deps.index.apply(batch, this.#firstReadMs);
			this.counts.chunks += outcome.chunks;
			this.counts.reused += outcome.reused;
			this.counts.changed += batch.length;
		}
		if (this.#touched.length > 0) this.deps.index.touch(this.#touched.splice(0), this.#firstReadMs);
		this.#lastMs = performance.now();
		this.onCommit();
	}

	#leave(file: ScannedFile, reason: SkipReason, detail: string): void {
		const stat = BY_CONTENT.has(reason) ? file : { size: -1, mtimeMs: -1 };
		this.left.set(file.path, {
			path: file.path,
			isFolder: false,
			reason,
			detail,
			size: stat.size,
			mtimeMs: stat.mtimeMs,
		});
	}
}

function skippedByName(entry: SkippedEntry): SkippedRow {
	return { ...entry, size: -1, mtimeMs: -1 };
}

/** Writes only what differs from what is known, so that an unchanged tree writes nothing. */
function recordLeft(
	index: WorkspaceIndex,
	known: ReadonlyMap<string, SkippedRow>,
	left: ReadonlyMap<string, SkippedRow>,
	covers: (path: string) => boolean,
): void {
	const upsert: SkippedRow[] = [];
	for (const row of left.values()) {
		const before = known.get(row.path);
		if (
			before === undefined ||
			before.reason !== row.reason ||
			before.detail !== row.detail ||
			before.size !== row.size ||
			before.mtimeMs !== row.mtimeMs
		)
			upsert.push(row);
	}
	const gone = [...known.keys()].filter(path => !left.has(path) && covers(path));
	index.recordSkipped(upsert, gone);
}
