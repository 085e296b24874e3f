import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EMBEDDED_TOKENS, TEXT_FORMAT_VERSION } from './textFormat';
import type { ModelManifest } from './modelManifest';

/**
 * Names what a refined vector depends on: two may be compared only if this is the same for both. Of the draft table that is the IDF alone,
 * which chooses the identifiers of the text.
 * Uses the sha256 values of the manifest, against which every file is checked before it is loaded, and so costs nothing at open.
 * @returns 64 hex digits.
 */
export function modelFingerprint(manifest: ModelManifest): string {
	const { id, dimensions, pooling, idfOf, files } = manifest;
	const parts = [
		id,
		dimensions,
		pooling,
		files.model.sha256,
		files.tokenizer.sha256,
		idfOf,
		`text-format ${TEXT_FORMAT_VERSION}`,
		`tokens ${EMBEDDED_TOKENS}`,
	];
	return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/**
 * Names what a draft vector depends on beside its text: another table's are made anew from the token ids, refined ones stay.
 * @returns 64 hex digits.
 */
export function draftFingerprint(manifest: ModelManifest): string {
	return manifest.files.draft.sha256;
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
