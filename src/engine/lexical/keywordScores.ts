import { grown } from './growable';
import { topIds } from './topK';

export interface ScoredId {
	readonly id: number;
	readonly score: number;
}

/** One set of accumulators over dense ids, cleared at the cost of what was touched. */
export class Accumulator {
	scores = new Float32Array(0);
	/** Bit per query term that matched (terms from the 32nd on share the last bit). */
	masks = new Uint32Array(0);
	touched = new Uint32Array(0);
	count = 0;

	reserve(size: number): void {
		this.scores = grown(this.scores, size);
		this.masks = grown(this.masks, size);
		this.touched = grown(this.touched, size);
	}

	clear(): void {
		for (let i = 0; i < this.count; i++) {
			const id = this.touched[i] ?? 0;
			this.scores[id] = 0;
			this.masks[id] = 0;
		}
		this.count = 0;
	}

	top(k: number, admit?: Uint32Array): ScoredId[] {
		return topIds(this.touched, this.count, this.scores, k, admit).map(id => ({
			id,
			score: this.scores[id] ?? 0,
		}));
	}
}

/**
 * What one query scored, by four readings of BM25: `body` and `names` by chunk id, `file` (all chunks of a file as one
 * document) and `path` (words of the path) by file id. Scores of any candidate are there to be looked up. The memory is
 * lent by the index: call `release` when done, and do not read afterwards.
 */
export class KeywordScores {
	readonly body = new Accumulator();
	readonly names = new Accumulator();
	readonly file = new Accumulator();
	readonly path = new Accumulator();
	/** Term frequencies of the term at hand, summed over a file; all 0 between terms. */
	fileCounts = new Uint32Array(0);
	fileTouched = new Uint32Array(0);
	/** Number of chunks with each query term, in the order of the query. */
	bodyFrequencies: number[] = [];
	/** Inverse document frequency of each query term over chunk bodies. */
	idfs: number[] = [];

	constructor(private readonly giveBack: (scores: KeywordScores) => void) {}

	reserve(chunks: number, files: number): void {
		this.body.reserve(chunks);
		this.names.reserve(chunks);
		this.file.reserve(files);
		this.path.reserve(files);
		this.fileCounts = grown(this.fileCounts, files);
		this.fileTouched = grown(this.fileTouched, files);
	}

	/** Best chunks by their text. `admit`: bit per chunk id, applied before the cut. */
	topBody(k: number, admit?: Uint32Array): ScoredId[] {
		return this.body.top(k, admit);
	}

	/** Best chunks by the names that they define and their scopes. */
	topNames(k: number, admit?: Uint32Array): ScoredId[] {
		return this.names.top(k, admit);
	}

	/** Best files by their text as one document. `admit`: bit per file id. */
	topFiles(k: number, admit?: Uint32Array): ScoredId[] {
		return this.file.top(k, admit);
	}

	/** Best files by the words of their path. */
	topPaths(k: number, admit?: Uint32Array): ScoredId[] {
		return this.path.top(k, admit);
	}

	release(): void {
		this.body.clear();
		this.names.clear();
		this.file.clear();
		this.path.clear();
		this.giveBack(this);
	}
}
