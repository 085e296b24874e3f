import { readFileSync, writeFileSync } from 'node:fs';

/** Writes token ids: count, then each length, as uint32; then all ids as uint16. */
export function writeTokenFile(path: string, texts: readonly Uint16Array[]): void {
	const total = texts.reduce((sum, ids) => sum + ids.length, 0);
	const head = Uint32Array.from([texts.length, ...texts.map(ids => ids.length)]);
	const body = new Uint16Array(total);
	let at = 0;
	for (const ids of texts) {
		body.set(ids, at);
		at += ids.length;
	}
	writeFileSync(path, Buffer.concat([Buffer.from(head.buffer), Buffer.from(body.buffer)]));
}

export function readTokenFile(path: string): Uint16Array[] {
	const bytes = readFileSync(path);
	const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
	const count = new Uint32Array(buffer, 0, 1)[0] ?? 0;
	const lengths = new Uint32Array(buffer, 4, count);
	let at = 4 + 4 * count;
	return Array.from(lengths, length => {
		const ids = new Uint16Array(buffer, at, length);
		at += 2 * length;
		return ids;
	});
}

/**
 * Every n-th step of consecutive texts, so that a part stands for the whole.
 *
 * @param step Texts that the engine embeds together.
 * @param most Texts wanted at most.
 */
export function sampleSteps<T>(texts: readonly T[], step: number, most: number): T[] {
	const steps = Math.ceil(texts.length / step);
	const wanted = Math.max(1, Math.floor(most / step));
	if (steps <= wanted) return [...texts];
	const sample: T[] = [];
	for (let i = 0; i < wanted; i++) {
		const at = Math.floor((i * steps) / wanted) * step;
		sample.push(...texts.slice(at, at + step));
	}
	return sample;
}
