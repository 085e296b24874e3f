import { log2, ratio } from '../facts/arithmetic';
import { isElsewhere } from '../platforms';
import { isOnlyProse, offRole } from './roles';
import type { Signal } from './signal';

/** Shape of the file. */
export const fileShape: readonly Signal[] = [
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
		what: 'It is prose: Markdown, licence, changelog; not counted where no code holds what is asked.',
		level: 'file',
		trend: -1,
		of: r => (isOnlyProse(r) ? 0 : r.path.isProse),
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
		what: 'It is a test, an example, prose or data, and the query does not ask for such; prose as above.',
		level: 'file',
		trend: -1,
		of: r => offRole(r),
	},
	{
		name: 'isEntry',
		what: 'It collects others: index, `__init__`, mod, lib, main.',
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
	{
		name: 'isElsewhere',
		what: 'Its path names platforms, but neither the one that this machine runs on nor one that the query names.',
		level: 'file',
		fixed: -2,
		of: r => Number(isElsewhere(r.path.platforms, r.query.platforms)),
	},
];
