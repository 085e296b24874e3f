import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grammarsFingerprint, modelFingerprint } from '../../../src/engine/embed/fingerprint';
import { readModelManifest } from '../../../src/engine/embed/modelManifest';
import { N_SLOT, N_START_LINE } from '../../../src/engine/indexing/fileAnalysis';
import { openIndex } from '../../../src/engine/indexing/openIndex';
import { silentLogger } from '../../../src/engine/ports';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';
import { storePaths } from '../../../src/engine/store/storePaths';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { hitsOf } from '../../support/hits';
import { RUNTIME, scratch, type Scratch } from '../../support/engineOn';

let tree: Scratch;
beforeEach(() => {
	tree = scratch({
		'a.ts': '/** Retries the upload. */\nexport function retryUpload(): void {\n\tsend();\n}\n',
		'b.py': 'def parse_header(text):\n    """Splits a header."""\n    return text.split(":")\n',
	});
});
afterEach(() => tree.dispose());

/** A folder of links to the files of another, without some. */
function linked(from: string, name: string, without: string): string {
	const folder = join(dirname(tree.root), name);
	mkdirSync(folder);
	for (const file of readdirSync(from))
		if (file !== without) symlinkSync(join(from, file), join(folder, file));
	return folder;
}

/** The same model under another name: another fingerprint, as a changed file would give. */
function otherModels(): string {
	const models = linked(RUNTIME.models, 'models', 'manifest.json');
	const manifest = JSON.parse(
		readFileSync(join(RUNTIME.models, 'manifest.json'), 'utf8'),
	) as object;
	writeFileSync(join(models, 'manifest.json'), JSON.stringify({ ...manifest, id: 'another' }));
	return models;
}

/** The same model with another draft table of the same IDF: the mean that all drafts share is another one. */
function otherDrafts(): string {
	const models = join(dirname(tree.root), 'drafts');
	mkdirSync(models);
	for (const file of readdirSync(RUNTIME.models))
		if (!/^(?:manifest\.json|draft\.bin)$/.test(file))
			symlinkSync(join(RUNTIME.models, file), join(models, file));
	const table = readFileSync(join(RUNTIME.models, 'draft.bin'));
	for (let at = table.length - 384 * 4; at < table.length; at += 8) table.writeFloatLE(0.05, at);
	writeFileSync(join(models, 'draft.bin'), table);
	const manifest = readModelManifest(RUNTIME.models);
	const draft = {
		...manifest.files.draft,
		sha256: createHash('sha256').update(table).digest('hex'),
	};
	const files = { ...manifest.files, draft };
	writeFileSync(join(models, 'manifest.json'), JSON.stringify({ ...manifest, files }));
	return models;
}

/** All vectors on disk, by the place of their chunk. */
function vectorsIn(
	store: string,
): Map<string, { precision: number; values: Int8Array | undefined }> {
	const paths = storePaths(store, tree.root);
	const embeddings = EmbeddingStore.open(paths.embeddings);
	const { index } = openIndex({
		paths,
		embeddings,
		vectors: createVectorTable,
		root: tree.root,
		writer: false,
		fingerprint: modelFingerprint(readModelManifest(RUNTIME.models)),
		logger: silentLogger,
	});
	const found = new Map<string, { precision: number; values: Int8Array | undefined }>();
	for (let id = 0; id < index.chunks.end; id++) {
		const slot = index.chunks.number(id, N_SLOT);
		const place = `${index.fileOfChunk(id)?.path}:${index.chunks.number(id, N_START_LINE)}`;
		found.set(place, { precision: index.vectors.precision(slot), values: index.vectors.raw(slot) });
	}
	index.catalogue.close();
	embeddings.close();
	return found;
}

describe('another draft table', () => {
	it('makes the drafts anew and keeps what is refined; no file is read, no text embedded', async () => {
		const before = await tree.engine();
		const folder = await before.open(tree.root);
		await folder.update();
		tree.write(
			'c.ts',
			'/** Waits longer after each failure. */\nexport function backOff(): void {\n\twait();\n}\n',
		);
		await folder.update({ refine: false });
		await before.dispose();
		const old = vectorsIn(tree.store);
		expect([...old.values()].map(({ precision }) => precision).sort()).toEqual([1, 2, 2]);

		const runtime = { ...RUNTIME, models: otherDrafts() };
		const after = await tree.engine({ runtime });
		const again = await after.open(tree.root);
		expect(again.status().coverage).toMatchObject({ meaning: 3, refined: 2 });
		expect(await again.update({ refine: false })).toMatchObject({ embedded: 0 });
		await after.dispose();
		const now = vectorsIn(tree.store);

		const elsewhere = join(dirname(tree.root), 'elsewhere');
		const fresh = await tree.engine({ runtime, storeRoot: elsewhere });
		await (await fresh.open(tree.root)).update({ refine: false });
		await fresh.dispose();
		const wanted = vectorsIn(elsewhere);
		for (const [place, { precision, values }] of now) {
			expect(precision).toBe(old.get(place)?.precision);
			if (precision === 2) expect(values).toEqual(old.get(place)?.values);
			else {
				expect(values).toEqual(wanted.get(place)?.values);
				expect(values).not.toEqual(old.get(place)?.values);
			}
		}
	});
});

describe('a model that differs', () => {
	it('has another fingerprint for each thing that vectors depend on', () => {
		const manifest = readModelManifest(RUNTIME.models);
		const { files } = manifest;
		const part = (name: 'model' | 'tokenizer') => ({
			...manifest,
			files: { ...files, [name]: { ...files[name], sha256: '0'.repeat(64) } },
		});
		const prints = [
			manifest,
			part('model'),
			part('tokenizer'),
			{ ...manifest, idfOf: '0'.repeat(64) },
			{ ...manifest, pooling: 'cls' },
			{ ...manifest, dimensions: 768 },
			{ ...manifest, id: 'x' },
		].map(modelFingerprint);
		expect(new Set(prints).size).toBe(prints.length);
	});

	it('never meets the vectors of a writer: a reader answers by words until the writer has its model', async () => {
		const writer = await tree.engine();
		const folder = await writer.open(tree.root);
		await folder.update();
		const other = await tree.engine({ runtime: { ...RUNTIME, models: otherModels() } });
		const reading = await other.open(tree.root);
		expect(reading.status()).toMatchObject({
			writer: 'other',
			coverage: { meaning: 0, refined: 0 },
		});
		const asked = await reading.search({ query: 'retry upload' });
		expect(asked.groups[0]?.path).toBe('a.ts');
		expect(hitsOf(asked).map(({ precision }) => precision)).toEqual(['none']);
		// What the writer adds meanwhile is taken over, without its vectors.
		tree.write('c.ts', 'export function shimmeringQuince(): void {}\n');
		await folder.update();
		const found = await reading.search({ query: 'shimmeringQuince' });
		expect(found.groups[0]?.path).toBe('c.ts');
		expect(reading.status().coverage.meaning).toBe(0);
	});

	it('is embedded anew by the writer; nothing of the old one is left', async () => {
		const first = await tree.engine();
		await (await first.open(tree.root)).update();
		await first.dispose();
		const other = await tree.engine({ runtime: { ...RUNTIME, models: otherModels() } });
		const folder = await other.open(tree.root);
		expect(folder.status().coverage.meaning).toBe(0);
		const summary = await folder.update();
		expect(summary).toMatchObject({ embedded: summary.chunks, reused: 0 });
		expect(folder.status().coverage.refined).toBe(summary.chunks);
	});
});

describe('grammars that differ', () => {
	it('cut files anew and keep the vectors of known texts', async () => {
		const first = await tree.engine();
		const before = await (await first.open(tree.root)).update();
		await first.dispose();
		const grammars = linked(RUNTIME.grammars, 'grammars', 'grammars.json');
		writeFileSync(join(grammars, 'grammars.json'), '{"python":"another"}');
		expect(grammarsFingerprint(grammars)).not.toBe(grammarsFingerprint(RUNTIME.grammars));
		const other = await tree.engine({ runtime: { ...RUNTIME, grammars } });
		const folder = await other.open(tree.root);
		expect(folder.health().events[0]?.facts['what']).toContain('cut anew');
		const summary = await folder.update();
		expect(summary).toMatchObject({ chunks: before.chunks, embedded: 0, reused: before.chunks });
		// And only once.
		await other.dispose();
		const again = await tree.engine({ runtime: { ...RUNTIME, grammars } });
		expect(await (await again.open(tree.root)).update()).toMatchObject({ reused: 0 });
	});

	it('are named by their list; without one by nothing', () => {
		expect(grammarsFingerprint(RUNTIME.grammars)).toMatch(/^[0-9a-f]{16}$/);
		expect(grammarsFingerprint(tree.root)).toBe('');
	});
});
