import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { grammarsFingerprint, modelFingerprint } from '../../../src/engine/embed/fingerprint';
import { readModelManifest } from '../../../src/engine/embed/modelManifest';
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

describe('a model that differs', () => {
	it('has another fingerprint for each thing that vectors depend on', () => {
		const manifest = readModelManifest(RUNTIME.models);
		const { files } = manifest;
		const part = (name: 'model' | 'tokenizer' | 'draft') => ({
			...manifest,
			files: { ...files, [name]: { ...files[name], sha256: '0'.repeat(64) } },
		});
		const prints = [
			manifest,
			part('model'),
			part('tokenizer'),
			part('draft'),
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
