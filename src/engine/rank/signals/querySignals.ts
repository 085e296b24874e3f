import type { Signal } from './signal';

export const querySignals: readonly Signal[] = [
	{
		name: 'queryWords',
		what: 'Number of words of the query.',
		level: 'query',
		of: r => r.query.words,
	},
	{
		name: 'queryTerms',
		what: 'Number of terms that were looked up.',
		level: 'query',
		of: r => r.query.plainCount,
	},
	{
		name: 'isIdentifier',
		what: 'The query is a single identifier.',
		level: 'query',
		of: r => Number(r.query.query.kind === 'identifier'),
	},
	{
		name: 'isMixed',
		what: 'The query names code among words.',
		level: 'query',
		of: r => Number(r.query.query.kind === 'mixed'),
	},
	{
		name: 'asksForFunction',
		what: 'The query reads like a sentence about one function.',
		level: 'query',
		of: r => Number(r.query.asksForFunction),
	},
];
