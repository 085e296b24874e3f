import { log2, ratio } from '../facts/arithmetic';
import { isContinuation } from '../facts/named';
import type { Row } from '../facts/rows';
import { isHeaderKind } from '../headerKinds';
import { termsOf } from '../pathFacts';
import type { Signal } from './signal';

/** Shape of the chunk. */
export const chunkShape: readonly Signal[] = [
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
		what: 'Which part of something split it is; 0 for the part that declares it, at least 1 for a comment before that.',
		level: 'chunk',
		trend: -1,
		of: r => (isContinuation(r.chunk) ? Math.max(1, r.chunk.part) : 0),
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
];

function docNamed(row: Row): number {
	if (row.chunk.docLine === '') return 0;
	const { near } = row.query;
	if (near !== undefined) {
		near.lastIndex = 0;
		if (!near.test(row.chunk.docLine)) return 0;
	}
	const words = new Set(termsOf(row.chunk.docLine));
	let count = 0;
	for (const term of row.query.terms) if (words.has(term)) count++;
	return count / row.query.plainCount;
}
