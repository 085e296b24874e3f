import { createHash } from 'node:crypto';
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
