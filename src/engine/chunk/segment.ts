import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../../shared/types';

/**
 * What a stretch of a file is, before stretches are merged or cut into chunks.
 * `unit`: a function or a small type, whole. `header`: a type's signature with its fields. `code`: statements.
 * `glue`: a namespace's opening line and the like, of no use by itself.
 */
type SegmentRole = 'unit' | 'header' | 'code' | 'glue';

/** A stretch of the text; segments of a file are in order and do not overlap. */
export interface Segment {
	start: number;
	end: number;
	role: SegmentRole;
	kind: ChunkKind;
	name: string;
	/** The same array for all segments of one scope, so that scopes compare by identity. */
	scope: readonly string[];
	/** Names defined, its own first. */
	names: string[];
	/** First sentence of the doc comment. */
	doc: string;
	/** Where an over-long segment is cut; undefined: at lines. */
	node: Node | undefined;
	/** Name of the grammar whose language the text is in, where that is another one. */
	embed?: string;
}
