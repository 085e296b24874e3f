import type { CandidateChunk, CandidateFile, TermMask } from '../types';
import { log2, placesOf } from './arithmetic';

/** Smoothing constant of reciprocal rank fusion. */
export const RRF_K = 60;

/** What holds for all candidates of one file. Places count from 0. */
export interface FileGroup {
	bestCosine: number;
	secondCosine: number;
	thirdCosine: number;
	/** Mean of the three best. */
	topCosines: number;
	bestBody: number;
	bestNames: number;
	/** These and `usage` are filled in with the rows of the file's candidates: see `AnswerRows`. */
	bestNameCosine: number;
	bestAssociated: number;
	bestInFile: number;
	bodySum: number;
	count: number;
	rrf: number;
	bodyMask: TermMask;
	namesMask: TermMask;
	defines: number;
	/** The most that `isNamed` says of a candidate. */
	named: number;
	usage: number;
	cosinePlace: number;
	bodyPlace: number;
	namesPlace: number;
	documentPlace: number;
	pathPlace: number;
	rrfPlace: number;
	/** Reciprocal rank fusion of the other candidate files in its folder. */
	folderRrf: number;
	/** Reciprocal rank fusion of the candidate files that mention it, and of those that it mentions. */
	authority: number;
	reach: number;
	/** See `markDefinitions`. */
	isDefinition: number;
	definitionSize: number;
	passesOn: number;
	/** Candidates of the file, as places in the list that was given. */
	readonly members: number[];
}

function emptyGroup(): FileGroup {
	return {
		bestCosine: 0,
		secondCosine: 0,
		thirdCosine: 0,
		topCosines: 0,
		bestBody: 0,
		bestNames: 0,
		bestNameCosine: -1,
		bestAssociated: 0,
		bestInFile: 0,
		bodySum: 0,
		count: 0,
		rrf: 0,
		bodyMask: 0,
		namesMask: 0,
		defines: 0,
		named: 0,
		usage: 0,
		cosinePlace: 0,
		bodyPlace: 0,
		namesPlace: 0,
		documentPlace: 0,
		pathPlace: 0,
		rrfPlace: 0,
		folderRrf: 0,
		authority: 0,
		reach: 0,
		isDefinition: 0,
		definitionSize: 0,
		passesOn: 0,
		members: [],
	};
}

/** Per chunk, in the order of the candidates. */
export interface ChunkColumns {
	/** Cosine, −1 without a vector. */
	readonly cosine: ArrayLike<number>;
	readonly cosinePlace: ArrayLike<number>;
	readonly bodyPlace: ArrayLike<number>;
	readonly named: ArrayLike<number>;
}

/** Brings the candidates of each file together. */
export function groupByFile(
	files: readonly CandidateFile[],
	chunks: readonly CandidateChunk[],
	columns: ChunkColumns,
): FileGroup[] {
	const groups = files.map(emptyGroup);
	chunks.forEach((chunk, i) => {
		const group = groups[chunk.file];
		if (group) add(group, chunk, i, columns);
	});
	for (const group of groups)
		group.topCosines = (group.bestCosine + group.secondCosine + group.thirdCosine) / 3;
	const place = (values: readonly number[], set: (group: FileGroup, at: number) => void): void => {
		placesOf(values, 0).forEach((at, i) => {
			const group = groups[i];
			if (group) set(group, at);
		});
	};
	place(
		groups.map(group => group.bestCosine),
		(group, at) => (group.cosinePlace = at),
	);
	place(
		groups.map(group => group.bestBody),
		(group, at) => (group.bodyPlace = at),
	);
	place(
		groups.map(group => group.bestNames),
		(group, at) => (group.namesPlace = at),
	);
	place(
		groups.map(group => group.rrf),
		(group, at) => (group.rrfPlace = at),
	);
	place(
		files.map(file => file.document),
		(group, at) => (group.documentPlace = at),
	);
	place(
		files.map(file => file.pathScore),
		(group, at) => (group.pathPlace = at),
	);
	sumFolders(files, groups);
	files.forEach((file, i) => {
		const own = groups[i];
		for (const other of file.mentionedBy) {
			const mentions = groups[other];
			if (own === undefined || mentions === undefined) continue;
			own.authority += mentions.rrf;
			mentions.reach += own.rrf;
		}
	});
	return groups;
}

function add(group: FileGroup, chunk: CandidateChunk, i: number, columns: ChunkColumns): void {
	group.members.push(i);
	group.count++;
	const cosine = Math.max(0, columns.cosine[i] ?? 0);
	if (cosine > group.bestCosine) {
		group.thirdCosine = group.secondCosine;
		group.secondCosine = group.bestCosine;
		group.bestCosine = cosine;
	} else if (cosine > group.secondCosine) {
		group.thirdCosine = group.secondCosine;
		group.secondCosine = cosine;
	} else if (cosine > group.thirdCosine) group.thirdCosine = cosine;
	group.bestBody = Math.max(group.bestBody, chunk.body);
	group.bestNames = Math.max(group.bestNames, chunk.names);
	group.bodySum += chunk.body;
	group.bodyMask |= chunk.bodyMask;
	group.namesMask |= chunk.namesMask;
	group.defines = Math.max(group.defines, chunk.defines);
	group.named = Math.max(group.named, columns.named[i] ?? 0);
	if (chunk.cosine > -1) group.rrf += 1 / (RRF_K + 1 + (columns.cosinePlace[i] ?? 0));
	if (chunk.body > 0) group.rrf += 1 / (RRF_K + 1 + (columns.bodyPlace[i] ?? 0));
}

function sumFolders(files: readonly CandidateFile[], groups: readonly FileGroup[]): void {
	const folders = files.map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
	const sums = new Map<string, number>();
	groups.forEach((group, i) => {
		const folder = folders[i] ?? '';
		sums.set(folder, (sums.get(folder) ?? 0) + group.rrf);
	});
	groups.forEach((group, i) => {
		group.folderRrf = log2(((sums.get(folders[i] ?? '') ?? 0) - group.rrf) * RRF_K);
	});
}
