/**
 * How the text of a chunk is made that the model embeds. Part of the fingerprint: whoever changes a value here, `digest.ts`,
 * `codeWords.ts` or `commentSyntax.ts` in a way that changes texts raises `TEXT_FORMAT_VERSION`, and all indexes embed anew.
 */
export const TEXT_FORMAT_VERSION = 1;

/** Token limit of an embedded text, [CLS] and [SEP] included. */
export const EMBEDDED_TOKENS = 64;

/** Token limit of a query: the model was trained on 128. */
export const QUERY_TOKENS = 128;

/** Parts of the digest, in any order. */
export type DigestPart = 'path' | 'scope' | 'names' | 'comment' | 'identifiers' | 'text';

export interface TextFormat {
	/** Parts in the order in which they are written, a line each; empty ones leave no line. */
	readonly parts: readonly DigestPart[];
	/** The same for prose (Markdown, plain text), which has no identifiers. */
	readonly proseParts: readonly DigestPart[];
	/** UTF-16 units of comment text. */
	readonly commentChars: number;
	/** UTF-16 units of raw text in the part `text`. */
	readonly textChars: number;
	/** UTF-16 units of the chunk that are read at all: bounds the time for odd chunks. */
	readonly readChars: number;
	/** Number of identifiers, by weight √count × IDF. */
	readonly identifiers: number;
	/** Written most telling first, or as they appear in the chunk. */
	readonly identifierOrder: 'weight' | 'appearance';
	/** An identifier's IDF from those of its word pieces. */
	readonly identifierIdf: 'mean' | 'max' | 'sum';
	/** Shorter identifiers are left out. */
	readonly minIdentifierChars: number;
	/** Whether words inside string literals count as identifiers. */
	readonly stringWords: boolean;
	/** Leave out identifiers that the scope or names line already has. */
	readonly skipNamed: boolean;
	/** Whether the scope line ends with the chunk's own symbol (and the names line leaves it out). */
	readonly symbolInScope: boolean;
	/** Whether defined names are split into words as identifiers are. */
	readonly splitNames: boolean;
	/** Number of defined names. */
	readonly names: number;
	/** Whether comments that only state a licence are left out. */
	readonly skipLicences: boolean;
}

/** The shipped format: /docs/RANKING.md has the measurements. */
export const TEXT_FORMAT: TextFormat = {
	parts: ['path', 'scope', 'names', 'comment', 'identifiers'],
	proseParts: ['path', 'scope', 'text'],
	commentChars: 300,
	textChars: 600,
	readChars: 8000,
	identifiers: 40,
	identifierOrder: 'weight',
	identifierIdf: 'mean',
	minIdentifierChars: 2,
	stringWords: true,
	skipNamed: false,
	symbolInScope: true,
	splitNames: false,
	names: 24,
	skipLicences: true,
};
