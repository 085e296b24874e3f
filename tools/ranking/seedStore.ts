/**
 * Puts the vectors of the experiments' cache into a store, so that `npm run eval` does not embed a corpus a second time:
 * `npx tsx tools/ranking/seedStore.ts CORPUS STORE`, with RANK_CACHE as in dump.ts. The same model, texts and tokens made them.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelFingerprint } from '../../src/engine/embed/fingerprint';
import { readModelManifest } from '../../src/engine/embed/modelManifest';
import { quantiseInto } from '../../src/engine/embed/quantise';

import { EmbeddingStore } from '../../src/engine/store/embeddingStore';
import { transaction } from '../../src/engine/store/database';
import { indexFolder, openWorkshop } from './corpus';

const DIMENSIONS = 384;

async function main(corpus: string, folder: string): Promise<void> {
	const cache = process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking');
	const fingerprint = modelFingerprint(readModelManifest('models'));
	mkdirSync(folder, { recursive: true });
	const store = EmbeddingStore.open(join(folder, 'embeddings.sqlite'));
	const shop = openWorkshop(cache, { refine: 'all' });
	for (const entry of readdirSync(corpus, { withFileTypes: true })) {
		if (!entry.isDirectory()) continue;
		const index = await indexFolder(join(corpus, entry.name), entry.name, shop);
		transaction(store.db, () => {
			index.digests.forEach((text, i) => {
				const hash = createHash('sha256').update(fingerprint).update('\0').update(text);
				const values = new Int8Array(DIMENSIONS);
				const row = index.refined.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
				const scale = quantiseInto(row, values);
				store.put(hash.digest().subarray(0, 16), { precision: 2, scale, values });
			});
		});
		console.error(`${entry.name}: ${index.digests.length}`);
	}
	console.error(`${store.count()} vectors`);
	store.close();
}

const [corpus, folder] = process.argv.slice(2);
if (corpus === undefined || folder === undefined)
	throw new Error('usage: seedStore.ts CORPUS STORE');
void main(corpus, folder);
