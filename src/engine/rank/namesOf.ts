import type { ChunkFacts } from './types';

/** Names of a chunk that are compared with a query: small neighbours share a chunk, a data file would bring hundreds. */
const MAX_NAMES = 8;

/** The chunk's own name and what else it defines, without duplicates. */
export function namesOf({
	symbol,
	definitions,
}: Pick<ChunkFacts, 'symbol' | 'definitions'>): string[] {
	const names = symbol === '' ? [] : [symbol];
	for (const name of definitions) {
		if (names.length >= MAX_NAMES) break;
		if (name !== symbol) names.push(name);
	}
	return names;
}
