import type { LanguageDef } from './languageTable';
import type { ChunkLimits } from './types';

/** Sizes that all chunkers work with. To change one, raise {@link CHUNKER_REVISION}: indexes made before are then rebuilt. */
export const DEFAULT_LIMITS: ChunkLimits = {
	maxChars: 2000,
	minChars: 250,
	mergeChars: 700,
	minLines: 6,
	windowChars: 1200,
	dataChars: 4000,
	proseChars: 1000,
	proseOverlap: 0.12,
	maxParseChars: 1_000_000,
	maxDataChars: 65_536,
};

/** Rules of a style sheet and keys of a configuration say little one by one: more of them make a chunk. */
const SMALL_PARTS = new Set(['css', 'scss', 'less', 'json', 'jsonc', 'yaml', 'toml', 'ini']);

/** @returns The sizes that a language is cut by. */
export function limitsFor(language: LanguageDef, limits: ChunkLimits): ChunkLimits {
	if (!SMALL_PARTS.has(language.id)) return limits;
	return {
		...limits,
		minChars: limits.minChars * 3,
		mergeChars: limits.mergeChars * 2,
		minLines: limits.minLines * 6,
	};
}

/** Raised with every change of what chunks come out. */
const CHUNKER_REVISION = 5;

/** Identifies the chunks that given limits yield: part of what an index must match. */
export function chunkerVersion(limits: ChunkLimits = DEFAULT_LIMITS): string {
	return `${CHUNKER_REVISION}:${Object.values(limits).join(',')}`;
}

/** {@link chunkerVersion} of the default limits. */
export const CHUNKER_VERSION = chunkerVersion();
