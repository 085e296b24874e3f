import { B, idf, K1 } from '../../../src/engine/lexical/bm25';
import type { IndexedChunk } from '../../../src/engine/lexical/keywordIndex';

export interface NaiveFile {
	readonly chunks: readonly IndexedChunk[];
	readonly path: readonly number[];
}

interface Doc {
	readonly id: number;
	readonly length: number;
	readonly tf: ReadonlyMap<number, number>;
}

/** BM25 in its plainest form: all documents, all terms, nothing remembered. */
export function naiveBm25(docs: readonly Doc[], terms: readonly number[]): Map<number, number> {
	const average = docs.reduce((sum, doc) => sum + doc.length, 0) / Math.max(docs.length, 1);
	const scores = new Map<number, number>();
	for (const term of terms) {
		const df = docs.filter(doc => doc.tf.has(term)).length;
		for (const doc of docs) {
			const tf = doc.tf.get(term);
			if (tf === undefined) continue;
			const norm = K1 * (1 - B + (B * doc.length) / Math.max(average, 1e-9));
			const score = (idf(docs.length, df) * tf * (K1 + 1)) / (tf + norm);
			scores.set(doc.id, (scores.get(doc.id) ?? 0) + score);
		}
	}
	return scores;
}

export type Reading = 'body' | 'names' | 'file' | 'path';

/** The documents that one reading of the index scores. */
export function documentsOf(
	files: ReadonlyMap<number, NaiveFile>,
	reading: Reading,
	isSymbol: (id: number) => boolean,
): Doc[] {
	const docs: Doc[] = [];
	for (const [fileId, file] of files) {
		if (reading === 'path') {
			docs.push({
				id: fileId,
				length: file.path.length,
				tf: new Map(file.path.map(id => [id, 1])),
			});
		} else if (reading === 'file') {
			const tf = new Map<number, number>();
			for (const chunk of file.chunks) {
				chunk.bodyIds.forEach((id, i) => tf.set(id, (tf.get(id) ?? 0) + chunk.bodyCounts[i]!));
			}
			docs.push({ id: fileId, length: file.chunks.reduce((sum, c) => sum + c.length, 0), tf });
		} else {
			for (const chunk of file.chunks) {
				const ids = reading === 'body' ? chunk.bodyIds : chunk.nameIds;
				const counts = reading === 'body' ? chunk.bodyCounts : chunk.nameCounts;
				const tf = new Map<number, number>();
				let length = 0;
				ids.forEach((id, i) => {
					tf.set(id, counts[i]!);
					if (reading === 'body' || !isSymbol(id)) length += counts[i]!;
				});
				docs.push({ id: chunk.chunkId, length: reading === 'body' ? chunk.length : length, tf });
			}
		}
	}
	return docs;
}
