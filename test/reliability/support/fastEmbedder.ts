import { DIMENSIONS, type Embedder, type TokenIds } from '../../../src/engine/embed/types';

/** Stands in for the transformer: vectors depend on the token ids alone, a text costs microseconds, and texts are counted. */
export class FastEmbedder implements Embedder {
	readonly fingerprint = 'fast';
	/** Chunk texts embedded so far. */
	texts = 0;

	/**
	 * @param delayMs Of each batch, so that a run lasts long enough to be disturbed.
	 * @param queryMs Of each question, likewise.
	 */
	constructor(
		private readonly delayMs = 0,
		private readonly queryMs = 0,
	) {}

	async embedBatch(texts: readonly TokenIds[], signal?: AbortSignal): Promise<Float32Array> {
		if (this.delayMs > 0) await new Promise(resolve => setTimeout(resolve, this.delayMs));
		signal?.throwIfAborted();
		this.texts += texts.length;
		const vectors = new Float32Array(texts.length * DIMENSIONS);
		texts.forEach((ids, i) => fill(vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), ids));
		return vectors;
	}

	async embedQuery(text: string): Promise<Float32Array> {
		if (this.queryMs > 0) await new Promise(resolve => setTimeout(resolve, this.queryMs));
		const vector = new Float32Array(DIMENSIONS);
		fill(
			vector,
			Uint16Array.from(text, c => c.charCodeAt(0)),
		);
		return vector;
	}

	async embedTexts(texts: readonly string[]) {
		const vectors = new Float32Array(texts.length * DIMENSIONS);
		for (const [i, text] of texts.entries())
			vectors.set(await this.embedQuery(text), i * DIMENSIONS);
		return { vectors, tokeniseMs: 0, waitMs: 0, embedMs: 0 };
	}

	setDuty(): void {
		// Nothing to hold back.
	}

	dispose(): Promise<void> {
		return Promise.resolve();
	}
}

/** A unit vector from a xorshift sequence seeded by the ids. */
function fill(vector: Float32Array, ids: ArrayLike<number>): void {
	let state = 0x811c9dc5;
	for (let i = 0; i < ids.length; i++) state = Math.imul(state ^ (ids[i] ?? 0), 0x01000193) | 1;
	let sum = 0;
	for (let d = 0; d < DIMENSIONS; d++) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		const value = state / 2 ** 31;
		vector[d] = value;
		sum += value * value;
	}
	const scale = 1 / Math.sqrt(sum);
	for (let d = 0; d < DIMENSIONS; d++) vector[d] = (vector[d] ?? 0) * scale;
}
