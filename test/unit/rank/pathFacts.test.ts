import { describe, expect, it } from 'vitest';
import { FileTermCollector } from '../../../src/engine/lexical/fileTerms';
import { pathFacts, wholeTerms } from '../../../src/engine/rank/pathFacts';

describe('wholeTerms', () => {
	const indexed = (text: string): readonly string[] => {
		const collector = new FileTermCollector();
		collector.addChunk(text, [], []);
		return collector.finish().terms;
	};

	it('are terms that the index holds where the name is mentioned', () => {
		for (const name of ['SessionStore', 'session_store', 'handlers', 'application', 'x509'])
			expect(indexed(`use(${name})`), name).toEqual(expect.arrayContaining([wholeTerms(name)[0]]));
	});
	it('find a class by a file that is written with underscores or hyphens', () => {
		expect(indexed('new SessionStore()')).toContain(wholeTerms('session_store').at(-1));
		expect(wholeTerms('session-store')).toEqual(['sessionstore']);
	});
	it('are of the last part of a qualified name, without marks', () => {
		expect(wholeTerms('Rails::Engine')).toEqual(wholeTerms('Engine'));
		expect(wholeTerms('foo.isEmpty?')).toEqual(['isempty']);
		expect(wholeTerms('')).toEqual([]);
	});
});

describe('pathFacts', () => {
	it('tells what a file goes by', () => {
		expect(pathFacts('src/formatters/Serializer.Json.cs')).toMatchObject({
			stemTerms: wholeTerms('Serializer'),
			stemText: 'Serializer.Json',
			folderStemText: 'formatters Serializer.Json',
		});
	});
});
