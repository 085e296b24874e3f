import { log2 } from '../facts/arithmetic';
import { namedShare } from '../facts/named';
import { nameFacts } from '../pathFacts';
import type { Signal } from './signal';

/** Names, of the chunk. */
export const chunkNames: readonly Signal[] = [
	{
		name: 'symbolNamed',
		what: "Share of the words of the chunk's name that the query names.",
		level: 'chunk',
		trend: 1,
		of: r => namedShare(r.name.words, r.query.terms),
	},
	{
		name: 'symbolWords',
		what: "Number of words in the chunk's name.",
		level: 'chunk',
		of: r => r.name.words.length,
	},
	{
		name: 'verbNamed',
		what: "The query's first word is in the chunk's name.",
		level: 'chunk',
		trend: 1,
		of: r => Number(r.query.firstTerm !== '' && r.name.words.includes(r.query.firstTerm)),
	},
	{
		name: 'namesakes',
		what: 'log2 of the number of candidates with the same name.',
		level: 'chunk',
		of: r => log2(r.namesakes),
	},
	{
		name: 'defines',
		what: 'The chunk defines an identifier of the query.',
		level: 'chunk',
		trend: 1,
		of: r => r.chunk.defines,
	},
	{
		name: 'isNamed',
		what: "How well the chunk's own name answers an identifier of the query: letter for letter 3, else 2, the whole query written as one name 1; half a point more for the head of a class or the like, a quarter less where it defines the name beside others.",
		level: 'chunk',
		trend: 1,
		of: r => r.named,
	},
	{
		name: 'namedInFile',
		what: 'The same, below the best of its file.',
		level: 'chunk',
		trend: -1,
		of: r => r.group.named - r.named,
	},
	{
		name: 'scopeNamed',
		what: 'An enclosing scope is an identifier of the query, or what stood before it.',
		level: 'chunk',
		trend: 1,
		of: r =>
			Number(
				r.chunk.scope.some(
					name =>
						r.query.identifierKeys.has(nameFacts(name).key) ||
						r.query.qualifierKeys.has(nameFacts(name).key),
				),
			),
	},
	{
		name: 'usage',
		what: "log2 of the number of chunks that mention the chunk's name.",
		level: 'chunk',
		of: r => log2(r.chunk.usage),
	},
	{
		name: 'symbolCover',
		what: "Share of the query's weight that the words of one of the chunk's names cover.",
		level: 'chunk',
		trend: 1,
		of: r => r.symbolCover,
	},
	{
		name: 'associated',
		what: 'The same, counting words that programmers use for each other (returns: get).',
		level: 'chunk',
		trend: 1,
		of: r => r.associated,
	},
	{
		name: 'associatedInFile',
		what: 'How far it is below the best of the file.',
		level: 'chunk',
		trend: -1,
		of: r => r.group.bestAssociated - r.associated,
	},
	{
		name: 'stemDefined',
		what: 'The chunk defines what its file is named after.',
		level: 'chunk',
		of: r => Number(r.path.stemKey !== '' && r.name.lastKey === r.path.stemKey),
	},
];
