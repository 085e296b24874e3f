/**
 * Terms of one chunk as the catalogue stores them, by field. A term is a lower-cased, lightly stemmed word or a whole
 * lower-cased identifier; its text is interned by the index (`TermDictionary`).
 */
export interface ChunkTerms {
	/** Distinct terms of the chunk's text with their counts. */
	readonly body: ReadonlyMap<string, number>;
	/** Terms of the names defined in the chunk and of its scopes. */
	readonly names: ReadonlyMap<string, number>;
	/** Number of body tokens (the document length of BM25). */
	readonly length: number;
}
