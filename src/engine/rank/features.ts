import { isHeaderKind } from './headerKinds';
import {
	letters,
	nameFacts,
	pathFacts,
	termsOf,
	type NameFacts,
	type PathFacts,
} from './pathFacts';
import type { CandidateChunk, CandidateFile, RankQuery, TermMask } from './types';

/** Everything the signals of one answer are read from. Ranks count from 0 among the candidates. */
export interface Row {
	readonly chunk: CandidateChunk;
	readonly file: CandidateFile;
	readonly path: PathFacts;
	readonly query: QueryFacts;
	readonly group: FileGroupFacts;
	readonly cosineRank: number;
	readonly bodyRank: number;
	readonly namesRank: number;
	readonly fusionRank: number;
	/** Number of candidates with the same name, 0 without a name. */
	readonly namesakes: number;
	readonly name: NameFacts;
	/** See `isNamed`. */
	readonly named: number;
}

/** What holds for the whole answer. */
interface QueryFacts {
	readonly query: RankQuery;
	readonly terms: ReadonlySet<string>;
	/** Σ idf of the plain terms (no compounds), > 0. */
	readonly idfSum: number;
	readonly maxIdf: number;
	/** The first plain term: in a sentence that describes a function, its verb. */
	readonly firstTerm: string;
	readonly plainCount: number;
	readonly compoundMask: number;
	readonly identifierKeys: ReadonlySet<string>;
	readonly identifiers: ReadonlySet<string>;
	readonly qualifierKeys: ReadonlySet<string>;
	/** Number of candidate files that define an identifier of the query, letter for letter. */
	readonly definers: number;
	/** The whole query's letters and digits: `route handler` asks for `RouteHandler`. */
	readonly queryKey: string;
	readonly words: number;
	readonly maxCosine: number;
	readonly meanCosine: number;
	readonly sdCosine: number;
	readonly maxBody: number;
	readonly maxNames: number;
	readonly maxDocument: number;
	readonly maxPath: number;
}

/** What holds for all candidates of one file. */
interface FileGroupFacts {
	bestCosine: number;
	secondCosine: number;
	topCosines: number;
	bestBody: number;
	bestNames: number;
	bodySum: number;
	count: number;
	rrf: number;
	bodyMask: TermMask;
	namesMask: TermMask;
	defines: number;
	/** The most that `isNamed` says of a candidate. */
	named: number;
	usage: number;
	cosineRank: number;
	bodyRank: number;
	namesRank: number;
	documentRank: number;
	pathRank: number;
	rrfRank: number;
}

const RRF_K = 60;
const log2 = (value: number): number => Math.log2(1 + Math.max(0, value));
const ratio = (value: number, of: number): number => (of > 0 ? value / of : 0);

/** Positions of the values, best first, ties in the given order; a value at or below `none` gets the list's length. */
export function ranksOf(values: ArrayLike<number>, none: number): Int32Array {
	const order = Array.from(values, (_, i) => i).sort(
		(a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b,
	);
	const ranks = new Int32Array(values.length);
	order.forEach((index, rank) => {
		ranks[index] = (values[index] ?? 0) > none ? rank : values.length;
	});
	return ranks;
}

/** Share of the query's weight (idf) that a mask covers, 0..1. */
export function idfShare(mask: TermMask, facts: QueryFacts): number {
	let sum = 0;
	const { terms } = facts.query;
	for (let i = 0; i < terms.length && i < 31; i++) {
		const term = terms[i];
		if (term && !term.isCompound && (mask >>> i) & 1) sum += term.idf;
	}
	return sum / facts.idfSum;
}

function popcount(mask: number): number {
	let rest = mask >>> 0;
	let count = 0;
	for (; rest !== 0; count++) rest &= rest - 1;
	return count;
}

/** Share of a name's words that the query names, 0..1; 0 for a name without words. */
function namedShare(words: readonly string[], terms: ReadonlySet<string>): number {
	if (words.length === 0) return 0;
	let count = 0;
	for (const word of words) if (terms.has(word)) count++;
	return count / words.length;
}

export function queryFacts(
	query: RankQuery,
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
): QueryFacts {
	let maxCosine = -1;
	let sum = 0;
	let squares = 0;
	let count = 0;
	let maxBody = 0;
	let maxNames = 0;
	for (const chunk of chunks) {
		maxBody = Math.max(maxBody, chunk.body);
		maxNames = Math.max(maxNames, chunk.names);
		if (Number.isNaN(chunk.cosine)) continue;
		maxCosine = Math.max(maxCosine, chunk.cosine);
		sum += chunk.cosine;
		squares += chunk.cosine * chunk.cosine;
		count++;
	}
	const mean = ratio(sum, count);
	let idfSum = 0;
	let plainCount = 0;
	let compoundMask = 0;
	query.terms.slice(0, 31).forEach((term, i) => {
		if (term.isCompound) compoundMask |= 1 << i;
		else {
			idfSum += term.idf;
			plainCount++;
		}
	});
	return {
		query,
		terms: new Set(query.terms.map(term => term.text)),
		idfSum: idfSum || 1,
		maxIdf: Math.max(1e-9, ...query.terms.map(term => (term.isCompound ? 0 : term.idf))),
		firstTerm: query.terms[0]?.text ?? '',
		plainCount: plainCount || 1,
		compoundMask,
		identifierKeys: new Set(query.identifiers.map(letters)),
		identifiers: new Set(query.identifiers),
		qualifierKeys: new Set(query.qualifiers.map(letters)),
		definers: new Set(chunks.filter(chunk => chunk.defines >= 1).map(chunk => chunk.file)).size,
		queryKey: letters(query.text),
		words: query.text.split(/\s+/).filter(Boolean).length,
		maxCosine: Math.max(maxCosine, 0),
		meanCosine: mean,
		sdCosine: count > 0 ? Math.sqrt(Math.max(squares / count - mean * mean, 1e-6)) : 1,
		maxBody,
		maxNames,
		maxDocument: files.reduce((most, file) => Math.max(most, file.document), 0),
		maxPath: files.reduce((most, file) => Math.max(most, file.pathScore), 0),
	};
}

/** Brings candidates into the shape that the signals read: ranks, and what the candidates of one file have together. */
export function buildRows(
	query: RankQuery,
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
): Row[] {
	const facts = queryFacts(query, files, chunks);
	const cosines = chunks.map(chunk => (Number.isNaN(chunk.cosine) ? -1 : chunk.cosine));
	const cosineRanks = ranksOf(cosines, -1);
	const bodyRanks = ranksOf(
		chunks.map(chunk => chunk.body),
		0,
	);
	const nameRanks = ranksOf(
		chunks.map(chunk => chunk.names),
		0,
	);
	const place = (rank: number): number => (rank < chunks.length ? 1 / (RRF_K + 1 + rank) : 0);
	const fusion = chunks.map(
		(_, i) => place(cosineRanks[i] ?? 0) + place(bodyRanks[i] ?? 0) + place(nameRanks[i] ?? 0) / 2,
	);
	const fusionRanks = ranksOf(fusion, 0);
	const symbols = new Map<string, number>();
	for (const { symbol } of chunks)
		if (symbol !== '') symbols.set(symbol, (symbols.get(symbol) ?? 0) + 1);
	const groups = files.map((): FileGroupFacts => ({
		bestCosine: 0,
		secondCosine: 0,
		topCosines: 0,
		bestBody: 0,
		bestNames: 0,
		bodySum: 0,
		count: 0,
		rrf: 0,
		bodyMask: 0,
		namesMask: 0,
		defines: 0,
		named: 0,
		usage: 0,
		cosineRank: 0,
		bodyRank: 0,
		namesRank: 0,
		documentRank: 0,
		pathRank: 0,
		rrfRank: 0,
	}));
	const named = new Float64Array(chunks.length);
	const third = new Float64Array(files.length);
	chunks.forEach((chunk, i) => {
		const group = groups[chunk.file];
		if (!group) return;
		const cosine = Math.max(0, cosines[i] ?? 0);
		if (cosine > group.bestCosine) {
			third[chunk.file] = group.secondCosine;
			group.secondCosine = group.bestCosine;
			group.bestCosine = cosine;
		} else if (cosine > group.secondCosine) {
			third[chunk.file] = group.secondCosine;
			group.secondCosine = cosine;
		} else if (cosine > (third[chunk.file] ?? 0)) third[chunk.file] = cosine;
		group.bestBody = Math.max(group.bestBody, chunk.body);
		group.bestNames = Math.max(group.bestNames, chunk.names);
		group.bodySum += chunk.body;
		group.count++;
		group.bodyMask |= chunk.bodyMask;
		group.namesMask |= chunk.namesMask;
		group.defines = Math.max(group.defines, chunk.defines);
		named[i] = isNamed(chunk, facts);
		group.named = Math.max(group.named, named[i] ?? 0);
		group.usage = Math.max(group.usage, chunk.usage);
		if (chunk.cosine > -1) group.rrf += 1 / (RRF_K + 1 + (cosineRanks[i] ?? 0));
		if (chunk.body > 0) group.rrf += 1 / (RRF_K + 1 + (bodyRanks[i] ?? 0));
	});
	groups.forEach((group, i) => {
		group.topCosines = (group.bestCosine + group.secondCosine + (third[i] ?? 0)) / 3;
	});
	const rank = (
		set: (group: FileGroupFacts, rank: number) => void,
		values: readonly number[],
	): void => {
		ranksOf(values, 0).forEach((at, i) => {
			const group = groups[i];
			if (group) set(group, at);
		});
	};
	rank(
		(group, at) => (group.cosineRank = at),
		groups.map(group => group.bestCosine),
	);
	rank(
		(group, at) => (group.bodyRank = at),
		groups.map(group => group.bestBody),
	);
	rank(
		(group, at) => (group.namesRank = at),
		groups.map(group => group.bestNames),
	);
	rank(
		(group, at) => (group.rrfRank = at),
		groups.map(group => group.rrf),
	);
	rank(
		(group, at) => (group.documentRank = at),
		files.map(file => file.document),
	);
	rank(
		(group, at) => (group.pathRank = at),
		files.map(file => file.pathScore),
	);
	const paths = files.map(file => pathFacts(file.path));
	const rows: Row[] = [];
	chunks.forEach((chunk, i) => {
		const [file, path, group] = [files[chunk.file], paths[chunk.file], groups[chunk.file]];
		if (!file || !path || !group)
			throw new RangeError(`candidate ${i} names file ${chunk.file}, which was not given`);
		rows.push({
			chunk,
			file,
			path,
			group,
			query: facts,
			cosineRank: cosineRanks[i] ?? 0,
			bodyRank: bodyRanks[i] ?? 0,
			namesRank: nameRanks[i] ?? 0,
			fusionRank: fusionRanks[i] ?? 0,
			namesakes: symbols.get(chunk.symbol) ?? 0,
			name: chunk.symbol === '' ? NO_NAME : nameFacts(chunk.symbol),
			named: named[i] ?? 0,
		});
	});
	return rows;
}

/** A signal: its name in the model, one sentence for `docs/RANKING.md`, and how it is read. */
export interface Signal {
	readonly name: string;
	readonly what: string;
	/** `file` signals are the same for all chunks of a file. */
	readonly level: 'chunk' | 'file' | 'query';
	/** Needs vectors: left out of the keyword-only model. */
	readonly vectors?: true;
	/** The score may only rise (1) or fall (−1) with it: what holds in any repository is not left to a small training set. */
	readonly trend?: 1 | -1;
	readonly of: (row: Row) => number;
}

const cos = (row: Row): number => (Number.isNaN(row.chunk.cosine) ? 0 : row.chunk.cosine);
const NO_NAME: NameFacts = { words: [], key: '', lastKey: '' };
const symbolWords = (row: Row): readonly string[] => row.name.words;

export const SIGNALS: readonly Signal[] = [
	// Meaning, of the chunk
	{
		name: 'cosine',
		what: 'Cosine of chunk and query.',
		level: 'chunk',
		vectors: true,
		trend: 1,
		of: cos,
	},
	{
		name: 'cosineGap',
		what: "How far the chunk's cosine is below the best one.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => r.query.maxCosine - cos(r),
	},
	{
		name: 'cosineZ',
		what: "The chunk's cosine in standard deviations above the candidates' mean.",
		level: 'chunk',
		vectors: true,
		trend: 1,
		of: r => (cos(r) - r.query.meanCosine) / r.query.sdCosine,
	},
	{
		name: 'cosineRank',
		what: "log2 of the chunk's place by cosine.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => log2(r.cosineRank),
	},
	{
		name: 'cosineInFile',
		what: "How far the chunk's cosine is below the best of its file.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => r.group.bestCosine - cos(r),
	},
	// Words, of the chunk
	{
		name: 'body',
		what: 'BM25 over the words of the chunk.',
		level: 'chunk',
		trend: 1,
		of: r => r.chunk.body,
	},
	{
		name: 'bodyShare',
		what: 'The same, relative to the best candidate.',
		level: 'chunk',
		trend: 1,
		of: r => ratio(r.chunk.body, r.query.maxBody),
	},
	{
		name: 'bodyRank',
		what: "log2 of the chunk's place by BM25.",
		level: 'chunk',
		trend: -1,
		of: r => log2(r.bodyRank),
	},
	{
		name: 'bodyInFile',
		what: "The chunk's BM25 relative to the best of its file.",
		level: 'chunk',
		of: r => ratio(r.chunk.body, r.group.bestBody),
	},
	{
		name: 'names',
		what: 'BM25 over defined names and scopes.',
		level: 'chunk',
		trend: 1,
		of: r => r.chunk.names,
	},
	{
		name: 'namesShare',
		what: 'The same, relative to the best candidate.',
		level: 'chunk',
		trend: 1,
		of: r => ratio(r.chunk.names, r.query.maxNames),
	},
	{
		name: 'namesRank',
		what: "log2 of the chunk's place by names.",
		level: 'chunk',
		trend: -1,
		of: r => log2(r.namesRank),
	},
	{
		name: 'namesInFile',
		what: "The chunk's BM25 over names relative to the best of its file.",
		level: 'chunk',
		of: r => ratio(r.chunk.names, r.group.bestNames),
	},
	{
		name: 'bodyCover',
		what: "Share of the query's weight (idf) that the chunk's words cover.",
		level: 'chunk',
		trend: 1,
		of: r => idfShare(r.chunk.bodyMask, r.query),
	},
	{
		name: 'namesCover',
		what: 'The same for names and scopes.',
		level: 'chunk',
		trend: 1,
		of: r => idfShare(r.chunk.namesMask, r.query),
	},
	{
		name: 'chunkPathCover',
		what: 'The same for the chunk and the path together.',
		level: 'chunk',
		trend: 1,
		of: r => idfShare(r.chunk.bodyMask | r.chunk.namesMask | r.file.pathMask, r.query),
	},
	{
		name: 'nameBodyCover',
		what: 'The same for the chunk and its names and scopes together.',
		level: 'chunk',
		trend: 1,
		of: r => idfShare(r.chunk.bodyMask | r.chunk.namesMask, r.query),
	},
	{
		name: 'rarest',
		what: 'idf of the rarest query word in the chunk, relative to the rarest of the query.',
		level: 'chunk',
		trend: 1,
		of: r => rarest(r),
	},
	{
		name: 'fusionRank',
		what: "log2 of the chunk's place by reciprocal rank fusion of meaning, words and names.",
		level: 'chunk',
		trend: -1,
		of: r => log2(r.fusionRank),
	},
	{
		name: 'compound',
		what: 'Number of neighbouring query words that the chunk has as one name.',
		level: 'chunk',
		trend: 1,
		of: r => popcount(r.chunk.bodyMask & r.query.compoundMask),
	},
	{
		name: 'compoundName',
		what: 'The same among the names that it defines.',
		level: 'chunk',
		trend: 1,
		of: r => popcount(r.chunk.namesMask & r.query.compoundMask),
	},
	// Names, of the chunk
	{
		name: 'symbolNamed',
		what: "Share of the words of the chunk's name that the query names.",
		level: 'chunk',
		trend: 1,
		of: r => namedShare(symbolWords(r), r.query.terms),
	},
	{
		name: 'symbolWords',
		what: "Number of words in the chunk's name.",
		level: 'chunk',
		of: r => symbolWords(r).length,
	},
	{
		name: 'verbNamed',
		what: "The query's first word is in the chunk's name.",
		level: 'chunk',
		trend: 1,
		of: r => Number(r.query.firstTerm !== '' && symbolWords(r).includes(r.query.firstTerm)),
	},
	{
		name: 'namesakes',
		what: 'log2 of the number of candidates with the same name.',
		level: 'chunk',
		of: r => log2(r.namesakes),
	},
	{
		name: 'defines',
		what: 'The chunk defines an identifier of the query.',
		level: 'chunk',
		trend: 1,
		of: r => r.chunk.defines,
	},
	{
		name: 'isNamed',
		what: "How well the chunk's own name answers an identifier of the query: letter for letter 3, else 2, the whole query written as one name 1; half a point more for the head of a class or the like.",
		level: 'chunk',
		trend: 1,
		of: r => r.named,
	},
	{
		name: 'namedInFile',
		what: 'The same, below the best of its file.',
		level: 'chunk',
		trend: -1,
		of: r => r.group.named - r.named,
	},
	{
		name: 'scopeNamed',
		what: 'An enclosing scope is an identifier of the query, or what stood before it.',
		level: 'chunk',
		trend: 1,
		of: r =>
			Number(
				r.chunk.scope.some(
					name =>
						r.query.identifierKeys.has(nameFacts(name).key) ||
						r.query.qualifierKeys.has(nameFacts(name).key),
				),
			),
	},
	{
		name: 'usage',
		what: "log2 of the number of chunks that mention the chunk's name.",
		level: 'chunk',
		of: r => log2(r.chunk.usage),
	},
	// Shape of the chunk
	{
		name: 'isHeader',
		what: 'The chunk is the head of a class, interface, module or the like.',
		level: 'chunk',
		of: r => Number(isHeaderKind(r.chunk.kind)),
	},
	{
		name: 'isFunction',
		what: 'The chunk is a function or method.',
		level: 'chunk',
		of: r => Number(r.chunk.kind === 'function' || r.chunk.kind === 'method'),
	},
	{
		name: 'isTestChunk',
		what: 'The chunk is a test.',
		level: 'chunk',
		trend: -1,
		of: r => Number(r.chunk.kind === 'test'),
	},
	{
		name: 'isLoose',
		what: 'The chunk is loose code, a window, or a data file.',
		level: 'chunk',
		of: r =>
			Number(r.chunk.kind === 'code' || r.chunk.kind === 'text' || r.chunk.kind === 'config'),
	},
	{
		name: 'part',
		what: 'Which part of a split function it is.',
		level: 'chunk',
		trend: -1,
		of: r => r.chunk.part,
	},
	{
		name: 'ordinal',
		what: 'log2 of its place in the file.',
		level: 'chunk',
		of: r => log2(r.chunk.ordinal),
	},
	{
		name: 'place',
		what: 'Its place in the file, 0 first to 1 last.',
		level: 'chunk',
		of: r => ratio(r.chunk.ordinal, Math.max(1, r.file.chunkCount - 1)),
	},
	{
		name: 'lines',
		what: 'log2 of its number of lines.',
		level: 'chunk',
		of: r => log2(r.chunk.endLine - r.chunk.startLine),
	},
	{
		name: 'length',
		what: 'log2 of its number of words.',
		level: 'chunk',
		of: r => log2(r.chunk.length),
	},
	{
		name: 'nested',
		what: 'Number of enclosing scopes.',
		level: 'chunk',
		of: r => r.chunk.scope.length,
	},
	{
		name: 'definitions',
		what: 'log2 of the number of names that it defines.',
		level: 'chunk',
		of: r => log2(r.chunk.definitions.length),
	},
	{
		name: 'hasDoc',
		what: 'It has a doc comment.',
		level: 'chunk',
		of: r => Number(r.chunk.docLine !== ''),
	},
	{
		name: 'docNamed',
		what: "Share of the query's words in the first sentence of its doc comment.",
		level: 'chunk',
		trend: 1,
		of: r => docNamed(r),
	},
	// Meaning, of the file
	{
		name: 'fileCosine',
		what: "The file's best cosine.",
		level: 'file',
		vectors: true,
		trend: 1,
		of: r => r.group.bestCosine,
	},
	{
		name: 'fileCosineGap',
		what: "How far the file's best cosine is below the best of all.",
		level: 'file',
		vectors: true,
		trend: -1,
		of: r => r.query.maxCosine - r.group.bestCosine,
	},
	{
		name: 'fileCosineZ',
		what: "The file's best cosine in standard deviations above the candidates' mean.",
		level: 'file',
		vectors: true,
		trend: 1,
		of: r => (r.group.bestCosine - r.query.meanCosine) / r.query.sdCosine,
	},
	{
		name: 'fileCosineRank',
		what: "log2 of the file's place by its best cosine.",
		level: 'file',
		vectors: true,
		trend: -1,
		of: r => log2(r.group.cosineRank),
	},
	{
		name: 'fileSecondGap',
		what: 'How far its second-best cosine is below the best of all.',
		level: 'file',
		vectors: true,
		trend: -1,
		of: r => r.query.maxCosine - r.group.secondCosine,
	},
	{
		name: 'fileTopCosines',
		what: 'How far the mean of its three best cosines is below the best of all.',
		level: 'file',
		vectors: true,
		trend: -1,
		of: r => r.query.maxCosine - r.group.topCosines,
	},
	// Words, of the file
	{
		name: 'fileBody',
		what: "The file's best BM25 of a chunk.",
		level: 'file',
		trend: 1,
		of: r => r.group.bestBody,
	},
	{
		name: 'fileBodyShare',
		what: 'The same, relative to the best of all.',
		level: 'file',
		trend: 1,
		of: r => ratio(r.group.bestBody, r.query.maxBody),
	},
	{
		name: 'fileBodyRank',
		what: "log2 of the file's place by it.",
		level: 'file',
		trend: -1,
		of: r => log2(r.group.bodyRank),
	},
	{
		name: 'fileBodySum',
		what: "Sum of BM25 over the file's candidates, relative to the best chunk of all.",
		level: 'file',
		of: r => ratio(r.group.bodySum, r.query.maxBody),
	},
	{
		name: 'fileNamesShare',
		what: "The file's best BM25 over names, relative to the best of all.",
		level: 'file',
		trend: 1,
		of: r => ratio(r.group.bestNames, r.query.maxNames),
	},
	{
		name: 'fileNamesRank',
		what: "log2 of the file's place by names.",
		level: 'file',
		trend: -1,
		of: r => log2(r.group.namesRank),
	},
	{
		name: 'document',
		what: 'BM25 of the file as one document.',
		level: 'file',
		trend: 1,
		of: r => r.file.document,
	},
	{
		name: 'documentShare',
		what: 'The same, relative to the best file.',
		level: 'file',
		trend: 1,
		of: r => ratio(r.file.document, r.query.maxDocument),
	},
	{
		name: 'documentRank',
		what: "log2 of the file's place by it.",
		level: 'file',
		trend: -1,
		of: r => log2(r.group.documentRank),
	},
	{
		name: 'path',
		what: 'BM25 over the words of the path.',
		level: 'file',
		trend: 1,
		of: r => r.file.pathScore,
	},
	{
		name: 'pathShare',
		what: 'The same, relative to the best file.',
		level: 'file',
		trend: 1,
		of: r => ratio(r.file.pathScore, r.query.maxPath),
	},
	{
		name: 'pathRank',
		what: "log2 of the file's place by path words.",
		level: 'file',
		trend: -1,
		of: r => log2(r.group.pathRank),
	},
	{
		name: 'rrf',
		what: "Sum of 1/(60 + place) over the file's candidates in both legs.",
		level: 'file',
		trend: 1,
		of: r => r.group.rrf * RRF_K,
	},
	{
		name: 'rrfRank',
		what: "log2 of the file's place by it.",
		level: 'file',
		trend: -1,
		of: r => log2(r.group.rrfRank),
	},
	{
		name: 'documentCover',
		what: "Share of the query's weight that the whole file covers.",
		level: 'file',
		trend: 1,
		of: r => idfShare(r.file.documentMask, r.query),
	},
	{
		name: 'pathCover',
		what: 'The same for the path.',
		level: 'file',
		trend: 1,
		of: r => idfShare(r.file.pathMask, r.query),
	},
	{
		name: 'fileNamesCover',
		what: "The same for all names of the file's candidates.",
		level: 'file',
		trend: 1,
		of: r => idfShare(r.group.namesMask, r.query),
	},
	{
		name: 'namesPathCover',
		what: "The same for names of the file's candidates and the path together.",
		level: 'file',
		trend: 1,
		of: r => idfShare(r.group.namesMask | r.file.pathMask, r.query),
	},
	{
		name: 'fileCompound',
		what: "Number of neighbouring query words that the file's candidates have as one name.",
		level: 'file',
		trend: 1,
		of: r => popcount(r.group.bodyMask & r.query.compoundMask),
	},
	{
		name: 'fileCompoundName',
		what: 'The same among defined names.',
		level: 'file',
		trend: 1,
		of: r => popcount((r.group.namesMask | r.file.pathMask) & r.query.compoundMask),
	},
	// Names, of the file
	{
		name: 'stemNamed',
		what: "Share of the words of the file's name that the query names.",
		level: 'file',
		trend: 1,
		of: r => namedShare(r.path.stem, r.query.terms),
	},
	{
		name: 'stemWords',
		what: "Number of words in the file's name.",
		level: 'file',
		of: r => r.path.stem.length,
	},
	{
		name: 'stemCover',
		what: "Share of the query's words that the file's name has.",
		level: 'file',
		trend: 1,
		of: r => r.path.stem.filter(word => r.query.terms.has(word)).length / r.query.plainCount,
	},
	{
		name: 'folderNamed',
		what: "Share of the words of the file's folder that the query names.",
		level: 'file',
		trend: 1,
		of: r => namedShare(r.path.folder, r.query.terms),
	},
	{
		name: 'stemIsNamed',
		what: "The file's name is an identifier of the query, or the query written as one name.",
		level: 'file',
		trend: 1,
		of: r =>
			Number(
				r.path.stemKey !== '' &&
					(r.query.identifierKeys.has(r.path.stemKey) || r.query.queryKey === r.path.stemKey),
			),
	},
	{
		name: 'fileDefines',
		what: 'The file defines an identifier of the query.',
		level: 'file',
		trend: 1,
		of: r => r.group.defines,
	},
	{
		name: 'fileNamed',
		what: "The best `isNamed` of the file's candidates.",
		level: 'file',
		trend: 1,
		of: r => r.group.named,
	},
	{
		name: 'definers',
		what: 'log2 of the number of candidate files that define an identifier of the query.',
		level: 'query',
		of: r => log2(r.query.definers),
	},
	{
		name: 'pathQualified',
		what: 'The path has what stood before an identifier of the query.',
		level: 'file',
		trend: 1,
		of: r => pathQualified(r),
	},
	{
		name: 'fileUsage',
		what: "log2 of the most mentions that a name of the file's candidates has.",
		level: 'file',
		of: r => log2(r.group.usage),
	},
	// Shape of the file
	{
		name: 'fileChunks',
		what: 'log2 of the number of chunks in the file.',
		level: 'file',
		of: r => log2(r.file.chunkCount),
	},
	{
		name: 'fileCandidates',
		what: 'log2 of the number of its candidates.',
		level: 'file',
		of: r => log2(r.group.count),
	},
	{
		name: 'candidateShare',
		what: "Share of the file's chunks that are candidates.",
		level: 'file',
		of: r => ratio(r.group.count, r.file.chunkCount),
	},
	{ name: 'depth', what: 'Number of folders above it.', level: 'file', of: r => r.path.depth },
	{
		name: 'isTest',
		what: 'It is a test, fixture or mock.',
		level: 'file',
		trend: -1,
		of: r => r.path.isTest,
	},
	{
		name: 'isExample',
		what: 'It is an example, demo or benchmark.',
		level: 'file',
		trend: -1,
		of: r => r.path.isExample,
	},
	{
		name: 'isProse',
		what: 'It is prose: Markdown, licence, changelog.',
		level: 'file',
		trend: -1,
		of: r => r.path.isProse,
	},
	{
		name: 'isConfig',
		what: 'It is data or settings.',
		level: 'file',
		trend: -1,
		of: r => r.path.isConfig,
	},
	{
		name: 'offRole',
		what: 'It is a test, an example, prose or data, and the query does not ask for such.',
		level: 'file',
		trend: -1,
		of: r => offRole(r),
	},
	{
		name: 'isEntry',
		what: 'It collects others: index, __init__, mod, lib, main.',
		level: 'file',
		of: r => r.path.isEntry,
	},
	{
		name: 'isDeclaration',
		what: 'It declares without implementing.',
		level: 'file',
		of: r => r.path.isDeclaration,
	},
	{
		name: 'isLegacy',
		what: 'It is kept for compatibility, old, or brought in from elsewhere.',
		level: 'file',
		trend: -1,
		of: r => r.path.isLegacy,
	},
	{
		name: 'isInternal',
		what: 'It is internal by its folder or name.',
		level: 'file',
		of: r => r.path.isInternal,
	},
	// The query
	{
		name: 'queryWords',
		what: 'Number of words of the query.',
		level: 'query',
		of: r => r.query.words,
	},
	{
		name: 'queryTerms',
		what: 'Number of terms that were looked up.',
		level: 'query',
		of: r => r.query.plainCount,
	},
	{
		name: 'isIdentifier',
		what: 'The query is a single identifier.',
		level: 'query',
		of: r => Number(r.query.query.kind === 'identifier'),
	},
	{
		name: 'isMixed',
		what: 'The query names code among words.',
		level: 'query',
		of: r => Number(r.query.query.kind === 'mixed'),
	},
];

function isNamed(chunk: CandidateChunk, query: QueryFacts): number {
	if (chunk.symbol === '') return 0;
	const { key, lastKey } = nameFacts(chunk.symbol);
	const header = isHeaderKind(chunk.kind) ? 0.5 : 0;
	// A split function's later parts carry its name too; the first is the definition.
	const part = chunk.part > 0 ? 1 : 0;
	if (query.identifiers.has(chunk.symbol)) return 3 + header - part;
	// `Foo.Bar` and `foo::Bar` are defined under their whole names in some languages.
	if (query.identifierKeys.has(key) || query.identifierKeys.has(lastKey)) return 2 + header - part;
	return key !== '' && key === query.queryKey ? 1 + header - part : 0;
}

/** Stems of words by which a question asks for a role. */
const ROLES: readonly {
	readonly flag: 'isTest' | 'isExample' | 'isProse' | 'isConfig';
	readonly terms: ReadonlySet<string>;
}[] = [
	{
		flag: 'isTest',
		terms: wordSet('test tests testing tester spec fixture mock stub assertion benchmark snapshot'),
	},
	{
		flag: 'isExample',
		terms: wordSet('example sample demo tutorial benchmark bench doc docs playground'),
	},
	{
		flag: 'isProse',
		terms: wordSet(
			'doc docs documentation readme guide tutorial changelog license markdown release contributing',
		),
	},
	{
		flag: 'isConfig',
		terms: wordSet(
			'config configuration json yaml toml xml html css style manifest makefile cmake build dependency workflow schema',
		),
	},
];

function wordSet(words: string): ReadonlySet<string> {
	return new Set(words.split(' ').flatMap(termsOf));
}

function offRole(row: Row): number {
	for (const { flag, terms } of ROLES) {
		if (row.path[flag] === 0) continue;
		let asked = false;
		for (const term of terms) if (row.query.terms.has(term)) asked = true;
		if (!asked) return 1;
	}
	return 0;
}

function pathQualified(row: Row): number {
	if (row.query.qualifierKeys.size === 0) return 0;
	const pieces = row.file.path.split('/').map(letters);
	let count = 0;
	for (const key of row.query.qualifierKeys) if (pieces.includes(key)) count++;
	return count / row.query.qualifierKeys.size;
}

function rarest(row: Row): number {
	const { terms } = row.query.query;
	let best = 0;
	for (let i = 0; i < terms.length && i < 31; i++) {
		const term = terms[i];
		if (term && !term.isCompound && ((row.chunk.bodyMask | row.chunk.namesMask) >>> i) & 1)
			best = Math.max(best, term.idf);
	}
	return best / row.query.maxIdf;
}

function docNamed(row: Row): number {
	if (row.chunk.docLine === '') return 0;
	const words = new Set(termsOf(row.chunk.docLine));
	let count = 0;
	for (const term of row.query.terms) if (words.has(term)) count++;
	return count / row.query.plainCount;
}

/**
 * The feature matrix of one answer.
 * @returns Row-major [rows.length, signals.length].
 */
export function featureMatrix(
	rows: readonly Row[],
	signals: readonly Signal[] = SIGNALS,
): Float32Array {
	const width = signals.length;
	const matrix = new Float32Array(rows.length * width);
	rows.forEach((row, i) => {
		signals.forEach((signal, j) => {
			matrix[i * width + j] = signal.of(row);
		});
	});
	return matrix;
}
