import { CHUNK_NUMBERS } from '../../src/engine/indexing/fileAnalysis';
import { decodeTerms, encodeTerms } from '../../src/engine/lexical/termBlob';
import { Catalogue } from '../../src/engine/store/catalogue';
import { EmbeddingStore } from '../../src/engine/store/embeddingStore';
import { storePaths } from '../../src/engine/store/storePaths';

/** Gives each text the vector of another one, with checksums that hold. */
export function shuffleVectors(store: string, root: string): void {
	const paths = storePaths(store, root);
	const catalogue = Catalogue.open(paths.catalogue, { readOnly: true });
	const embeddings = EmbeddingStore.open(paths.embeddings);
	const rows = [...catalogue.slots()].map(({ key }) => ({ key, vector: embeddings.get(key)! }));
	rows.forEach(({ key }, i) => embeddings.put(key, rows[(i + 97) % rows.length]!.vector));
	embeddings.close();
	catalogue.close();
}

/** Every fifth chunk of each file goes, as a fault in the chunker would lose it. */
export function dropChunks(store: string, root: string): void {
	const catalogue = Catalogue.open(storePaths(store, root).catalogue);
	const termCount = catalogue.terms().length;
	for (const file of [...catalogue.files()]) {
		const block = catalogue.block(file.id);
		if (block === undefined || block === 'damaged') throw new Error('no block');
		const kept = Array.from({ length: block.count }, (_, i) => i).filter(i => i % 4 !== 1);
		const pick = <T>(list: readonly T[]): T[] => kept.map(i => list[i]!);
		const numbers = new Uint32Array(kept.length * CHUNK_NUMBERS);
		const hashes = new Uint8Array(kept.length * 8);
		kept.forEach((i, at) => {
			numbers.set(
				block.numbers.subarray(i * CHUNK_NUMBERS, (i + 1) * CHUNK_NUMBERS),
				at * CHUNK_NUMBERS,
			);
			hashes.set(block.contentHashes.subarray(i * 8, (i + 1) * 8), at * 8);
		});
		catalogue.putFile(file, {
			count: kept.length,
			numbers,
			names: JSON.stringify(pick(JSON.parse(block.names) as unknown[])),
			docs: JSON.stringify(pick(JSON.parse(block.docs) as unknown[])),
			contentHashes: hashes,
			terms: encodeTerms(pick(decodeTerms(block.terms, termCount))),
		});
	}
	catalogue.close();
}
