import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { draftFingerprint, modelFingerprint } from '../../../src/engine/embed/fingerprint';
import {
	readModelFile,
	readModelManifest,
	verifyModelFile,
} from '../../../src/engine/embed/modelManifest';
import { errorCode } from '../../../src/shared/errors';
import { MODELS } from './support';

const folder = mkdtempSync(join(tmpdir(), 'lodestone-model-'));
afterAll(() => {
	rmSync(folder, { recursive: true });
});

function codeOf(action: () => unknown): string {
	try {
		action();
	} catch (error) {
		return errorCode(error);
	}
	return 'none';
}

describe('model manifest', () => {
	const manifest = readModelManifest(MODELS);

	it.each(['model', 'tokenizer', 'draft'] as const)('states the sha256 of %s', part => {
		const bytes = readModelFile(MODELS, manifest, part);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(manifest.files[part].sha256);
	});

	it('notices a missing, a short and an altered file', () => {
		expect(codeOf(() => readModelManifest(folder))).toBe('model-missing');
		expect(codeOf(() => readModelFile(folder, manifest, 'tokenizer'))).toBe('model-missing');
		const path = join(folder, 'tokenizer.json');
		writeFileSync(path, 'short');
		expect(codeOf(() => readModelFile(folder, manifest, 'tokenizer'))).toBe('model-missing');
		copyFileSync(join(MODELS, 'tokenizer.json'), path);
		const bytes = readFileSync(path);
		bytes[1000] = (bytes[1000] ?? 0) ^ 1;
		writeFileSync(path, bytes);
		expect(() => readModelFile(folder, manifest, 'tokenizer')).toThrow(/checksum/);
		expect(codeOf(() => verifyModelFile(folder, manifest, 'tokenizer'))).toBe('model-missing');
		expect(codeOf(() => verifyModelFile(folder, manifest, 'model'))).toBe('model-missing');
		expect(verifyModelFile(MODELS, manifest, 'model')).toBe(join(MODELS, 'model.onnx'));
		writeFileSync(join(folder, 'manifest.json'), '{"id": 1}');
		expect(codeOf(() => readModelManifest(folder))).toBe('model-missing');
	});
});

describe('modelFingerprint', () => {
	it('changes with every file and stays the same otherwise', () => {
		const manifest = readModelManifest(MODELS);
		const fingerprints = new Set([modelFingerprint(manifest)]);
		const other = (part: 'model' | 'tokenizer' | 'draft') => {
			const file = { ...manifest.files[part], sha256: '0'.repeat(64) };
			return { ...manifest, files: { ...manifest.files, [part]: file } };
		};
		for (const part of ['model', 'tokenizer'] as const)
			fingerprints.add(modelFingerprint(other(part)));
		fingerprints.add(modelFingerprint({ ...manifest, idfOf: '0'.repeat(64) }));
		expect(fingerprints.size).toBe(4);
		// Another table of the same IDF leaves texts and refined vectors as they are.
		expect(modelFingerprint(other('draft'))).toBe(modelFingerprint(manifest));
		expect(draftFingerprint(other('draft'))).not.toBe(draftFingerprint(manifest));
		expect(modelFingerprint(readModelManifest(MODELS))).toBe([...fingerprints][0]);
		expect([...fingerprints][0]).toMatch(/^[0-9a-f]{64}$/);
	});
});
