import { log2 } from '../facts/arithmetic';
import { isNamedAfter } from '../facts/definitions';
import { RRF_K } from '../facts/fileGroups';
import { namedShare } from '../facts/named';
import type { Row } from '../facts/rows';
import { letters } from '../pathFacts';
import type { Signal } from './signal';

/** Names, of the file. */
export const fileNames: readonly Signal[] = [
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
		name: 'stemAssociated',
		what: "Share of the query's weight that the words of the file's name answer, counting words that programmers use for each other.",
		level: 'file',
		trend: 1,
		of: r => r.pathNames.stemAssociated,
	},
	{
		name: 'pathAssociated',
		what: "The same of the file's folder and name together.",
		level: 'file',
		trend: 1,
		of: r => r.pathNames.pathAssociated,
	},
	{
		name: 'stemLike',
		what: "Share of the words of the file's name that are words of the query or go with them.",
		level: 'file',
		trend: 1,
		of: r => r.pathNames.stemLike,
	},
	{
		name: 'folderLike',
		what: "The same of the file's folder.",
		level: 'file',
		trend: 1,
		of: r => r.pathNames.folderLike,
	},
	{
		name: 'stemIsNamed',
		what: "The file's name is an identifier of the query, or the query written as one name.",
		level: 'file',
		trend: 1,
		of: r => Number(isNamedAfter(r.file, r.query)),
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
	{
		name: 'fileAssociated',
		what: "The best `associated` of the file's candidates.",
		level: 'file',
		trend: 1,
		of: r => r.group.bestAssociated,
	},
	{
		name: 'authority',
		what: 'log2 of the reciprocal rank fusion of the candidate files that mention it.',
		level: 'file',
		trend: 1,
		of: r => log2(r.group.authority * RRF_K),
	},
	{
		name: 'reach',
		what: 'log2 of the reciprocal rank fusion of the candidate files that it mentions.',
		level: 'file',
		of: r => log2(r.group.reach * RRF_K),
	},
	{
		name: 'stemUsage',
		what: "log2 of the number of chunks that mention the file's name as a word.",
		level: 'file',
		of: r => log2(r.file.stemUsage),
	},
	{
		name: 'isDefinition',
		what: 'A name is asked for by itself, and the file defines it letter for letter or is named after it.',
		level: 'file',
		fixed: 5,
		of: r => r.group.isDefinition,
	},
	{
		name: 'definitionSize',
		what: 'log2 of how many times smaller such a file is than the largest of them, at most 0.',
		level: 'file',
		fixed: 0.25,
		of: r => r.group.definitionSize,
	},
	{
		name: 'passesOn',
		what: 'Nothing here defines the name that is asked for by itself, and the file collects others and mentions it.',
		level: 'file',
		fixed: 4,
		of: r => r.group.passesOn,
	},
];

function pathQualified(row: Row): number {
	if (row.query.qualifierKeys.size === 0) return 0;
	const pieces = row.file.path.split('/').map(letters);
	let count = 0;
	for (const key of row.query.qualifierKeys) if (pieces.includes(key)) count++;
	return count / row.query.qualifierKeys.size;
}
