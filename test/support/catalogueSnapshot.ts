import { Catalogue } from '../../src/engine/store/catalogue';
import { storePaths } from '../../src/engine/store/storePaths';
import { CHUNK_NUMBERS, N_SLOT } from '../../src/engine/indexing/fileAnalysis';
import { decodeTerms } from '../../src/engine/lexical/termBlob';
import { decodeVector } from '../../src/engine/store/vectorBytes';
import { EmbeddingStore } from '../../src/engine/store/embeddingStore';

/** What an index says of one file, without anything that depends on the order of events (ids, slots). */
export interface FileSnapshot {
	readonly hash: string;
	readonly language: string;
	readonly chunks: readonly {
		readonly span: readonly number[];
		readonly names: unknown;
		readonly doc: unknown;
		readonly hash: string;
		readonly key: string;
		readonly hasVector: boolean;
		readonly body: readonly string[];
		readonly nameTerms: readonly string[];
	}[];
}

/** Reads a whole catalogue from disk, with the vectors' presence, in comparable form. */
export function catalogueSnapshot(storeRoot: string, root: string): Record<string, FileSnapshot> {
	const paths = storePaths(storeRoot, root);
	const catalogue = Catalogue.open(paths.catalogue, { readOnly: true });
	const embeddings = EmbeddingStore.open(paths.embeddings);
	try {
		const terms = catalogue.terms();
		const slots = new Map([...catalogue.slots()].map(row => [row.slot, row]));
		const files: Record<string, FileSnapshot> = {};
		for (const file of [...catalogue.files()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
			const block = catalogue.block(file.id);
			if (block === undefined || block === 'damaged')
				throw new Error(`no sound block for ${file.path}`);
			const lists = decodeTerms(block.terms, terms.length);
			const names = JSON.parse(block.names) as unknown[];
			const docs = JSON.parse(block.docs) as unknown[];
			const words = (ids: Uint32Array, counts: Uint8Array): string[] =>
				[...ids].map((id, i) => `${terms[id] ?? '?'}:${counts[i] ?? 0}`).sort();
			files[file.path] = {
				hash: file.hash,
				language: file.language,
				chunks: lists.map((list, i) => {
					const at = i * CHUNK_NUMBERS;
					const slot = slots.get(block.numbers[at + N_SLOT] ?? -1);
					const key = slot?.key;
					return {
						span: [...block.numbers.subarray(at, at + N_SLOT)],
						names: names[i],
						doc: docs[i],
						hash: Buffer.from(block.contentHashes.subarray(i * 8, i * 8 + 8)).toString('hex'),
						key: key === undefined ? 'none' : Buffer.from(key).toString('hex'),
						hasVector:
							slot !== undefined &&
							(slot.precision === 2
								? embeddings.get(slot.key)
								: decodeVector(slot.key, 1, slot.draft)) !== undefined,
						body: words(list.bodyIds, list.bodyCounts),
						nameTerms: words(list.nameIds, list.nameCounts),
					};
				}),
			};
		}
		return files;
	} finally {
		catalogue.close();
		embeddings.close();
	}
}
