import { nameFacts, pathFacts, type NameFacts, type PathFacts } from '../pathFacts';
import { namesOf } from '../namesOf';
import type { CandidateChunk, CandidateFile, RankQuery } from '../types';
import { placesOf } from './arithmetic';
import { NameMatcher } from './associated';
import { markDefinitions } from './definitions';
import { groupByFile, RRF_K, type FileGroup } from './fileGroups';
import { inFileWeights } from './inFile';
import { isNamed } from './named';
import { queryFacts, type QueryFacts } from './queryFacts';

/** How far the names of a path answer the query, counting words that programmers use for each other (`NameMatcher`); 0..1. */
export interface PathNames {
	/** Shares of the query's weight: that of the file's name, and of it and its folder together. */
	readonly stemAssociated: number;
	readonly pathAssociated: number;
	/** Shares of the name's own words. */
	readonly stemLike: number;
	readonly folderLike: number;
}

/** Everything that the signals of one candidate are read from. Places count from 0 among the candidates. */
export interface Row {
	readonly chunk: CandidateChunk;
	readonly file: CandidateFile;
	readonly path: PathFacts;
	readonly query: QueryFacts;
	readonly group: FileGroup;
	readonly pathNames: PathNames;
	readonly cosinePlace: number;
	readonly bodyPlace: number;
	readonly namesPlace: number;
	readonly fusionPlace: number;
	/** Places among the candidates of its file. */
	readonly cosineInFile: number;
	readonly bodyInFile: number;
	readonly nameInFile: number;
	/** See `inFileWeights`. */
	readonly inFile: number;
	readonly inFileNames: number;
	/** The best of its names, see `NameMatcher.shares`. */
	readonly symbolCover: number;
	readonly associated: number;
	/** Number of candidates with the same name, 0 without a name. */
	readonly namesakes: number;
	readonly name: NameFacts;
	/** See `isNamed`. */
	readonly named: number;
}

const NO_NAME: NameFacts = { words: [], whole: [], key: '', last: '', lastKey: '' };

/** Brings candidates into the shape that the signals read: places, and what the candidates of one file have together. */
export function buildRows(
	query: RankQuery,
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
): Row[] {
	const rows = new AnswerRows(query, files, chunks);
	return chunks.map((_, i) => rows.at(i));
}

/**
 * The rows of one answer. Places are worked out at once; what only the signals of one file's candidates read, when they are asked
 * for: most candidates lie in files that could never come first.
 */
export class AnswerRows {
	readonly query: QueryFacts;
	/** By place among the files. */
	readonly groups: readonly FileGroup[];
	/** By place among the candidates: place by reciprocal rank fusion. */
	readonly fusionPlace: Int32Array;
	readonly #cosine: Float64Array;
	readonly #cosinePlace: Int32Array;
	readonly #body: Float64Array;
	readonly #bodyPlace: Int32Array;
	readonly #namesPlace: Int32Array;
	readonly #named: Float64Array;
	/** Filled in file by file. */
	readonly #nameCosine: Float64Array;
	readonly #namesakes = new Map<string, number>();
	readonly #matcher: NameMatcher;
	readonly #rows: (Row | undefined)[];
	readonly #inFile: InFilePlaces;

	/** @throws {RangeError} When a candidate names a file that was not given. */
	constructor(
		query: RankQuery,
		private readonly files: readonly CandidateFile[],
		private readonly chunks: readonly CandidateChunk[],
	) {
		for (const [i, { file }] of chunks.entries())
			if (files[file] === undefined)
				throw new RangeError(`candidate ${i} names file ${file}, which was not given`);
		const facts = queryFacts(query, files, chunks);
		const n = chunks.length;
		const column = (value: (chunk: CandidateChunk) => number): Float64Array => {
			const values = new Float64Array(n);
			chunks.forEach((chunk, i) => (values[i] = value(chunk)));
			return values;
		};
		this.query = facts;
		this.#cosine = column(chunk => (Number.isNaN(chunk.cosine) ? -1 : chunk.cosine));
		this.#body = column(chunk => chunk.body);
		this.#cosinePlace = placesOf(this.#cosine, -1);
		this.#bodyPlace = placesOf(this.#body, 0);
		this.#namesPlace = placesOf(
			column(chunk => chunk.names),
			0,
		);
		this.fusionPlace = placesOf(this.#fusion(n), 0);
		for (const { symbol } of chunks)
			if (symbol !== '') this.#namesakes.set(symbol, (this.#namesakes.get(symbol) ?? 0) + 1);
		this.#nameCosine = new Float64Array(n);
		this.#named = column(chunk => isNamed(chunk, facts));
		this.#matcher = new NameMatcher(facts.idfs, facts.idfSum);
		this.groups = groupByFile(files, chunks, {
			cosine: this.#cosine,
			cosinePlace: this.#cosinePlace,
			bodyPlace: this.#bodyPlace,
			named: this.#named,
		});
		markDefinitions(files, this.groups, facts);
		this.#rows = new Array<Row | undefined>(n);
		this.#inFile = {
			cosine: new Uint16Array(n),
			body: new Uint16Array(n),
			name: new Uint16Array(n),
			words: new Float64Array(n),
			names: new Float64Array(n),
		};
	}

	/** @param i Place among the candidates. @throws {RangeError} When there is no such candidate. */
	at(i: number): Row {
		const known = this.#rows[i];
		if (known !== undefined) return known;
		this.#make(this.chunks[i]?.file ?? -1);
		const made = this.#rows[i];
		if (made === undefined) throw new RangeError(`there is no candidate ${i}`);
		return made;
	}

	#fusion(n: number): Float64Array {
		const share = (place: number): number => (place < n ? 1 / (RRF_K + 1 + place) : 0);
		return Float64Array.from(
			{ length: n },
			(_, i) =>
				share(this.#cosinePlace[i] ?? n) +
				share(this.#bodyPlace[i] ?? n) +
				share(this.#namesPlace[i] ?? n) / 2,
		);
	}

	/** Makes the rows of a file's candidates and what the file has from them. */
	#make(at: number): void {
		const group = this.groups[at];
		const file = this.files[at];
		if (group === undefined || file === undefined) return;
		const { chunks } = this;
		const { members } = group;
		const inFile = this.#inFile;
		for (const i of members) this.#nameCosine[i] = chunks[i]?.nameCosine ?? 0;
		placesAmong(members, this.#cosine, inFile.cosine);
		placesAmong(members, this.#body, inFile.body);
		placesAmong(members, this.#nameCosine, inFile.name);
		inFileWeights(chunks, members, this.query.plainMask, (member, words, names) => {
			inFile.words[member] = words;
			inFile.names[member] = names;
			group.bestInFile = Math.max(group.bestInFile, words);
		});
		const path = pathFacts(file.path);
		const pathNames: PathNames = {
			stemAssociated: this.#matcher.shares(path.stem).associated,
			pathAssociated: this.#matcher.shares([...path.folder, ...path.stem]).associated,
			stemLike: this.#matcher.likeness(path.stem),
			folderLike: this.#matcher.likeness(path.folder),
		};
		for (const i of members) {
			const chunk = chunks[i] as CandidateChunk;
			const { exact, associated } = this.#bestShares(chunk);
			const nameCosine = this.#nameCosine[i] ?? 0;
			if (nameCosine > group.bestNameCosine) group.bestNameCosine = nameCosine;
			group.bestAssociated = Math.max(group.bestAssociated, associated);
			group.usage = Math.max(group.usage, chunk.usage);
			this.#rows[i] = {
				chunk,
				file,
				path,
				group,
				query: this.query,
				pathNames,
				cosinePlace: this.#cosinePlace[i] ?? 0,
				bodyPlace: this.#bodyPlace[i] ?? 0,
				namesPlace: this.#namesPlace[i] ?? 0,
				fusionPlace: this.fusionPlace[i] ?? 0,
				cosineInFile: inFile.cosine[i] ?? 0,
				bodyInFile: inFile.body[i] ?? 0,
				nameInFile: inFile.name[i] ?? 0,
				inFile: inFile.words[i] ?? 0,
				inFileNames: inFile.names[i] ?? 0,
				symbolCover: exact,
				associated,
				namesakes: this.#namesakes.get(chunk.symbol) ?? 0,
				name: chunk.symbol === '' ? NO_NAME : nameFacts(chunk.symbol),
				named: this.#named[i] ?? 0,
			};
		}
	}

	#bestShares(chunk: CandidateChunk): { readonly exact: number; readonly associated: number } {
		let exact = 0;
		let associated = 0;
		for (const name of namesOf(chunk)) {
			const shares = this.#matcher.shares(nameFacts(name).words);
			exact = Math.max(exact, shares.exact);
			associated = Math.max(associated, shares.associated);
		}
		return { exact, associated };
	}
}

/** By candidate: its places among those of its file, and its weights there (see `inFileWeights`). */
interface InFilePlaces {
	readonly cosine: Uint16Array;
	readonly body: Uint16Array;
	readonly name: Uint16Array;
	readonly words: Float64Array;
	readonly names: Float64Array;
}

/** Writes each member's place by `values` among the members. */
function placesAmong(members: readonly number[], values: Float64Array, places: Uint16Array): void {
	// Files have few candidates: counting those before each costs less than sorting them.
	for (const member of members) {
		const own = values[member] ?? 0;
		let place = 0;
		for (const other of members) {
			const value = values[other] ?? 0;
			if (value > own || (value === own && other < member)) place++;
		}
		places[member] = place;
	}
}
