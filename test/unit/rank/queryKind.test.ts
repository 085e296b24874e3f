import { describe, expect, it } from 'vitest';
import { queryIdentifiers, queryKind } from '../../../src/engine/rank/queryKind';

describe('queryKind', () => {
	it.each([
		['', 'empty'],
		['retrieveUser', 'identifier'],
		['Monad', 'identifier'],
		['Session.send()', 'identifier'],
		['std::move', 'identifier'],
		['valid?', 'identifier'],
		['auth/session.ts', 'path'],
		['session.ts', 'path'],
		['src/lib/', 'path'],
		['how does retryFailed work', 'mixed'],
		['error in auth/session.ts', 'mixed'],
		['read and/or write files', 'prose'],
		['where are uploads retried?', 'prose'],
	] as const)('%s is %s', (text, kind) => {
		expect(queryKind(text)).toBe(kind);
	});
	it('does not take a URL for a path', () => {
		expect(queryKind('https://example.org/a/b')).not.toBe('path');
	});
});

describe('queryIdentifiers', () => {
	it('takes names out of a sentence', () => {
		expect(queryIdentifiers('how does retryFailed() call max_age').map(each => each.name)).toEqual([
			'retryFailed',
			'max_age',
		]);
	});
	it('takes a qualified name apart', () => {
		expect(queryIdentifiers('Session.send')).toEqual([{ name: 'send', qualifiers: ['Session'] }]);
	});
	it('takes nothing from prose', () => {
		expect(queryIdentifiers('where are uploads retried')).toEqual([]);
	});
	it('takes a single word as it is', () => {
		expect(queryIdentifiers('monad')).toEqual([{ name: 'monad', qualifiers: [] }]);
	});
});
