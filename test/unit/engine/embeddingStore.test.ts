import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import { transaction } from '../../../src/engine/store/database';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';

const folder = mkdtempSync(join(tmpdir(), 'lodestone-embeddings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = (n: number): Uint8Array => new Uint8Array(Uint32Array.of(n, n * 7, 1, 2).buffer);

it('reads all vectors in the order made, also when the garbage is collected in between', () => {
	const store = EmbeddingStore.open(join(folder, 'embeddings.sqlite'));
	transaction(store.db, () => {
		for (let n = 0; n < 3_000; n++)
			store.put(key(n), { precision: 2, scale: n + 1, values: new Int8Array(384).fill(n % 100) });
	});
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	let n = 0;
	for (const row of store.all()) {
		if (n % 500 === 0) collect();
		expect(row.key).toEqual(key(n));
		expect(row.vector.scale).toBe(n + 1);
		expect(row.vector.values[383]).toBe(n % 100);
		n++;
	}
	expect(n).toBe(3_000);
	store.close();
});
