import { log2 } from '../facts/arithmetic';
import type { Signal } from './signal';

/** Meaning, of the file. */
export const fileMeaning: readonly Signal[] = [
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
		of: r => log2(r.group.cosinePlace),
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
	{
		name: 'fileNameCosine',
		what: "The best `nameCosine` of the file's candidates.",
		level: 'file',
		vectors: true,
		trend: 1,
		of: r => Math.max(0, r.group.bestNameCosine),
	},
	{
		name: 'stemCosine',
		what: "Cosine of the query with the file's name alone, by the draft table: words that mean the same.",
		level: 'file',
		vectors: true,
		trend: 1,
		of: r => r.file.stemCosine,
	},
	{
		name: 'pathCosine',
		what: "The same of the file's folder and name together.",
		level: 'file',
		vectors: true,
		trend: 1,
		of: r => r.file.pathCosine,
	},
];
