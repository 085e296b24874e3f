import { log2 } from '../facts/arithmetic';
import { cosineOf, type Signal } from './signal';

/** Meaning, of the chunk. */
export const chunkMeaning: readonly Signal[] = [
	{
		name: 'cosine',
		what: 'Cosine of chunk and query.',
		level: 'chunk',
		vectors: true,
		trend: 1,
		of: cosineOf,
	},
	{
		name: 'cosineGap',
		what: "How far the chunk's cosine is below the best one.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => r.query.maxCosine - cosineOf(r),
	},
	{
		name: 'cosineZ',
		what: "The chunk's cosine in standard deviations above the candidates' mean.",
		level: 'chunk',
		vectors: true,
		trend: 1,
		of: r => (cosineOf(r) - r.query.meanCosine) / r.query.sdCosine,
	},
	{
		name: 'cosineRank',
		what: "log2 of the chunk's place by cosine.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => log2(r.cosinePlace),
	},
	{
		name: 'cosineInFile',
		what: "How far the chunk's cosine is below the best of its file.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => r.group.bestCosine - cosineOf(r),
	},
	{
		name: 'cosinePlaceInFile',
		what: "log2 of the chunk's place by cosine among the candidates of its file.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => log2(r.cosineInFile),
	},
	{
		name: 'nameCosine',
		what: 'Cosine of the query with a name of the chunk alone, by the draft table: words that mean the same.',
		level: 'chunk',
		vectors: true,
		trend: 1,
		of: r => r.chunk.nameCosine,
	},
	{
		name: 'nameCosineInFile',
		what: 'How far it is below the best of the file.',
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => r.group.bestNameCosine - r.chunk.nameCosine,
	},
	{
		name: 'namePlaceInFile',
		what: "log2 of the chunk's place by it in the file.",
		level: 'chunk',
		vectors: true,
		trend: -1,
		of: r => log2(r.nameInFile),
	},
];
