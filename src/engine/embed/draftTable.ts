import { LodestoneError } from '../../shared/errors';
import { createRowSum } from './rowSum';
import { CLS, PAD, SEP, UNK } from './tokenizer';
import { DIMENSIONS, type DraftEmbedder, type TokenIds } from './types';

/** The table's parts as views of one buffer. V = vocabulary. */
interface DraftTable {
	/** Int8 [V, 384]. */
	readonly rows: Int8Array;
	/** [V]: value = scale · row. */
	readonly scale: Float32Array;
	/** [V], natural log. */
	readonly idf: Float32Array;
	/** [384]: mean of the fitted vectors. */
	readonly mean: Float32Array;
}

/** What `embed` and `sum` share; `shrink` and `norm` as in the formula below. */
interface Sum {
	readonly sum: Float64Array;
	readonly shrink: number;
	readonly norm: number;
}

/** Bytes of one vocabulary entry: its row, its scale and its IDF. */
const ENTRY_BYTES = DIMENSIONS + 8;
const MEAN_BYTES = DIMENSIONS * 4;

/**
 * Copies `draft.bin` into memory that all workers can share: 12 MB once instead of in each.
 * @param bytes Little-endian: int8 [V][384], float32 scale [V], float32 idf [V], float32 mean [384].
 */
export function shareDraftBytes(bytes: Uint8Array): SharedArrayBuffer {
	const shared = new SharedArrayBuffer(bytes.length);
	new Uint8Array(shared).set(bytes);
	return shared;
}

function readTable(bytes: ArrayBuffer | SharedArrayBuffer): DraftTable {
	const vocabulary = (bytes.byteLength - MEAN_BYTES) / ENTRY_BYTES;
	// V · 384 is a multiple of 4, so that the float arrays behind the rows are aligned for any V.
	if (!Number.isInteger(vocabulary) || vocabulary <= UNK || vocabulary > 65_536) {
		throw new LodestoneError(
			'model-missing',
			`The draft table has an impossible size of ${bytes.byteLength} bytes.`,
			'Install Lodestone again, or build it anew from its repository.',
		);
	}
	const scaleAt = vocabulary * DIMENSIONS;
	return {
		rows: new Int8Array(bytes, 0, scaleAt),
		scale: new Float32Array(bytes, scaleAt, vocabulary),
		idf: new Float32Array(bytes, scaleAt + vocabulary * 4, vocabulary),
		mean: new Float32Array(bytes, scaleAt + vocabulary * 8, DIMENSIONS),
	};
}

/**
 * The static table that predicts the transformer's vector of a text from its token counts n_t:
 * w_t = idf_t · √n_t;  v = (Σ w_t · x_t) / √(Σ w_t²) + mean;  draft = v / |v|.
 *
 * @param bytes Content of `draft.bin`, best from `shareDraftBytes`; must start at a multiple of 4 bytes, which a Node Buffer may not.
 * @throws {LodestoneError} `model-missing` if the size is impossible.
 * @see tools/draft/fit-draft.py for the fit.
 */
export function createDraftEmbedder(bytes: ArrayBuffer | SharedArrayBuffer): DraftEmbedder {
	const { rows, scale, idf, mean } = readTable(bytes);
	const sumRows = createRowSum(rows);
	const counts = new Uint16Array(idf.length);
	const distinct: number[] = [];
	const factors: number[] = [];

	const countTokens = (ids: TokenIds): void => {
		distinct.length = 0;
		for (const id of ids) {
			if (id === CLS || id === SEP || id === PAD || id >= counts.length) continue;
			if (counts[id] === 0) distinct.push(id);
			counts[id] = (counts[id] ?? 0) + 1;
		}
		if (distinct.length === 0) {
			distinct.push(UNK);
			counts[UNK] = 1;
		}
	};

	/** Writes each token's factor into `factors`. @returns v, valid until the next call, and what makes it one of unit length. */
	const add = (ids: TokenIds): Sum => {
		countTokens(ids);
		factors.length = 0;
		let squares = 0;
		for (const id of distinct) {
			const weight = (idf[id] ?? 0) * Math.sqrt(counts[id] ?? 0);
			counts[id] = 0;
			squares += weight * weight;
			factors.push(weight * (scale[id] ?? 0));
		}
		const sum = sumRows(distinct, factors);
		// A token in every text has weight 0: the mean alone is then the prediction.
		const shrink = squares > 0 ? 1 / Math.sqrt(squares) : 0;
		let length = 0;
		for (let d = 0; d < DIMENSIONS; d++) {
			const value = (sum[d] ?? 0) * shrink + (mean[d] ?? 0);
			sum[d] = value;
			length += value * value;
		}
		return { sum, shrink, norm: length > 0 ? 1 / Math.sqrt(length) : 0 };
	};

	return {
		idf,
		embed(ids, vector = new Float32Array(DIMENSIONS)) {
			const { sum, norm } = add(ids);
			for (let d = 0; d < DIMENSIONS; d++) vector[d] = (sum[d] ?? 0) * norm;
			return vector;
		},
		sum(ids) {
			const { shrink, norm } = add(ids);
			return {
				ids: Uint16Array.from(distinct),
				factors: Float32Array.from(factors, factor => factor * shrink * norm),
				ofMean: norm,
			};
		},
		rowDot(id, vector) {
			const row = id * DIMENSIONS;
			let product = 0;
			for (let d = 0; d < DIMENSIONS; d++)
				product += (rows[row + d] as number) * (vector[d] as number);
			return product;
		},
		meanDot(vector) {
			let product = 0;
			for (let d = 0; d < DIMENSIONS; d++) product += (mean[d] as number) * (vector[d] as number);
			return product;
		},
	};
}
