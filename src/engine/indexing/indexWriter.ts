import { encodeTerms } from '../lexical/termBlob';
import type { Catalogue, SkippedRow } from '../store/catalogue';
import { transaction } from '../store/database';
import type { EmbeddingStore, StoredVector } from '../store/embeddingStore';
import { encodeVector } from '../store/vectorBytes';
import { blockOf, postingsOf } from './analysisBlock';
import type { FileAnalysis } from './fileAnalysis';
import type { FileTable } from './fileTable';
import type { Followed } from './followed';
import { SlotAssignment } from './slotAssignment';
import type { SlotVectors } from './slotVectors';
import type { VectorLimit } from './vectorLimit';

/** What a batch of analyses did. */
export interface ApplyOutcome {
	readonly chunks: number;
	/** Chunks whose refined vector was there already. */
	readonly reused: number;
}

/** A vector that was made for a slot's text. */
export interface RefinedSlot {
	readonly slot: number;
	readonly key: Uint8Array;
	readonly vector: StoredVector;
}

export interface IndexWriterDeps {
	readonly catalogue: Catalogue;
	readonly embeddings: EmbeddingStore;
	readonly files: FileTable;
	readonly slots: SlotVectors;
	readonly limit: VectorLimit;
	readonly followed: Followed;
}

/** Commits changes to the catalogue, each in one transaction, and makes them in memory once they are committed. */
export class IndexWriter {
	constructor(private readonly deps: IndexWriterDeps) {}

	/**
	 * Commits analyses of new or changed files and makes them searchable.
	 *
	 * @param analyses At most one for each path.
	 * @param readMs When the files were read, epoch ms.
	 * @throws node:sqlite errors (disk full, …); memory is then as before.
	 */
	apply(analyses: readonly FileAnalysis[], readMs: number): ApplyOutcome {
		const assignment = new SlotAssignment(this.deps);
		try {
			for (const analysis of analyses) assignment.assign(analysis);
			this.#commit(analyses, assignment, readMs);
		} catch (error) {
			assignment.undo();
			throw error;
		}
		return {
			chunks: analyses.reduce((sum, { count }) => sum + count, 0),
			reused: assignment.reused,
		};
	}

	#commit(analyses: readonly FileAnalysis[], { fresh }: SlotAssignment, readMs: number): void {
		const { catalogue, files, slots, followed } = this.deps;
		const { dictionary } = files.keywords;
		// The catalogue, all or nothing, drafts included.
		const committed = transaction(catalogue.db, () => {
			const seq = this.#beginChange();
			for (const { slot, key, vector, ids } of fresh) {
				catalogue.putSlot(slot, key, vector.precision, seq);
				if (ids !== undefined) catalogue.putPending(slot, ids, encodeVector(key, vector));
			}
			const done = analyses.map(analysis => {
				const terms = postingsOf(analysis, dictionary);
				const block = blockOf(analysis, encodeTerms(terms));
				const file = {
					path: analysis.path,
					hash: analysis.hash,
					size: analysis.size,
					mtimeMs: analysis.mtimeMs,
					indexedMs: readMs,
					language: analysis.language,
					flags: analysis.flags,
					fallback: analysis.fallback,
					seq,
				};
				const id = catalogue.putFile(file, block);
				catalogue.removeSkipped(analysis.path);
				return { row: { id, ...file }, block, terms };
			});
			catalogue.addTerms(followed.terms.count, followed.terms.unwritten());
			return { seq, done };
		});
		// Memory.
		followed.seq = committed.seq;
		followed.terms.written();
		for (const { slot, key, vector } of fresh) {
			slots.name(slot, key);
			slots.setVector(slot, vector);
		}
		for (const { row, block, terms } of committed.done) {
			// Also where the text was opened before its file was ever indexed.
			if (files.isOverlaid(row.path)) {
				// The unsaved text stays in front of what was just written to disk.
				files.setBehind(row, block.numbers);
				continue;
			}
			files.forget(files.byRow(row.id));
			files.enter(row, block, terms, false);
		}
	}

	/** Only the stat of these files changed. */
	touch(touched: readonly { path: string; size: number; mtimeMs: number }[], readMs: number): void {
		const { catalogue, files } = this.deps;
		transaction(catalogue.db, () => {
			for (const { path, size, mtimeMs } of touched) {
				const id = files.rowIdOf(path);
				if (id !== undefined) catalogue.touchFile(id, size, mtimeMs, readMs);
			}
		});
		for (const { path, size, mtimeMs } of touched) {
			const entry = files.byPath.get(path);
			if (entry === undefined || entry.overlay) continue;
			entry.size = size;
			entry.mtimeMs = mtimeMs;
			entry.indexedMs = readMs;
		}
	}

	/** Removes files. @returns how many were there. */
	remove(paths: readonly string[]): number {
		const { catalogue, files } = this.deps;
		const rows = paths.flatMap(path => {
			const id = files.rowIdOf(path);
			return id === undefined ? [] : [{ id, path }];
		});
		if (rows.length === 0) return 0;
		this.deps.followed.seq = transaction(catalogue.db, () => {
			const seq = this.#beginChange();
			for (const { id } of rows) catalogue.removeFile(id, seq);
			return seq;
		});
		for (const { id, path } of rows) {
			files.forgetBehind(path);
			files.forget(files.byRow(id));
		}
		return rows.length;
	}

	/** Commits what was left out, as differences to what is known. */
	recordSkipped(upsert: readonly SkippedRow[], gone: readonly string[]): void {
		const { catalogue } = this.deps;
		if (upsert.length === 0 && gone.length === 0) return;
		transaction(catalogue.db, () => {
			for (const row of upsert) catalogue.putSkipped(row);
			for (const path of gone) catalogue.removeSkipped(path);
		});
	}

	/**
	 * Commits refined vectors for slots. Slots whose text changed meanwhile (the key differs) or that are gone are left alone; the
	 * vectors are kept in the shared store all the same.
	 *
	 * @returns how many slots took theirs.
	 */
	refine(rows: readonly RefinedSlot[]): number {
		const { catalogue, embeddings, slots } = this.deps;
		transaction(embeddings.db, () => {
			for (const { key, vector } of rows) embeddings.put(key, vector);
		});
		const current = rows.filter(({ slot, key }) => slots.find(key) === slot);
		if (current.length === 0) return 0;
		this.deps.followed.seq = transaction(catalogue.db, () => {
			const seq = this.#beginChange();
			for (const { slot } of current) {
				catalogue.setPrecision(slot, 2, seq);
				catalogue.removePending(slot);
			}
			return seq;
		});
		for (const { slot, vector } of current) slots.setVector(slot, vector);
		return current.length;
	}

	/** Drops a slot's token ids, which are damaged; its files are read again by the next update. */
	dropPending(slot: number): void {
		const { catalogue, files } = this.deps;
		const rows = [...files.chunks.chunksOfSlot(slot)].map(id => files.ofChunk(id)?.rowId ?? 0);
		transaction(catalogue.db, () => {
			catalogue.removePending(slot);
			catalogue.forgetHashes(rows);
		});
		files.forgetHashes(rows);
	}

	/** Makes the next update read these files again, also after a restart. */
	forgetHashes(rows: readonly number[]): void {
		const { catalogue, files } = this.deps;
		transaction(catalogue.db, () => catalogue.forgetHashes(rows));
		files.forgetHashes(rows);
	}

	#beginChange(): number {
		const { catalogue, files, slots } = this.deps;
		const seq = catalogue.nextSeq();
		slots.dropUnused(
			slot => files.usesSlot(slot),
			slot => catalogue.removeSlot(slot),
		);
		return seq;
	}
}
