import { rmSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LodestoneError, errorCode } from '../../shared/errors';
import { DIMENSIONS } from '../embed/types';
import { withEither } from '../indexing/eitherSignal';
import { SerialQueue } from '../indexing/serialQueue';
import type { Logger } from '../ports';
import { denseSearch } from './denseSearch';
import type { GraphClient } from './graphClient';
import {
	commitGeneration,
	fileSha256,
	graphPath,
	readLabels,
	readManifest,
	removeGenerations,
} from './graphFiles';
import {
	GRAPH_EF_CONSTRUCTION,
	GRAPH_M,
	GRAPH_MIN_ROWS,
	graphWidth,
	planGraph,
} from './graphPolicy';
import type { GraphShape } from './graphProtocol';
import { GraphSlots } from './graphSlots';
import type { Projection } from './projection';
import type { ScoredSlot, VectorTable } from './types';

export interface GraphKeeperOptions {
	/** The index folder, in which the generations lie. */
	readonly folder: string;
	readonly index: { readonly vectors: VectorTable };
	readonly client: GraphClient;
	/** Of the model: a graph of other vectors is not loaded. */
	readonly fingerprint: string;
	/** Without it search is exact only. */
	readonly projection: Projection | undefined;
	/** Only the writer builds and saves. */
	readonly writer: boolean;
	readonly logger: Logger;
	/** Asked before each slice of a build: resolves once it may go on. @throws {LodestoneError} `cancelled` on abort. */
	readonly pass?: (signal: AbortSignal) => Promise<void>;
	/** Rows from which a graph is built; default GRAPH_MIN_ROWS. */
	readonly minRows?: number;
}

export interface DenseAnswer {
	readonly slots: ScoredSlot[];
	readonly how: 'exact' | 'hnsw' | 'none';
}

/** Rows of one message to the worker: under 200 ms at 2,300 rows a second, which is what a pause or a search may have to wait for. */
const SLICE_ROWS = 384;
/** A build is saved this often, so that a kill loses minutes at most; and when it ends, if as much as a share of it is new. */
const SAVE_ROWS = 100_000;
const SAVE_SHARE = 0.02;

/**
 * Keeps the HNSW graph of one workspace: loads it, brings it up to date with the refined rows, saves it in generations, and
 * answers queries by it or exactly, whichever is better. All that can go wrong with a graph ends in an exact answer.
 */
export class GraphKeeper {
	private readonly slots: GraphSlots;
	private readonly shape: GraphShape;
	private generation = 0;
	/** True while the worker holds a graph that `slots` describes. */
	private ready = false;
	private unsaved = 0;
	/** Rows on their way to the worker, one slice at a time. */
	private sliceRows: Int8Array | undefined;
	private readonly closing = new AbortController();
	/** Loading and building, one after the other. */
	private work: Promise<void>;
	private readonly loading: Promise<void>;
	/** Whoever writes or checks the files on disk; never waits for a build, which a pause may hold. */
	private readonly disk = new SerialQueue();

	constructor(private readonly options: GraphKeeperOptions) {
		this.slots = new GraphSlots(options.index.vectors);
		this.shape = {
			dims: options.projection?.dims ?? 0,
			m: GRAPH_M,
			efConstruction: GRAPH_EF_CONSTRUCTION,
		};
		this.loading = this.load().catch((error: unknown) =>
			this.giveUp('Loading the graph failed', error),
		);
		this.work = this.loading;
	}

	/** Rows that the graph answers for. */
	get size(): number {
		return this.ready ? this.slots.inGraph.count : 0;
	}

	/** Settles when the generation on disk is loaded, or is known to be of no use. Search works before, exactly. */
	async loaded(): Promise<void> {
		await this.loading;
	}

	/**
	 * The k most similar slots, filtered before the cut.
	 *
	 * @param admit Bit per slot.
	 * @param admitted Number of slots (or chunks) that `admit` lets through.
	 */
	async search(
		query: Float32Array,
		k: number,
		admit?: Uint32Array,
		admitted?: number,
	): Promise<DenseAnswer> {
		const { vectors } = this.options.index;
		if (vectors.size === 0) return { slots: [], how: 'none' };
		const width = this.ready
			? graphWidth({ rows: vectors.size, outside: this.slots.outside.count, admitted, k })
			: undefined;
		if (width !== undefined) {
			try {
				const { labels } = await this.options.client.call('search', {
					graph: this.options.folder,
					query,
					k: width,
					ef: width,
				});
				const { inGraph, outside } = this.slots;
				if (this.ready)
					return {
						slots: denseSearch(vectors, query, k, labels, inGraph, outside, admit),
						how: 'hnsw',
					};
			} catch (error) {
				this.giveUp('The graph search failed', error);
			}
		}
		return { slots: vectors.search(query, k, admit), how: 'exact' };
	}

	/**
	 * Makes the graph hold all refined rows: builds, adds or drops as the policy says, and saves. Does nothing for readers. Stops
	 * between slices when aborted; what was inserted so far is kept.
	 *
	 * @throws {LodestoneError} `cancelled`.
	 */
	async bringUp(signal?: AbortSignal): Promise<void> {
		if (!this.options.writer) return;
		const run = this.work.then(() => this.update(signal));
		this.work = run.catch(() => undefined);
		try {
			await run;
		} catch (error) {
			if (errorCode(error) === 'cancelled') throw error;
			this.giveUp('Building the graph failed', error);
		}
	}

	/** Throws the graph away, on disk too, and builds it anew; meanwhile the exact scan answers. @throws {LodestoneError} `cancelled`. */
	async rebuild(signal?: AbortSignal): Promise<void> {
		if (!this.options.writer) return;
		this.work = this.work.then(async () => {
			try {
				await this.dropGraph();
				await this.disk.run(() => removeGenerations(this.options.folder));
			} catch (error) {
				this.giveUp('The graph could not be dropped', error);
			}
		});
		await this.bringUp(signal);
	}

	/**
	 * Checks the generation on disk, also while a build goes on or is paused.
	 *
	 * @returns what was wrong; the bad files are then removed, and built anew by `bringUp`.
	 */
	async verify(): Promise<string | undefined> {
		await this.loading;
		return await this.disk.run(() => this.checkFiles());
	}

	private async checkFiles(): Promise<string | undefined> {
		const { folder } = this.options;
		const manifest = await readManifest(folder);
		if (manifest === undefined) return undefined;
		const labels = await readLabels(folder, manifest);
		const sha256 = await fileSha256(graphPath(folder, manifest.generation)).catch(() => '');
		if (labels !== undefined && sha256 === manifest.sha256) return undefined;
		if (this.options.writer) {
			await removeGenerations(folder);
			this.unsaved = this.slots.labels.count;
		}
		return 'The graph file is damaged.';
	}

	/** Saves what is new and lets the graph go. */
	async close(): Promise<void> {
		this.closing.abort();
		await this.work;
		try {
			if (this.ready && this.options.writer && this.unsaved > this.slots.labels.count * SAVE_SHARE)
				await this.save();
		} catch (error) {
			this.options.logger.log('warn', `The graph was not saved: ${messageOf(error)}`);
		}
		this.slots.dispose();
		if (this.ready && this.options.client.available) await this.dropGraph().catch(() => undefined);
		this.ready = false;
	}

	/** Removes all graph files of an index folder. */
	static async remove(folder: string): Promise<void> {
		await removeGenerations(folder);
	}

	private async load(): Promise<void> {
		const { folder, projection, fingerprint, client, logger } = this.options;
		const manifest = await readManifest(folder);
		if (manifest === undefined || projection === undefined) return;
		this.generation = manifest.generation;
		const fits =
			manifest.fingerprint === fingerprint &&
			manifest.projection === projection.fingerprint &&
			manifest.dims === this.shape.dims &&
			manifest.m === this.shape.m &&
			manifest.efConstruction === this.shape.efConstruction;
		const stored = fits ? await readLabels(folder, manifest) : undefined;
		if (stored === undefined) return;
		const path = graphPath(folder, manifest.generation);
		try {
			await client.call('load', {
				graph: folder,
				shape: this.shape,
				axes: projection.axes,
				path,
				sha256: manifest.sha256,
				count: manifest.count,
			});
		} catch (error) {
			logger.log('warn', `The graph is not used: ${messageOf(error)}`);
			return;
		}
		await this.slots.adopt(stored);
		this.ready = !this.closing.signal.aborted;
	}

	private async update(signal?: AbortSignal): Promise<void> {
		const { client, projection, folder, index } = this.options;
		if (projection === undefined || !client.available) return;
		const rows = this.slots.countRefined();
		const plan = planGraph({
			rows,
			labels: this.ready ? this.slots.labels.count : 0,
			clean: this.slots.inGraph.count,
			minRows: this.options.minRows ?? GRAPH_MIN_ROWS,
		});
		if (plan === 'drop') {
			await this.dropGraph();
			this.unsaved = 0;
			await this.disk.run(() => removeGenerations(folder));
			return;
		}
		if (plan === 'rebuild') {
			// Exact search serves meanwhile: two graphs at once would double the memory.
			this.ready = false;
			this.slots.clear();
			await client.call('create', {
				graph: folder,
				shape: this.shape,
				axes: projection.axes,
				capacity: Math.ceil(rows * 1.05),
			});
			this.slots.start();
			this.ready = true;
			this.unsaved = 0;
		}
		try {
			if (plan !== 'none') await this.insertMissing(index.vectors, signal);
		} finally {
			const share = this.unsaved / Math.max(1, this.slots.labels.count);
			if (this.ready && share > SAVE_SHARE) await this.save();
		}
	}

	private async insertMissing(vectors: VectorTable, signal?: AbortSignal): Promise<void> {
		let sinceSave = 0;
		for (let from = 0; from < vectors.end && this.ready;) {
			await this.pass(signal);
			if (signal?.aborted === true || this.closing.signal.aborted)
				throw new LodestoneError('cancelled', 'Building the graph was stopped.');
			const slice = this.slots.missing(from, SLICE_ROWS);
			from = slice.next;
			const count = slice.slots.length;
			if (count === 0) {
				await nextTurn();
				continue;
			}
			const rows = (this.sliceRows ??= sharedRows()).subarray(0, count * DIMENSIONS);
			slice.slots.forEach((slot, i) => rows.set(vectors.raw(slot) ?? [], i * DIMENSIONS));
			const pending = this.slots.begin(slice.slots);
			await this.options.client.call('add', {
				graph: this.options.folder,
				labels: slice.slots,
				rows,
			});
			pending.finish();
			this.unsaved += count;
			sinceSave += count;
			if (sinceSave >= SAVE_ROWS) {
				await this.save();
				sinceSave = 0;
			}
		}
	}

	/** Waits between two slices for as long as work is held back; a closing keeper waits for nobody. */
	private async pass(signal: AbortSignal | undefined): Promise<void> {
		const { signal: closing } = this.closing;
		const { pass } = this.options;
		if (pass !== undefined) await withEither(closing, signal, pass);
	}

	private async save(): Promise<void> {
		await this.disk.run(() => this.saveNow());
	}

	private async saveNow(): Promise<void> {
		const { folder, client, fingerprint, projection } = this.options;
		const generation = this.generation + 1;
		const stored = this.slots.snapshot();
		const path = graphPath(folder, generation);
		try {
			const { sha256, bytes } = await client.call('save', { graph: folder, path });
			const manifest = {
				...this.shape,
				generation,
				count: stored.labels.length,
				fingerprint,
				projection: projection?.fingerprint ?? '',
				sha256,
				bytes,
			};
			await commitGeneration(folder, manifest, stored);
			this.generation = generation;
			this.unsaved = 0;
		} catch (error) {
			rmSync(path, { force: true });
			// A full disk costs the next start its graph, nothing else.
			this.options.logger.log('warn', `The graph was not saved: ${messageOf(error)}`);
		}
	}

	private async dropGraph(): Promise<void> {
		this.ready = false;
		this.slots.clear();
		await this.options.client.call('drop', { graph: this.options.folder });
	}

	private giveUp(what: string, error: unknown): void {
		this.ready = false;
		this.slots.clear();
		if (errorCode(error) !== 'cancelled')
			this.options.logger.log('warn', `${what}: ${messageOf(error)}`);
	}
}

/**
 * Room for one slice, which the worker reads in place. Buffers of its own for each slice would lie about there: its collector has little to do, and
 * noticed 50 MB of them only after 20,000 saves of a small folder.
 */
function sharedRows(): Int8Array {
	return new Int8Array(new SharedArrayBuffer(SLICE_ROWS * DIMENSIONS));
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
