import { idf, K1, lengthNorm } from './bm25';
import { FieldPostings } from './fieldPostings';
import { grown } from './growable';
import { type Accumulator, KeywordScores } from './keywordScores';
import type { ChunkPostings } from './termBlob';
import { TermDictionary } from './termDictionary';
import { symbolsNamed } from './termLookup';

/** A chunk's terms under its id in the catalogue. */
export interface IndexedChunk extends ChunkPostings {
	/** Dense-ish u32: memory is proportional to the highest id. */
	readonly chunkId: number;
}

/** Occurrences in one chunk that shall not count: a question made from a comment must not find the comment itself. */
export interface TermMask {
	readonly chunkId: number;
	/** Dictionary id → occurrences. */
	readonly terms: ReadonlyMap<number, number>;
}

/**
 * The keyword index of a workspace, in memory: BM25 over chunk bodies, over the names that chunks define, over whole files
 * and over the words of their paths. Filled from the catalogue at opening and kept up file by file.
 *
 * Measured on two shared cores (docs/INDEX_FORMAT.md, section "keyword index").
 */
export class KeywordIndex {
	private readonly body = new FieldPostings();
	private readonly names = new FieldPostings();
	private readonly paths = new FieldPostings();
	/** File id + 1 of each chunk, 0 = no such chunk. */
	private fileOfChunk = new Uint32Array(1024);
	private bodyLength = new Uint16Array(1024);
	private nameLength = new Uint8Array(1024);
	/** The chunks of a file as a list: id + 1 of the first, and of the next. */
	private firstChunk = new Uint32Array(256);
	private nextChunk = new Uint32Array(1024);
	private fileLength = new Uint32Array(256);
	/** Number of path terms + 1, 0 = no such file. */
	private pathLength = new Uint8Array(256);
	private chunkCount = 0;
	private fileCount = 0;
	private totalBody = 0;
	private totalNames = 0;
	private totalPath = 0;
	private chunkEnd = 0;
	private fileEnd = 0;
	private readonly pool: KeywordScores[] = [];
	private mask: TermMask | undefined;

	constructor(readonly dictionary: TermDictionary = new TermDictionary()) {}

	get chunks(): number {
		return this.chunkCount;
	}

	get files(): number {
		return this.fileCount;
	}

	/** Adds a file or replaces it. `pathTermIds` distinct, as `pathTerms` gives them. */
	addFile(fileId: number, chunks: readonly IndexedChunk[], pathTermIds: Uint32Array): void {
		this.removeFile(fileId);
		this.firstChunk = grown(this.firstChunk, fileId + 1);
		this.fileLength = grown(this.fileLength, fileId + 1);
		this.pathLength = grown(this.pathLength, fileId + 1);
		this.fileEnd = Math.max(this.fileEnd, fileId + 1);
		let fileLength = 0;
		let next = 0;
		for (const chunk of chunks) {
			this.addChunk(fileId, chunk, next);
			next = chunk.chunkId + 1;
			fileLength += this.bodyLength[chunk.chunkId] ?? 0;
		}
		this.firstChunk[fileId] = next;
		this.fileLength[fileId] = fileLength;
		const pathLength = Math.min(pathTermIds.length, 254);
		this.pathLength[fileId] = pathLength + 1;
		this.totalPath += pathLength;
		this.paths.add(fileId, pathTermIds, new Uint8Array(pathTermIds.length).fill(1));
		this.fileCount++;
	}

	/** Does nothing when the file is not there. Its chunk ids and its own id may be used again at once. */
	removeFile(fileId: number): void {
		const pathLength = this.pathLength[fileId] ?? 0;
		if (pathLength === 0) return;
		for (
			let link = this.firstChunk[fileId] ?? 0;
			link !== 0;
			link = this.nextChunk[link - 1] ?? 0
		) {
			const chunk = link - 1;
			this.body.remove(chunk);
			this.names.remove(chunk);
			this.fileOfChunk[chunk] = 0;
			this.totalBody -= this.bodyLength[chunk] ?? 0;
			this.totalNames -= this.nameLength[chunk] ?? 0;
			this.chunkCount--;
		}
		this.paths.remove(fileId);
		this.totalPath -= pathLength - 1;
		this.pathLength[fileId] = 0;
		this.firstChunk[fileId] = 0;
		this.fileLength[fileId] = 0;
		this.fileCount--;
	}

	/** File id of a chunk, undefined when there is no such chunk. */
	fileOf(chunkId: number): number | undefined {
		const file = this.fileOfChunk[chunkId] ?? 0;
		return file === 0 ? undefined : file - 1;
	}

	/** Chunk ids of a file, the last first. */
	chunksOf(fileId: number): number[] {
		const chunks: number[] = [];
		for (
			let link = this.firstChunk[fileId] ?? 0;
			link !== 0;
			link = this.nextChunk[link - 1] ?? 0
		) {
			chunks.push(link - 1);
		}
		return chunks;
	}

	/** Chunks that define exactly this name, letter case aside; the exact spelling first. */
	definitionsOf(name: string): number[] {
		this.names.settle();
		const found = new Set<number>();
		for (const term of symbolsNamed(this.dictionary, name)) {
			for (const chunk of this.names.documents(term)) found.add(chunk);
		}
		return [...found];
	}

	/** Chunks that define the name of this symbol term (`=Name`), as the look-ups of `termLookup.ts` give it. */
	definitionsOfTerm(symbolTerm: number): number[] {
		this.names.settle();
		return this.names.documents(symbolTerm);
	}

	/** Calls back with each chunk whose text has the term, in no particular order. */
	eachChunkWith(term: number, visit: (chunkId: number) => void): void {
		this.body.settle();
		this.body.eachDocument(term, visit);
	}

	/** Number of chunks whose text has the term. */
	documentFrequency(term: number): number {
		this.body.settle();
		return this.body.documentFrequency(term);
	}

	/**
	 * Scores everything that has one of the terms, term at a time.
	 *
	 * @param terms Distinct term ids.
	 * @param weights Factor of each term, 1 when left out.
	 * @returns Lent memory: `release()` it.
	 */
	score(terms: readonly number[], weights: readonly number[] = []): KeywordScores {
		this.settle();
		const scores = this.pool.pop() ?? new KeywordScores(done => this.pool.push(done));
		scores.reserve(this.chunkEnd, this.fileEnd);
		scores.bodyFrequencies = [];
		scores.idfs = [];
		terms.forEach((term, i) => {
			const weight = weights[i] ?? 1;
			const bit = 1 << Math.min(i, 31);
			this.scoreBody(scores, term, weight, bit);
			const { names, paths } = this;
			scoreField(
				names,
				scores.names,
				this.nameLength,
				0,
				this.totalNames,
				this.chunkCount,
				term,
				weight,
				bit,
			);
			scoreField(
				paths,
				scores.path,
				this.pathLength,
				1,
				this.totalPath,
				this.fileCount,
				term,
				weight,
				bit,
			);
		});
		return scores;
	}

	/** Runs `work`, which must not wait for anything, with some occurrences left out of account. */
	withMask<T>(mask: TermMask | undefined, work: () => T): T {
		this.mask = mask;
		try {
			return work();
		} finally {
			this.mask = undefined;
		}
	}

	/** Sorts what was added since the last question; done by itself, but may be done at leisure. */
	settle(): void {
		this.body.settle();
		this.names.settle();
		this.paths.settle();
	}

	/** Bytes of postings and per-document tables (the dictionary's strings not counted), and number of postings. */
	get statistics(): {
		readonly bytes: number;
		readonly postings: number;
		readonly segments: number;
	} {
		const fields = [this.body.statistics, this.names.statistics, this.paths.statistics];
		const tables = [this.fileOfChunk, this.bodyLength, this.nameLength, this.nextChunk];
		const perFile = [this.firstChunk, this.fileLength, this.pathLength];
		let bytes = 0;
		for (const table of [...tables, ...perFile]) bytes += table.byteLength;
		for (const field of fields) bytes += field.bytes;
		return {
			bytes,
			postings: fields.reduce((sum, field) => sum + field.postings, 0),
			segments: fields.reduce((sum, field) => sum + field.segments, 0),
		};
	}

	private addChunk(fileId: number, chunk: IndexedChunk, next: number): void {
		const id = chunk.chunkId;
		this.fileOfChunk = grown(this.fileOfChunk, id + 1);
		this.bodyLength = grown(this.bodyLength, id + 1);
		this.nameLength = grown(this.nameLength, id + 1);
		this.nextChunk = grown(this.nextChunk, id + 1);
		this.chunkEnd = Math.max(this.chunkEnd, id + 1);
		const bodyLength = Math.min(chunk.length, 65535);
		let nameLength = 0;
		for (let i = 0; i < chunk.nameIds.length; i++) {
			// Symbol terms are for exact look-up; they are no words of the document.
			if (!this.dictionary.isSymbol(chunk.nameIds[i] ?? 0)) nameLength += chunk.nameCounts[i] ?? 0;
		}
		nameLength = Math.min(nameLength, 255);
		this.body.add(id, chunk.bodyIds, chunk.bodyCounts);
		this.names.add(id, chunk.nameIds, chunk.nameCounts);
		this.fileOfChunk[id] = fileId + 1;
		this.bodyLength[id] = bodyLength;
		this.nameLength[id] = nameLength;
		this.nextChunk[id] = next;
		this.totalBody += bodyLength;
		this.totalNames += nameLength;
		this.chunkCount++;
	}

	/** Chunks and their files in one pass over the postings: the file's term frequency is the sum over its chunks. */
	private scoreBody(scores: KeywordScores, term: number, weight: number, bit: number): void {
		const frequency = this.body.documentFrequency(term);
		const termIdf = idf(this.chunkCount, frequency);
		scores.bodyFrequencies.push(frequency);
		scores.idfs.push(termIdf);
		if (frequency === 0) return;
		const factor = weight * termIdf * (K1 + 1);
		const { base, slope } = lengthNorm(this.totalBody / Math.max(this.chunkCount, 1));
		const { scores: sums, masks, touched } = scores.body;
		const { fileCounts, fileTouched } = scores;
		const { bodyLength, fileOfChunk } = this;
		const { owners } = this.body;
		const masked = this.mask?.chunkId ?? -1;
		const lost = this.mask?.terms.get(term) ?? 0;
		let count = scores.body.count;
		let files = 0;
		for (const { segment, row } of this.body.rows(term)) {
			const { docs, counts, serial } = segment;
			const end = segment.starts[row + 1] ?? 0;
			for (let i = segment.starts[row] ?? 0; i < end; i++) {
				const doc = docs[i] ?? 0;
				if (owners[doc] !== serial) continue;
				const tf = (counts[i] ?? 0) - (doc === masked ? lost : 0);
				if (tf <= 0) continue;
				const mask = masks[doc] ?? 0;
				if (mask === 0) touched[count++] = doc;
				masks[doc] = mask | bit;
				sums[doc] = (sums[doc] ?? 0) + (factor * tf) / (tf + base + slope * (bodyLength[doc] ?? 0));
				const file = (fileOfChunk[doc] ?? 0) - 1;
				const inFile = fileCounts[file] ?? 0;
				if (inFile === 0) fileTouched[files++] = file;
				fileCounts[file] = inFile + tf;
			}
		}
		scores.body.count = count;
		this.scoreFiles(scores, files, weight, bit);
	}

	private scoreFiles(scores: KeywordScores, files: number, weight: number, bit: number): void {
		const { fileCounts, fileTouched, file: target } = scores;
		const factor = weight * idf(this.fileCount, files) * (K1 + 1);
		const { base, slope } = lengthNorm(this.totalBody / Math.max(this.fileCount, 1));
		for (let i = 0; i < files; i++) {
			const file = fileTouched[i] ?? 0;
			const tf = fileCounts[file] ?? 0;
			fileCounts[file] = 0;
			add(target, file, (factor * tf) / (tf + base + slope * (this.fileLength[file] ?? 0)), bit);
		}
	}
}

/** @param lengthOffset Subtracted from the entries of `lengths`. */
function scoreField(
	field: FieldPostings,
	target: Accumulator,
	lengths: Uint8Array,
	lengthOffset: number,
	totalLength: number,
	documents: number,
	term: number,
	weight: number,
	bit: number,
): void {
	const frequency = field.documentFrequency(term);
	if (frequency === 0) return;
	const factor = weight * idf(documents, frequency) * (K1 + 1);
	const { base, slope } = lengthNorm(totalLength / Math.max(documents, 1));
	const { owners } = field;
	for (const { segment, row } of field.rows(term)) {
		const end = segment.starts[row + 1] ?? 0;
		for (let i = segment.starts[row] ?? 0; i < end; i++) {
			const doc = segment.docs[i] ?? 0;
			if (owners[doc] !== segment.serial) continue;
			const tf = segment.counts[i] ?? 0;
			const length = (lengths[doc] ?? 0) - lengthOffset;
			add(target, doc, (factor * tf) / (tf + base + slope * length), bit);
		}
	}
}

function add(target: Accumulator, id: number, score: number, bit: number): void {
	const mask = target.masks[id] ?? 0;
	if (mask === 0) target.touched[target.count++] = id;
	target.masks[id] = mask | bit;
	target.scores[id] = (target.scores[id] ?? 0) + score;
}
