import { nameFacts, pathFacts, type NameFacts, type PathFacts } from '../pathFacts';
import { namesOf } from '../namesOf';
import type { CandidateChunk, CandidateFile, RankQuery } from '../types';
import { placesOf } from './arithmetic';
import { NameMatcher } from './associated';
import { groupByFile, RRF_K, type FileGroup } from './fileGroups';
import { inFileWeights } from './inFile';
import { isNamed } from './named';
import { queryFacts, type QueryFacts } from './queryFacts';

/** Everything that the signals of one candidate are read from. Places count from 0 among the candidates. */
export interface Row {
	readonly chunk: CandidateChunk;
	readonly file: CandidateFile;
	readonly path: PathFacts;
	readonly query: QueryFacts;
	readonly group: FileGroup;
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

const NO_NAME: NameFacts = { words: [], key: '', lastKey: '' };

/** Brings candidates into the shape that the signals read: places, and what the candidates of one file have together. */
export function buildRows(
	query: RankQuery,
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
): Row[] {
	const facts = queryFacts(query, files, chunks);
	const n = chunks.length;
	const column = (value: (chunk: CandidateChunk) => number): Float64Array => {
		const values = new Float64Array(n);
		chunks.forEach((chunk, i) => (values[i] = value(chunk)));
		return values;
	};
	const cosine = column(chunk => (Number.isNaN(chunk.cosine) ? -1 : chunk.cosine));
	const body = column(chunk => chunk.body);
	const nameCosine = column(chunk => chunk.nameCosine);
	const cosinePlace = placesOf(cosine, -1);
	const bodyPlace = placesOf(body, 0);
	const namesPlace = placesOf(
		column(chunk => chunk.names),
		0,
	);
	const share = (place: number): number => (place < n ? 1 / (RRF_K + 1 + place) : 0);
	const fusion = Float64Array.from(
		{ length: n },
		(_, i) => share(cosinePlace[i] ?? n) + share(bodyPlace[i] ?? n) + share(namesPlace[i] ?? n) / 2,
	);
	const fusionPlace = placesOf(fusion, 0);
	const namesakes = new Map<string, number>();
	for (const { symbol } of chunks)
		if (symbol !== '') namesakes.set(symbol, (namesakes.get(symbol) ?? 0) + 1);
	const names = chunks.map(({ symbol }) => (symbol === '' ? NO_NAME : nameFacts(symbol)));
	const named = column(chunk => isNamed(chunk, facts));
	const matcher = new NameMatcher(facts.idfs, facts.idfSum);
	const symbolCover = new Float64Array(n);
	const associated = new Float64Array(n);
	chunks.forEach((chunk, i) => {
		for (const name of namesOf(chunk)) {
			const shares = matcher.shares(nameFacts(name).words);
			symbolCover[i] = Math.max(symbolCover[i] ?? 0, shares.exact);
			associated[i] = Math.max(associated[i] ?? 0, shares.associated);
		}
	});
	const groups = groupByFile(files, chunks, { cosine, cosinePlace, bodyPlace, named, associated });
	const paths = files.map(file => pathFacts(file.path));
	const cosineInFile = new Uint16Array(n);
	const bodyInFile = new Uint16Array(n);
	const nameInFile = new Uint16Array(n);
	const inFile = new Float64Array(n);
	const inFileNames = new Float64Array(n);
	for (const group of groups) {
		placesAmong(group.members, cosine, cosineInFile);
		placesAmong(group.members, body, bodyInFile);
		placesAmong(group.members, nameCosine, nameInFile);
		inFileWeights(chunks, group.members, facts.plainMask, (member, words, ofNames) => {
			inFile[member] = words;
			inFileNames[member] = ofNames;
			group.bestInFile = Math.max(group.bestInFile, words);
		});
	}
	return chunks.map((chunk, i): Row => {
		const [file, path, group] = [files[chunk.file], paths[chunk.file], groups[chunk.file]];
		if (!file || !path || !group)
			throw new RangeError(`candidate ${i} names file ${chunk.file}, which was not given`);
		return {
			chunk,
			file,
			path,
			group,
			query: facts,
			cosinePlace: cosinePlace[i] ?? 0,
			bodyPlace: bodyPlace[i] ?? 0,
			namesPlace: namesPlace[i] ?? 0,
			fusionPlace: fusionPlace[i] ?? 0,
			cosineInFile: cosineInFile[i] ?? 0,
			bodyInFile: bodyInFile[i] ?? 0,
			nameInFile: nameInFile[i] ?? 0,
			inFile: inFile[i] ?? 0,
			inFileNames: inFileNames[i] ?? 0,
			symbolCover: symbolCover[i] ?? 0,
			associated: associated[i] ?? 0,
			namesakes: namesakes.get(chunk.symbol) ?? 0,
			name: names[i] ?? NO_NAME,
			named: named[i] ?? 0,
		};
	});
}

/** Writes each member's place by `values` among the members. */
function placesAmong(
	members: readonly number[],
	values: ArrayLike<number>,
	places: Uint16Array,
): void {
	if (members.length === 1) return;
	const order = [...members].sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
	order.forEach((member, at) => (places[member] = at));
}
