/** Vectors of texts, embedded once and kept on disk by their tokens: experiments on ranking repeat, texts do not change. */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as ort from 'onnxruntime-node';

const DIMS = 384;
const RECORD = 16 + 4 + DIMS;

export class VectorCache {
	private readonly rows = new Map<string, Float32Array>();
	private session: ort.InferenceSession | undefined;

	constructor(
		private readonly file: string,
		private readonly model: string,
		/** Threads of the transformer. */
		private readonly threads = 1,
	) {
		if (!existsSync(file)) {
			mkdirSync(dirname(file), { recursive: true });
			return;
		}
		const bytes = readFileSync(file);
		for (let at = 0; at + RECORD <= bytes.length; at += RECORD) {
			const scale = bytes.readFloatLE(at + 16);
			const row = new Float32Array(DIMS);
			for (let d = 0; d < DIMS; d++) row[d] = bytes.readInt8(at + 20 + d) * scale;
			this.rows.set(bytes.toString('latin1', at, at + 16), row);
		}
	}

	/** @param alone Embedded without neighbours: see `embedAlone`. */
	static key(ids: Uint16Array, alone = false): string {
		const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength);
		const hash = createHash('sha256').update(bytes);
		if (alone) hash.update('alone');
		return hash.digest().toString('latin1', 0, 16);
	}

	/** @returns Unit vectors (int8 precision) in the order given. */
	async embed(texts: readonly Uint16Array[], label = ''): Promise<Float32Array[]> {
		const keys = texts.map(each => VectorCache.key(each));
		const missing = new Map<string, Uint16Array>();
		keys.forEach((key, i) => {
			const ids = texts[i];
			if (!this.rows.has(key) && ids) missing.set(key, ids);
		});
		const order = [...missing].sort((a, b) => a[1].length - b[1].length);
		await this.open();
		let done = 0;
		const start = Date.now();
		for (let at = 0; at < order.length;) {
			const longest = order[Math.min(order.length - 1, at + 31)]?.[1].length ?? 1;
			const size = Math.max(1, Math.min(32, Math.floor(2048 / longest)));
			const batch = order.slice(at, at + size);
			at += batch.length;
			await this.run(batch);
			done += batch.length;
			if (label && done % 4096 < batch.length) {
				console.error(
					`${label}: ${done}/${order.length}, ${((done * 1000) / (Date.now() - start)).toFixed(0)}/s`,
				);
			}
		}
		return keys.map(key => this.rows.get(key) ?? new Float32Array(DIMS));
	}

	/** @returns What is in the cache, zeros for the rest. */
	known(texts: readonly Uint16Array[]): Float32Array[] {
		return texts.map(ids => this.rows.get(VectorCache.key(ids)) ?? new Float32Array(DIMS));
	}

	/**
	 * As the product embeds a question: by itself. The model's activations are quantised by the largest value of the whole batch, so
	 * that a text's vector depends a little on its neighbours (cosine about .99), and with it the order of what is nearly as good.
	 */
	async embedAlone(texts: readonly Uint16Array[]): Promise<Float32Array[]> {
		const found: Float32Array[] = [];
		for (const ids of texts) {
			const key = VectorCache.key(ids, true);
			if (!this.rows.has(key)) {
				await this.open();
				await this.run([[key, ids]]);
			}
			found.push(this.rows.get(key) ?? new Float32Array(DIMS));
		}
		return found;
	}

	private async open(): Promise<void> {
		this.session ??= await ort.InferenceSession.create(this.model, {
			intraOpNumThreads: this.threads,
			executionMode: 'sequential',
		});
	}

	private async run(batch: readonly (readonly [string, Uint16Array])[]): Promise<void> {
		const width = Math.max(...batch.map(each => each[1].length));
		const ids = new BigInt64Array(batch.length * width);
		const mask = new BigInt64Array(batch.length * width);
		batch.forEach(([, row], i) =>
			row.forEach((id, j) => {
				ids[i * width + j] = BigInt(id);
				mask[i * width + j] = 1n;
			}),
		);
		const tensor = (data: BigInt64Array): ort.Tensor =>
			new ort.Tensor('int64', data, [batch.length, width]);
		const out = await this.session?.run({
			input_ids: tensor(ids),
			attention_mask: tensor(mask),
			token_type_ids: tensor(new BigInt64Array(batch.length * width)),
		});
		const data = out?.['sentence_embedding']?.data as Float32Array;
		const records = Buffer.alloc(RECORD * batch.length);
		batch.forEach(([key], i) => {
			const vector = data.slice(i * DIMS, (i + 1) * DIMS);
			const scale = Math.max(...vector.map(Math.abs)) / 127;
			const row = new Float32Array(DIMS);
			const at = i * RECORD;
			records.write(key, at, 'latin1');
			records.writeFloatLE(scale, at + 16);
			for (let d = 0; d < DIMS; d++) {
				const q = Math.round((vector[d] ?? 0) / scale);
				records.writeInt8(q, at + 20 + d);
				row[d] = q * scale;
			}
			this.rows.set(key, row);
		});
		appendFileSync(this.file, records);
	}
}
