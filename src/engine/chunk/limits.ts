import type { ChunkLimits } from './types';

/** Sizes that all chunkers work with. To change one, raise {@link CHUNKER_REVISION}: indexes made before are then rebuilt. */
export const DEFAULT_LIMITS: ChunkLimits = {
	maxChars: 2000,
	minChars: 250,
	mergeChars: 700,
	minLines: 6,
	windowChars: 1200,
	proseChars: 1000,
	proseOverlap: 0.12,
	maxParseChars: 1_000_000,
	maxDataChars: 65_536,
};

/** Raised with every change of what chunks come out. */
const CHUNKER_REVISION = 2;

/** Identifies the chunks that given limits yield: part of what an index must match. */
export function chunkerVersion(limits: ChunkLimits = DEFAULT_LIMITS): string {
	return `${CHUNKER_REVISION}:${Object.values(limits).join(',')}`;
}

/** {@link chunkerVersion} of the default limits. */
export const CHUNKER_VERSION = chunkerVersion();
