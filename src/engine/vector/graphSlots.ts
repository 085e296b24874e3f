import { setImmediate as nextTurn } from 'node:timers/promises';
import { Bitmap } from './bitmap';
import { rowHash, type GraphLabels } from './graphFiles';
import type { VectorTable } from './types';

/** Rows hashed at a time while a graph is adopted: about 5 ms. */
const HASH_ROWS = 20_000;

/**
 * Which slots the graph answers for. A label stands for the row that was inserted under it; when that row is replaced or
 * removed, the label is stale for good (labels are never used twice within a generation) and the slot is scanned exactly.
 */
export class GraphSlots {
	/** All labels of the generation, stale ones included. */
	readonly labels = new Bitmap();
	/** Slots whose row is the one in the graph. */
	readonly inGraph = new Bitmap();
	/** Slots with a row that the graph does not have. Kept only while there is a graph. */
	readonly outside = new Bitmap();
	private active = false;
	private order: number[] = [];
	/** Slots sent to the worker whose row has not changed since. */
	private sent: Set<number> | undefined;
	private readonly unlisten: () => void;

	constructor(private readonly table: VectorTable) {
		this.unlisten = table.onChange(slot => {
			if (this.active) this.changed(slot);
		});
	}

	dispose(): void {
		this.unlisten();
		this.clear();
	}

	/** Forgets the graph. */
	clear(): void {
		this.active = false;
		this.order = [];
		this.sent = undefined;
		for (const bitmap of [this.labels, this.inGraph, this.outside]) bitmap.clear();
	}

	/** An empty graph begins: every row is outside it. */
	start(): void {
		this.clear();
		this.active = true;
		for (let slot = 0; slot < this.table.end; slot++) {
			if (this.table.precision(slot) !== 0) this.outside.add(slot);
		}
	}

	/** Takes over a stored generation: rows that are no more what was inserted are stale. */
	async adopt({ labels, hashes }: GraphLabels): Promise<void> {
		this.start();
		for (let i = 0; i < labels.length; i++) {
			const slot = labels[i] ?? 0;
			this.labels.add(slot);
			this.order.push(slot);
			const row = (hashes[i] ?? 0) === 0 ? undefined : this.table.raw(slot);
			// Only refined rows were inserted; a draft with the same bytes does not exist.
			if (row !== undefined && rowHash(row) === hashes[i]) this.enter(slot);
			if (i % HASH_ROWS === HASH_ROWS - 1) await nextTurn();
		}
	}

	/** Number of refined rows that exist. */
	countRefined(): number {
		let count = 0;
		for (let slot = 0; slot < this.table.end; slot++) if (this.table.precision(slot) === 2) count++;
		return count;
	}

	/** Refined slots from `from` on that have never had a label; `next` is where to go on. */
	missing(from: number, limit: number): { slots: Uint32Array<ArrayBuffer>; next: number } {
		const found: number[] = [];
		let slot = from;
		for (; slot < this.table.end && found.length < limit; slot++) {
			if (this.table.precision(slot) === 2 && !this.labels.has(slot)) found.push(slot);
		}
		return { slots: Uint32Array.from(found), next: slot };
	}

	/** These slots are being inserted with the rows that they have now. `finish` when the worker has them. */
	begin(slots: Uint32Array): { finish(): void } {
		const sent = new Set(slots);
		this.sent = sent;
		for (const slot of slots) {
			this.labels.add(slot);
			this.order.push(slot);
		}
		return {
			finish: () => {
				// The graph was given up meanwhile.
				if (this.sent !== sent) return;
				this.sent = undefined;
				for (const slot of sent) this.enter(slot);
			},
		};
	}

	/** Labels in order of insertion, with the hash of their row, 0 where it is stale. */
	snapshot(): GraphLabels {
		const labels = Uint32Array.from(this.order);
		const hashes = labels.map(slot => {
			const row = this.inGraph.has(slot) ? this.table.raw(slot) : undefined;
			return row === undefined ? 0 : rowHash(row);
		});
		return { labels, hashes };
	}

	private enter(slot: number): void {
		this.inGraph.add(slot);
		this.outside.delete(slot);
	}

	private changed(slot: number): void {
		this.sent?.delete(slot);
		this.inGraph.delete(slot);
		if (this.table.precision(slot) === 0) this.outside.delete(slot);
		else this.outside.add(slot);
	}
}
