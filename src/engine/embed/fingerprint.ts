import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_TOKENS, TEXT_FORMAT_VERSION } from './textFormat';
import type { ModelManifest } from './modelManifest';

/**
 * Names what an embedding depends on: two vectors may be compared only if this is the same for both.
 * Uses the sha256 values of the manifest, against which every file is checked before it is loaded, and so costs nothing at open.
 * @returns 64 hex digits.
 */
export function modelFingerprint(manifest: ModelManifest): string {
	const { id, dimensions, pooling, files } = manifest;
	const parts = [
		id,
		dimensions,
		pooling,
		files.model.sha256,
		files.tokenizer.sha256,
		files.draft.sha256,
		`text-format ${TEXT_FORMAT_VERSION}`,
		`tokens ${EMBEDDED_TOKENS}`,
	];
	return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/**
 * Names the grammars of an installation: other ones cut files differently, so their chunks are made anew (known texts keep their
 * vectors). From `grammars.json`, which the build writes beside them.
 *
 * @param folder Absolute, as `RuntimePaths.grammars`.
 * @returns 16 hex digits; empty when the list is missing.
 */
export function grammarsFingerprint(folder: string): string {
	try {
		return createHash('sha256')
			.update(readFileSync(join(folder, 'grammars.json')))
			.digest('hex')
			.slice(0, 16);
	} catch {
		return '';
	}
}
