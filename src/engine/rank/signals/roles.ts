import type { Row } from '../facts/rows';
import { termsOf } from '../pathFacts';

/** Stems of words by which a question asks for a role. */
const ROLES: readonly {
	readonly flag: 'isTest' | 'isExample' | 'isProse' | 'isConfig';
	readonly terms: ReadonlySet<string>;
}[] = [
	{
		flag: 'isTest',
		terms: wordSet('test tests testing tester spec fixture mock stub assertion benchmark snapshot'),
	},
	{
		flag: 'isExample',
		terms: wordSet('example sample demo tutorial benchmark bench doc docs playground'),
	},
	{
		flag: 'isProse',
		terms: wordSet(
			'doc docs documentation readme guide tutorial changelog license markdown release contributing',
		),
	},
	{
		flag: 'isConfig',
		terms: wordSet(
			'config configuration json yaml toml xml html css style manifest makefile cmake build dependency workflow schema',
		),
	},
];

function wordSet(words: string): ReadonlySet<string> {
	return new Set(words.split(' ').flatMap(termsOf));
}

/** 1 where the file has a role that the query does not ask for. */
export function offRole(row: Row): number {
	for (const { flag, terms } of ROLES) {
		if (row.path[flag] === 0) continue;
		let asked = false;
		for (const term of terms) if (row.query.terms.has(term)) asked = true;
		if (!asked) return 1;
	}
	return 0;
}
