import type { ChunkKind } from '../../shared/types';

/**
 * A contiguous piece of a file: the unit that is embedded, indexed and shown.
 * Offsets are UTF-16 indices into the decoded text (BOM removed); lines are 0-based, columns UTF-16; `end*` is exclusive for
 * offsets and columns, `endLine` is the line that holds the last character.
 */
export interface Chunk {
	readonly startOffset: number;
	readonly endOffset: number;
	readonly startLine: number;
	readonly startColumn: number;
	readonly endLine: number;
	readonly endColumn: number;
	readonly language: string;
	readonly kind: ChunkKind;
	/** The name that the chunk defines; '' when none. For merged siblings: the first, see `definitions`. */
	readonly symbol: string;
	/** Enclosing scopes, outermost first, without the chunk's own name. Markdown: the headings above. */
	readonly scope: readonly string[];
	/** First sentence of the doc comment, without comment marks; '' when none. At most 200 units. */
	readonly docLine: string;
	/** Names defined in the chunk (functions, classes, fields, constants), in order, without duplicates; at most 64. */
	readonly definitions: readonly string[];
	/** Set when one long function is split at statement borders: 0-based part and their number. */
	readonly part: { readonly index: number; readonly count: number } | undefined;
}

export interface ChunkedFile {
	readonly chunks: readonly Chunk[];
	readonly language: string;
	/** How the file was cut. `windows` after `deadline`, `trap` or without a grammar. */
	readonly method: 'grammar' | 'markdown' | 'notebook' | 'windows' | 'prose';
	/** Why the grammar was not used although the language has one. */
	readonly fallback: 'none' | 'deadline' | 'trap' | 'errors' | 'no-grammar' | 'too-large';
}

/** Sizes in UTF-16 units of text; part of the chunker version. */
export interface ChunkLimits {
	/** A function, header or statement over this is cut into parts. */
	readonly maxChars: number;
	/** Siblings under this are merged until they reach it. */
	readonly minChars: number;
	/** Merged siblings stay under this. */
	readonly mergeChars: number;
	/** A function of so many lines stands alone even when it is under `minChars`. */
	readonly minLines: number;
	/** Line windows for text without structure. */
	readonly windowChars: number;
	/** Line windows over data: translations, logs, tables, licences. What is embedded of them is their start. */
	readonly dataChars: number;
	/** Prose windows and sections of documents. */
	readonly proseChars: number;
	/** Share of a prose window that the next one repeats. */
	readonly proseOverlap: number;
	/** Longer text is not parsed: WebAssembly memory grows by some twenty times the text and never shrinks. */
	readonly maxParseChars: number;
	/** Data files (JSON, YAML, CSV, XML …) are indexed up to here; the rest repeats what the start shows. */
	readonly maxDataChars: number;
}
