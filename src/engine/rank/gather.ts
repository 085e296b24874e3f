import type { KeywordIndex } from '../lexical/keywordIndex';
import type { KeywordScores, ScoredId } from '../lexical/keywordScores';
import { understand, type UnderstoodQuery } from './queryLookup';
import { mentionedBy } from './mentions';
import { namesOf } from './namesOf';
import { nameFacts, pathFacts } from './pathFacts';
import type { CandidateChunk, CandidateFile, ChunkFacts, FileFacts, RankQuery } from './types';

/** Chunk ids with their cosine to the query, best first. */
export interface NearChunk {
	readonly chunkId: number;
	readonly similarity: number;
}

/** Where candidates come from; the search engine and the research driver each bring their own. */
export interface CandidateSource {
	readonly keyword: KeywordIndex;
	chunk(chunkId: number): ChunkFacts;
	file(fileId: number): FileFacts;
	/** The nearest chunks by meaning, already filtered; empty without vectors. */
	readonly nearest: readonly NearChunk[];
	/** Cosine of any chunk with the query; NaN where there is no vector. */
	cosine(chunkId: number): number;
	/** Cosine of a short text with the query by the draft table; 0 without vectors. */
	textCosine(text: string): number;
	precision(chunkId: number): 0 | 1 | 2;
	/** Bit per chunk id: what the filters let through; undefined = all. */
	readonly admitChunks?: Uint32Array | undefined;
	/** Bit per file id. */
	readonly admitFiles?: Uint32Array | undefined;
}

/** How many each leg brings. Measured on DEV: docs/RANKING.md. */
export interface LegSizes {
	readonly body: number;
	readonly names: number;
	readonly path: number;
	readonly document: number;
	/** Definitions of identifiers in the query. */
	readonly definitions: number;
	/** Chunks that a file brings which came in as a file. */
	readonly chunksPerFile: number;
	/** Files whose other chunks join, so that the right part of the file can win. */
	readonly widenedFiles: number;
	readonly widenedChunks: number;
}

export const LEG_SIZES: LegSizes = {
	body: 100,
	names: 50,
	path: 50,
	document: 30,
	definitions: 40,
	chunksPerFile: 2,
	widenedFiles: 10,
	widenedChunks: 8,
};

export interface Candidates {
	readonly query: RankQuery;
	readonly understood: UnderstoodQuery;
	readonly files: readonly CandidateFile[];
	readonly chunks: readonly CandidateChunk[];
	/** Catalogue ids of `files`. */
	readonly fileIds: readonly number[];
}

/** Chunks of a file that are looked at when the file came in as a whole: bounds the work for giant files. */
const MAX_LOOKED_AT = 256;

function admits(bits: Uint32Array | undefined, id: number): boolean {
	return bits === undefined || (((bits[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

/** What the words of a query find, before anything is known of its meaning. */
export interface QueryWords {
	readonly understood: UnderstoodQuery;
	/** Lent memory: to be released when the candidates are gathered. */
	readonly scores: KeywordScores;
	/** What each leg of words brings, where that was worked out already. */
	readonly legs?: WordLegs;
}

/** The best by words, each leg best first: chunks by their text and names, files by their path and text as a whole. */
export interface WordLegs {
	readonly body: readonly ScoredId[];
	readonly names: readonly ScoredId[];
	readonly path: readonly ScoredId[];
	readonly document: readonly ScoredId[];
}

export function wordLegs(
	scores: KeywordScores,
	sizes: LegSizes,
	admit: Pick<CandidateSource, 'admitChunks' | 'admitFiles'>,
): WordLegs {
	return {
		body: scores.topBody(sizes.body, admit.admitChunks),
		names: scores.topNames(sizes.names, admit.admitChunks),
		path: scores.topPaths(sizes.path, admit.admitFiles),
		document: scores.topFiles(sizes.document, admit.admitFiles),
	};
}

/** Looks a query's words up; `gatherCandidates` does it itself where nobody has. */
export function lookUpWords(text: string, keyword: KeywordIndex): QueryWords {
	const understood = understand(text, keyword);
	return { understood, scores: keyword.score(understood.termIds, understood.weights) };
}

/**
 * The candidates of a query: the best by text, by names, by path, by whole files and by meaning, all definitions of an
 * identifier, and further chunks of the files that look best.
 *
 * @param text The query without operators.
 * @param words What `lookUpWords` said of it, if the index has not changed since, with `legs` of these sizes and filters; its scores are
 * released here.
 */
export function gatherCandidates(
	text: string,
	source: CandidateSource,
	sizes: LegSizes = LEG_SIZES,
	words: QueryWords = lookUpWords(text, source.keyword),
): Candidates {
	const { keyword, admitChunks } = source;
	const { understood, scores } = words;
	try {
		const legs = words.legs ?? wordLegs(scores, sizes, source);
		const picked = new Set<number>();
		const merit = new Map<number, number>();
		const credit = (fileId: number | undefined, rank: number): void => {
			if (fileId !== undefined) merit.set(fileId, (merit.get(fileId) ?? 0) + 1 / (20 + rank));
		};
		const pick = (chunkId: number): void => {
			if (admits(admitChunks, chunkId)) picked.add(chunkId);
		};
		source.nearest.forEach((near, rank) => {
			pick(near.chunkId);
			credit(keyword.fileOf(near.chunkId), rank);
		});
		legs.body.forEach(({ id }, rank) => {
			pick(id);
			credit(keyword.fileOf(id), rank);
		});
		legs.names.forEach(({ id }, rank) => {
			pick(id);
			credit(keyword.fileOf(id), rank);
		});
		const defines = new Map<number, number>();
		for (const [chunkId, strength] of understood.definitions) {
			if (defines.size >= sizes.definitions) break;
			if (!admits(admitChunks, chunkId)) continue;
			pick(chunkId);
			defines.set(chunkId, strength);
		}
		for (const { id } of [...legs.path, ...legs.document])
			bestChunks(id, sizes.chunksPerFile, source, scores).forEach(pick);
		legs.path.forEach(({ id }, rank) => credit(id, rank));
		legs.document.forEach(({ id }, rank) => credit(id, rank));
		const best = [...merit].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, sizes.widenedFiles);
		for (const [fileId] of best)
			bestChunks(fileId, sizes.widenedChunks, source, scores).forEach(pick);
		return describe(understood, [...picked], defines, source, scores);
	} finally {
		scores.release();
	}
}

/** The chunks of a file that fit the query best by words and meaning together; without either, its first. */
function bestChunks(
	fileId: number,
	count: number,
	source: CandidateSource,
	scores: KeywordScores,
): number[] {
	if (count === 0) return [];
	const chunks = source.keyword
		.chunksOf(fileId)
		.reverse()
		.filter(id => admits(source.admitChunks, id));
	if (chunks.length <= count) return chunks;
	let most = 1e-9;
	for (const id of chunks) most = Math.max(most, scores.body.scores[id] ?? 0);
	const value = (id: number): number => {
		const cosine = source.cosine(id);
		return (
			(Number.isNaN(cosine) ? 0 : cosine) +
			(0.3 * ((scores.body.scores[id] ?? 0) + (scores.names.scores[id] ?? 0))) / most
		);
	};
	// The best so far, in order: a few of up to hundreds, asked for a hundred times a query.
	const best: number[] = [];
	const values: number[] = [];
	for (let at = 0; at < chunks.length && at < MAX_LOOKED_AT; at++) {
		const id = chunks[at] as number;
		const own = value(id);
		if (best.length === count && !(own > (values[count - 1] as number))) continue;
		let place = Math.min(best.length, count - 1);
		for (; place > 0 && own > (values[place - 1] as number); place--) {
			best[place] = best[place - 1] as number;
			values[place] = values[place - 1] as number;
		}
		best[place] = id;
		values[place] = own;
	}
	return best;
}

function describe(
	understood: UnderstoodQuery,
	chunkIds: readonly number[],
	defines: ReadonlyMap<number, number>,
	source: CandidateSource,
	scores: KeywordScores,
): Candidates {
	const { keyword } = source;
	const places = new Map<number, number>();
	const files: FoundFile[] = [];
	const fileIds: number[] = [];
	const chunks: CandidateChunk[] = [];
	for (const chunkId of chunkIds) {
		const fileId = keyword.fileOf(chunkId);
		if (fileId === undefined) continue;
		let file = places.get(fileId);
		if (file === undefined) {
			file = files.length;
			places.set(fileId, file);
			fileIds.push(fileId);
			files.push(new FoundFile(fileId, source, scores));
		}
		chunks.push(new Candidate(chunkId, file, defines.get(chunkId) ?? 0, source, scores));
	}
	const query: RankQuery = {
		kind: understood.kind,
		text: understood.text,
		identifiers: understood.identifiers,
		qualifiers: understood.qualifiers,
		terms: understood.terms.map((term, i) => ({ ...term, idf: scores.idfs[i] ?? 0 })),
		chunks: keyword.chunks,
		files: keyword.files,
	};
	const mentions = mentionedBy(
		files.map(({ path }) => path),
		chunks,
		keyword,
	);
	mentions.forEach((by, i) => {
		const file = files[i];
		if (file) file.mentionedBy = by;
	});
	return { query, understood, files, chunks, fileIds };
}

/** A candidate as the index has it and the query finds it. What few candidates are asked for is worked out when they are. */
class Candidate implements CandidateChunk {
	readonly kind: ChunkFacts['kind'];
	readonly symbol: string;
	readonly definitions: readonly string[];
	readonly scope: readonly string[];
	readonly ordinal: number;
	readonly startLine: number;
	readonly endLine: number;
	readonly part: number;
	readonly docLine: string;
	readonly length: number;
	readonly body: number;
	readonly names: number;
	readonly bodyMask: number;
	readonly namesMask: number;
	readonly cosine: number;
	readonly precision: 0 | 1 | 2;
	readonly #source: CandidateSource;
	#usage: number | undefined;
	#nameCosine: number | undefined;

	constructor(
		readonly chunkId: number,
		readonly file: number,
		readonly defines: number,
		source: CandidateSource,
		scores: KeywordScores,
	) {
		const facts = source.chunk(chunkId);
		this.kind = facts.kind;
		this.symbol = facts.symbol;
		this.definitions = facts.definitions;
		this.scope = facts.scope;
		this.ordinal = facts.ordinal;
		this.startLine = facts.startLine;
		this.endLine = facts.endLine;
		this.part = facts.part;
		this.docLine = facts.docLine;
		this.length = facts.length;
		this.body = scores.body.scores[chunkId] ?? 0;
		this.names = scores.names.scores[chunkId] ?? 0;
		this.bodyMask = scores.body.masks[chunkId] ?? 0;
		this.namesMask = scores.names.masks[chunkId] ?? 0;
		this.cosine = source.cosine(chunkId);
		this.precision = source.precision(chunkId);
		this.#source = source;
	}

	get usage(): number {
		return (this.#usage ??= usageOf(nameFacts(this.symbol).whole, this.#source.keyword));
	}

	get nameCosine(): number {
		if (this.#nameCosine === undefined) {
			this.#nameCosine = 0;
			for (const name of namesOf(this))
				this.#nameCosine = Math.max(this.#nameCosine, this.#source.textCosine(name));
		}
		return this.#nameCosine;
	}
}

/** The file of candidates, likewise. */
class FoundFile implements CandidateFile {
	readonly path: string;
	readonly language: string;
	readonly chunkCount: number;
	readonly document: number;
	readonly pathScore: number;
	readonly documentMask: number;
	readonly pathMask: number;
	mentionedBy: readonly number[] = [];
	readonly #source: CandidateSource;

	constructor(fileId: number, source: CandidateSource, scores: KeywordScores) {
		const own = source.file(fileId);
		this.path = own.path;
		this.language = own.language;
		this.chunkCount = own.chunkCount;
		this.document = scores.file.scores[fileId] ?? 0;
		this.pathScore = scores.path.scores[fileId] ?? 0;
		this.documentMask = scores.file.masks[fileId] ?? 0;
		this.pathMask = scores.path.masks[fileId] ?? 0;
		this.#source = source;
	}

	get stemUsage(): number {
		return usageOf(pathFacts(this.path).stemTerms, this.#source.keyword);
	}

	get stemCosine(): number {
		return this.#source.textCosine(pathFacts(this.path).stemText);
	}

	get pathCosine(): number {
		return this.#source.textCosine(pathFacts(this.path).folderStemText);
	}
}

/** How many chunks mention a name, given by its `wholeTerms`. */
function usageOf(terms: readonly string[], keyword: KeywordIndex): number {
	let sum = 0;
	for (const term of terms) {
		const id = keyword.dictionary.find(term);
		if (id !== undefined) sum += keyword.documentFrequency(id);
	}
	return sum;
}
