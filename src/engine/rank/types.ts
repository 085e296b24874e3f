import type { ChunkKind } from '../../shared/types';

/**
 * What the ranker needs to know. All of it is plain data: the searcher fills it in, the research driver
 * (`tools/ranking/`) fills it in the same way, so what is trained is what runs.
 *
 * A "term" is an entry of the term dictionary (a lower-cased, lightly stemmed word, or a whole lower-cased identifier).
 * Masks say which of the query's terms a field holds: bit i is `query.terms[i]`; terms after the 31st have no bit.
 */
export type TermMask = number;

export type QueryKind = 'identifier' | 'path' | 'mixed' | 'prose' | 'empty';

export interface RankQueryTerm {
	readonly text: string;
	/** BM25 idf over chunks, ≥ 0; for a term that no chunk holds: the idf of df = 0. */
	readonly idf: number;
	/** Two neighbouring words of the query written as one name (`connection pool` → `connectionpool`): counts in masks only. */
	readonly isCompound: boolean;
}

export interface RankQuery {
	readonly kind: QueryKind;
	/** The query without operators, as typed. */
	readonly text: string;
	/** Names that the query gives as code (`queryIdentifiers`), as typed. */
	readonly identifiers: readonly string[];
	/** What stood before them in qualified names (`Rails::Engine` → `Rails`). */
	readonly qualifiers: readonly string[];
	/**
	 * Distinct terms that were looked up: stop words dropped, whole identifiers included, compounds that the index holds at the
	 * end; at most 31 carry a mask bit.
	 */
	readonly terms: readonly RankQueryTerm[];
	/** Number of chunks in the workspace: ranks and idf shares are judged against it. */
	readonly chunks: number;
	readonly files: number;
}

/** Facts of a chunk that hold for any query, as the catalogue has them. */
export interface ChunkFacts {
	readonly kind: ChunkKind;
	readonly symbol: string;
	readonly definitions: readonly string[];
	readonly scope: readonly string[];
	/** 0-based place among the file's chunks. */
	readonly ordinal: number;
	/** 0-based, inclusive. */
	readonly startLine: number;
	readonly endLine: number;
	/** 0 for a whole chunk and for the first part of a split one. */
	readonly part: number;
	/** First sentence of the doc comment; '' when none. */
	readonly docLine: string;
	/** Number of body tokens, BM25's document length. */
	readonly length: number;
}

/** Facts of a file that hold for any query. */
export interface FileFacts {
	readonly path: string;
	readonly language: string;
	/** All chunks of the file, candidates or not. */
	readonly chunkCount: number;
}

/** One candidate chunk: its facts, and what this query found in it. */
export interface CandidateChunk extends ChunkFacts {
	readonly chunkId: number;
	/** Index into the list of `CandidateFile`s given beside. */
	readonly file: number;
	/** BM25 over the body terms; 0 when none matched. */
	readonly body: number;
	/** BM25 over names and scopes; 0 when none matched. */
	readonly names: number;
	readonly bodyMask: TermMask;
	readonly namesMask: TermMask;
	/** Number of chunks whose text holds the chunk's symbol as a whole (df of its `wholeTerms`); 0 without a symbol. */
	readonly usage: number;
	/** Cosine with the query; NaN without vectors. */
	readonly cosine: number;
	/** Best cosine of the query with the draft vector of one of the chunk's names alone; 0 without a name or without vectors. */
	readonly nameCosine: number;
	/** Which vector gave it. 0 none, 1 draft, 2 refined. */
	readonly precision: 0 | 1 | 2;
	/** 1 where the chunk defines one of the query's identifiers letter for letter, .9 in other case, less for looser readings, else 0. */
	readonly defines: number;
}

/** One file that holds candidates. */
export interface CandidateFile extends FileFacts {
	/** BM25 of the file as one document. */
	readonly document: number;
	/** BM25 over the words of its path. */
	readonly pathScore: number;
	readonly documentMask: TermMask;
	readonly pathMask: TermMask;
	/** Number of chunks that mention the file's name as a whole. */
	readonly stemUsage: number;
	/** Cosine of the query with the draft vector of the file's name; 0 without vectors. */
	readonly stemCosine: number;
	/** The same of the file's folder and name together. */
	readonly pathCosine: number;
	/** Places in the list of candidate files of those whose candidates mention this one by name: see `mentionedBy`. */
	readonly mentionedBy: readonly number[];
}

/** A candidate after ranking; `index` points into the candidates that were given. */
export interface RankedChunk {
	readonly index: number;
	/** Orders the chunks of one file; comparable to nothing else. */
	readonly score: number;
	/** Chance that it is the answer and that better chunks of its file are not; calibrated, 0..1. */
	readonly probability: number;
}

/** Files best first; each with its chunks, best first (the first is the one to show). */
export interface RankedFile {
	readonly file: number;
	readonly score: number;
	/** Chance that the file's best chunk is an answer; calibrated, 0..1, never above that of the file before. */
	readonly probability: number;
	readonly chunks: readonly RankedChunk[];
}

/** A weighted sum as exported by `tools/ranking/export.py`. */
export interface LinearModel {
	/** Names of the features, in the order of the matrix's columns. */
	readonly features: readonly string[];
	/** What a unit of the feature adds. */
	readonly weight: readonly number[];
	/** The range within which a feature counts; beyond it, it counts as the end. */
	readonly low: readonly number[];
	readonly high: readonly number[];
	readonly offset: number;
}

/** The order of files: one weighted sum for sentences about one function (`asksForFunction`), one for all other questions. */
export interface FileModel {
	readonly function: LinearModel;
	readonly other: LinearModel;
	/** Where it comes from: hash of the data, date, cross-validated scores. */
	readonly provenance: Readonly<Record<string, string | number>>;
}

/** Decision trees as exported by `tools/ranking/export.py`: one flat array a column, trees one after the other. */
export interface TreeModel {
	readonly format: 1;
	/** Names of the features, in the order of the matrix's columns. */
	readonly features: readonly string[];
	/** Start of each tree among the nodes. */
	readonly roots: readonly number[];
	/** Column tested, or −1 at a leaf. */
	readonly split: readonly number[];
	/** Threshold (value ≤ threshold goes left), or the leaf's value. */
	readonly value: readonly number[];
	/** Node indices; 0 at leaves. */
	readonly left: readonly number[];
	readonly right: readonly number[];
	/** Where it comes from: hash of the data, date, cross-validated scores. */
	readonly provenance: Readonly<Record<string, string | number>>;
}
