/** Vectors are 384-dimensional, unit length; `int8` rows carry a scale: v ≈ scale · q, |q| ≤ 127. */
export const DIMENSIONS = 384;

/** Token ids of one text with [CLS] and [SEP], cut to the limit; ids < 65,536. */
export type TokenIds = Uint16Array;

export interface TimedVectors {
	/** Row-major [texts, 384], unit rows, in the order given. */
	readonly vectors: Float32Array;
	readonly tokeniseMs: number;
	/** Waiting for the run that was at work. */
	readonly waitMs: number;
	readonly embedMs: number;
}

/** The transformer, behind a worker thread. One session for the life of the process. */
export interface Embedder {
	/** Hash over model, tokenizer, draft table, pooling, text format and token limit; hex. */
	readonly fingerprint: string;
	/**
	 * Embeds chunk texts at background priority.
	 * @returns Float32Array row-major [texts.length, 384], rows of unit length, in the order given.
	 * @throws {LodestoneError} `model-failed`, `cancelled`.
	 */
	embedBatch(texts: readonly TokenIds[], signal?: AbortSignal): Promise<Float32Array>;
	/** Embeds one query ahead of all background batches; waits for at most the one that is running. */
	embedQuery(text: string, signal?: AbortSignal): Promise<Float32Array>;
	/**
	 * Embeds some short texts (a query, the lines of a hit) ahead of all background batches, and says where the time went.
	 * @throws {LodestoneError} `model-failed`, `cancelled`.
	 */
	embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<TimedVectors>;
	/** Limits background batches to a share of the time, 0 (none is begun) to 1; queries are not held back. */
	setDuty(duty: number): void;
	dispose(): Promise<void>;
}

/** Splits texts into token ids; pure, may run in any thread. */
export interface TextTokenizer {
	/** @returns ids with [CLS] and [SEP], at most `maxTokens`. */
	encode(text: string, maxTokens: number): TokenIds;
}

/** A draft vector: Σ factors[i] · row of ids[i] + ofMean · mean. */
export interface DraftSum {
	/** Distinct. */
	readonly ids: TokenIds;
	readonly factors: Float32Array;
	readonly ofMean: number;
}

/** The static table: predicts the transformer's vector from token counts. */
export interface DraftEmbedder {
	/**
	 * [CLS], [SEP], [PAD] in `ids` are ignored; an empty text counts as one [UNK].
	 *
	 * @param into Float32Array(384) to write to; a new one when left out.
	 * @returns `into`, of unit length.
	 */
	embed(ids: TokenIds, into?: Float32Array): Float32Array;
	/** The same vector as a sum over the table: a tenth of its memory, and a product with it costs an addition for each token. */
	sum(ids: TokenIds): DraftSum;
	/** Product of a token's row, unscaled, with a vector of 384 values. */
	rowDot(id: number, vector: Float32Array): number;
	/** Product of the table's mean with a vector of 384 values. */
	meanDot(vector: Float32Array): number;
	/** Fixed inverse document frequency of each token id, natural log; used to weigh identifiers in the digest. */
	readonly idf: Float32Array;
}

/** A quantised row. */
export interface QuantisedVector {
	readonly scale: number;
	/** Int8Array(384). */
	readonly values: Int8Array;
}
