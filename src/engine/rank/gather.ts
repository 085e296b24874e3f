import type { KeywordIndex } from '../lexical/keywordIndex';
import type { KeywordScores } from '../lexical/keywordScores';
import { SYMBOL_MARK } from '../lexical/fileTerms';
import { understand, type UnderstoodQuery } from './queryLookup';
import { mentionedBy } from './mentions';
import { namesOf } from './namesOf';
import { pathFacts } from './pathFacts';
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
 * @param words What `lookUpWords` said of it, if the index has not changed since; its scores are released here.
 */
export function gatherCandidates(
	text: string,
	source: CandidateSource,
	sizes: LegSizes = LEG_SIZES,
	words: QueryWords = lookUpWords(text, source.keyword),
): Candidates {
	const { keyword, admitChunks, admitFiles } = source;
	const { understood, scores } = words;
	try {
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
		scores.topBody(sizes.body, admitChunks).forEach(({ id }, rank) => {
			pick(id);
			credit(keyword.fileOf(id), rank);
		});
		scores.topNames(sizes.names, admitChunks).forEach(({ id }, rank) => {
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
		const byPath = scores.topPaths(sizes.path, admitFiles);
		const byText = scores.topFiles(sizes.document, admitFiles);
		for (const { id } of [...byPath, ...byText])
			bestChunks(id, sizes.chunksPerFile, source, scores).forEach(pick);
		byPath.forEach(({ id }, rank) => credit(id, rank));
		byText.forEach(({ id }, rank) => credit(id, rank));
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
	return chunks
		.slice(0, MAX_LOOKED_AT)
		.map((id, at) => ({ id, value: value(id), at }))
		.sort((a, b) => b.value - a.value || a.at - b.at)
		.slice(0, count)
		.map(each => each.id);
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
	const found: Omit<CandidateFile, 'mentionedBy'>[] = [];
	const fileIds: number[] = [];
	const chunks: CandidateChunk[] = [];
	for (const chunkId of chunkIds) {
		const fileId = keyword.fileOf(chunkId);
		if (fileId === undefined) continue;
		let file = places.get(fileId);
		if (file === undefined) {
			file = found.length;
			places.set(fileId, file);
			fileIds.push(fileId);
			const own = source.file(fileId);
			found.push({
				...own,
				document: scores.file.scores[fileId] ?? 0,
				pathScore: scores.path.scores[fileId] ?? 0,
				documentMask: scores.file.masks[fileId] ?? 0,
				pathMask: scores.path.masks[fileId] ?? 0,
				stemUsage: usageOf(pathFacts(own.path).stemKey, keyword),
			});
		}
		const facts = source.chunk(chunkId);
		chunks.push({
			...facts,
			chunkId,
			file,
			body: scores.body.scores[chunkId] ?? 0,
			names: scores.names.scores[chunkId] ?? 0,
			bodyMask: scores.body.masks[chunkId] ?? 0,
			namesMask: scores.names.masks[chunkId] ?? 0,
			usage: usageOf(facts.symbol, keyword),
			cosine: source.cosine(chunkId),
			nameCosine: nameCosine(facts, source),
			precision: source.precision(chunkId),
			defines: defines.get(chunkId) ?? 0,
		});
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
		found.map(({ path }) => path),
		chunks,
		keyword,
	);
	const files = found.map((file, i): CandidateFile => ({
		...file,
		mentionedBy: mentions[i] ?? [],
	}));
	return { query, understood, files, chunks, fileIds };
}

/** The best of its names. */
function nameCosine(facts: ChunkFacts, source: CandidateSource): number {
	let best = 0;
	for (const name of namesOf(facts)) best = Math.max(best, source.textCosine(name));
	return best;
}

/** How many chunks mention a name: its whole lower-cased term, or the only word's term. */
function usageOf(symbol: string, keyword: KeywordIndex): number {
	if (symbol === '' || symbol.startsWith(SYMBOL_MARK)) return 0;
	const term = keyword.dictionary.find(symbol.toLowerCase());
	return term === undefined ? 0 : keyword.documentFrequency(term);
}
