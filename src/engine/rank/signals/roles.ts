import { idfShare } from '../facts/queryFacts';
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

/** Share of a question's weight (idf) that such prose holds at least, and that all code holds at most. */
const PROSE_COVER = 0.75;
const CODE_COVER = 0.5;

/**
 * Prose that holds what a question of several words asks, where no code holds much of it. The weights come from questions whose answers are code,
 * so they know prose as a wrong answer only; here there is no code that it could stand before.
 */
export function isOnlyProse({ path, chunk, query }: Row): boolean {
	return (
		path.isProse !== 0 &&
		query.plainCount > 1 &&
		query.codeCover <= CODE_COVER &&
		idfShare(chunk.bodyMask, query) >= PROSE_COVER
	);
}

/** 1 where the file has a role that the query does not ask for. */
export function offRole(row: Row): number {
	if (isOnlyProse(row)) return 0;
	for (const { flag, terms } of ROLES) {
		if (row.path[flag] === 0) continue;
		let asked = false;
		for (const term of terms) if (row.query.terms.has(term)) asked = true;
		if (!asked) return 1;
	}
	return 0;
}
