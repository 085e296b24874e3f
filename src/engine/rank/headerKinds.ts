import type { ChunkKind } from '../../shared/types';

const HEADER_KINDS: ReadonlySet<ChunkKind> = new Set([
	'class',
	'interface',
	'struct',
	'enum',
	'trait',
	'type',
	'module',
]);

/** Kinds whose chunk is the head of something larger: its signature, doc comment and fields. */
export function isHeaderKind(kind: ChunkKind): boolean {
	return HEADER_KINDS.has(kind);
}
