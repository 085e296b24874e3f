import { log2, popcount, ratio } from '../facts/arithmetic';
import { idfShare } from '../facts/queryFacts';
import type { Row } from '../facts/rows';
import type { Signal } from './signal';

/** Words, of the chunk. */
export const chunkWords: readonly Signal[] = [
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
		of: r => log2(r.bodyPlace),
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
		of: r => log2(r.namesPlace),
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
		of: r => log2(r.fusionPlace),
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
	{
		name: 'bodyPlaceInFile',
		what: "log2 of the chunk's place by BM25 among the candidates of its file.",
		level: 'chunk',
		trend: -1,
		of: r => log2(r.bodyInFile),
	},
	{
		name: 'inFile',
		what: "Weight of the query's words in the chunk, each by how rare it is among the candidates of the file.",
		level: 'chunk',
		trend: 1,
		of: r => r.inFile,
	},
	{
		name: 'inFileGap',
		what: 'How far it is below the best of the file.',
		level: 'chunk',
		trend: -1,
		of: r => r.group.bestInFile - r.inFile,
	},
	{
		name: 'inFileNames',
		what: 'The same weight of the words in its names and scopes.',
		level: 'chunk',
		trend: 1,
		of: r => r.inFileNames,
	},
];

function rarest({ chunk, query }: Row): number {
	let best = 0;
	for (
		let rest = (chunk.bodyMask | chunk.namesMask) & query.plainMask;
		rest !== 0;
		rest &= rest - 1
	)
		best = Math.max(best, query.idfOfBit[31 - Math.clz32(rest & -rest)] as number);
	return best / query.maxIdf;
}
