import { asksForFunction } from '../../../shared/asksForFunction';
import { nearPattern } from '../../lexical/nearPattern';
import { letters, pathFacts } from '../pathFacts';
import { platformsIn } from '../platforms';
import type { CandidateChunk, CandidateFile, RankQuery, TermMask } from '../types';
import { ratio } from './arithmetic';

/** Terms that have a bit of the masks. */
const BITS = 31;

/** What holds for the whole answer. */
export interface QueryFacts {
	readonly query: RankQuery;
	readonly terms: ReadonlySet<string>;
	/** Where a text may have one of the terms: see `nearPattern`. */
	readonly near: RegExp | undefined;
	/** idf by term, compounds left out. */
	readonly idfs: ReadonlyMap<string, number>;
	/** Σ idf of the plain terms (no compounds), > 0. */
	readonly idfSum: number;
	readonly maxIdf: number;
	/** The first plain term: in a sentence that describes a function, its verb. */
	readonly firstTerm: string;
	readonly plainCount: number;
	readonly compoundMask: TermMask;
	readonly plainMask: TermMask;
	/** idf by bit of the masks. */
	readonly idfOfBit: Float64Array;
	readonly identifierKeys: ReadonlySet<string>;
	readonly identifiers: ReadonlySet<string>;
	readonly qualifierKeys: ReadonlySet<string>;
	/** Platforms that the query names: see `platformsIn`. */
	readonly platforms: readonly string[];
	/** Number of candidate files that define an identifier of the query, letter for letter. */
	readonly definers: number;
	/** The whole query's letters and digits: `route handler` asks for `RouteHandler`. */
	readonly queryKey: string;
	readonly words: number;
	/** See `asksForFunction`. */
	readonly asksForFunction: boolean;
	readonly maxCosine: number;
	readonly meanCosine: number;
	readonly sdCosine: number;
	readonly maxBody: number;
	readonly maxNames: number;
	readonly maxDocument: number;
	readonly maxPath: number;
	/** Share of the query's weight that one candidate of a file holds at most, the path included; by place among the files. */
	readonly fileCovers: readonly number[];
	/** The largest of a file that is not prose. */
	readonly codeCover: number;
}

/** Share of the query's weight (idf) that a mask covers, 0..1. */
export function idfShare(
	mask: TermMask,
	{ plainMask, idfOfBit, idfSum }: Pick<QueryFacts, 'plainMask' | 'idfOfBit' | 'idfSum'>,
): number {
	let sum = 0;
	for (let rest = mask & plainMask; rest !== 0; rest &= rest - 1)
		sum += idfOfBit[31 - Math.clz32(rest & -rest)] as number;
	return sum / idfSum;
}

/** Reads the whole answer once. */
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
	let plainMask = 0;
	const idfOfBit = new Float64Array(BITS);
	query.terms.slice(0, BITS).forEach((term, i) => {
		idfOfBit[i] = term.idf;
		if (term.isCompound) compoundMask |= 1 << i;
		else {
			plainMask |= 1 << i;
			idfSum += term.idf;
			plainCount++;
		}
	});
	const terms = new Set(query.terms.map(term => term.text));
	const covers = fileCovers(files, chunks, { plainMask, idfOfBit, idfSum: idfSum || 1 });
	return {
		query,
		terms,
		near: nearPattern(terms),
		idfs: new Map(query.terms.flatMap(term => (term.isCompound ? [] : [[term.text, term.idf]]))),
		idfSum: idfSum || 1,
		maxIdf: Math.max(1e-9, ...query.terms.map(term => (term.isCompound ? 0 : term.idf))),
		firstTerm: query.terms[0]?.text ?? '',
		plainCount: plainCount || 1,
		compoundMask,
		plainMask,
		idfOfBit,
		identifierKeys: new Set(query.identifiers.map(letters)),
		identifiers: new Set(query.identifiers),
		qualifierKeys: new Set(query.qualifiers.map(letters)),
		platforms: platformsIn(query.text),
		definers: new Set(chunks.filter(chunk => chunk.defines >= 1).map(chunk => chunk.file)).size,
		queryKey: letters(query.text),
		asksForFunction: asksForFunction(query.text),
		words: query.text.split(/\s+/).filter(Boolean).length,
		maxCosine: Math.max(maxCosine, 0),
		meanCosine: mean,
		sdCosine: count > 0 ? Math.sqrt(Math.max(squares / count - mean * mean, 1e-6)) : 1,
		maxBody,
		maxNames,
		maxDocument: files.reduce((most, file) => Math.max(most, file.document), 0),
		maxPath: files.reduce((most, file) => Math.max(most, file.pathScore), 0),
		fileCovers: covers,
		codeCover: files.reduce(
			(most, { path }, file) =>
				pathFacts(path).isProse === 0 ? Math.max(most, covers[file] ?? 0) : most,
			0,
		),
	};
}

function fileCovers(
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
	facts: Parameters<typeof idfShare>[1],
): number[] {
	const covers = files.map(() => 0);
	// Many candidates hold the same words.
	const shares = new Map<TermMask, number>();
	for (const { file, bodyMask, namesMask } of chunks) {
		const mask = bodyMask | namesMask | (files[file]?.pathMask ?? 0);
		let share = shares.get(mask);
		if (share === undefined) shares.set(mask, (share = idfShare(mask, facts)));
		covers[file] = Math.max(covers[file] ?? 0, share);
	}
	return covers;
}
