import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from './support/gitSandbox';

/** How many random rule sets: more by `RUNS=2000 npx vitest run test/unit/scan/gitIgnore.test.ts`. */
const RUNS = Number(process.env['RUNS'] ?? 60);

const FOLDERS = ['a', 'b', 'ab', 'A'];
const FILES = [
	'a',
	'b',
	'a.c',
	'ab.c',
	'A.c',
	'é',
	'a b',
	'a ',
	'#a',
	'!a',
	'[a]',
	'a\\b',
	'.q',
	'b-c',
];

/** Every file name in every folder to depth 3, but not beneath a folder that has the file's name. */
function treePaths(): string[] {
	const paths: string[] = [];
	const visit = (folder: string, depth: number): void => {
		for (const file of FILES) {
			if (depth === 3 || !FOLDERS.includes(file)) paths.push(folder + file);
		}
		if (depth < 3) for (const name of FOLDERS) visit(`${folder}${name}/`, depth + 1);
	};
	visit('', 0);
	return paths;
}

const piece = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom('a', 'b', 'ab', 'a.c', '.c', '.q', 'c', 'A', 'é') },
	{
		weight: 4,
		arbitrary: fc.constantFrom('*', '**', '***', '?', '/', '/', '/**/', '**/', '/**', '/*'),
	},
	{
		weight: 2,
		arbitrary: fc.constantFrom(
			'[ab]',
			'[!a]',
			'[^b]',
			'[a-c]',
			'[]a]',
			'[[:alpha:]]',
			'[[:upper:]]',
			'[[:punct:]x]',
			'[a',
			'[]',
			'[[:bad:]]',
			'[\\]a]',
			'[a-]',
			'[--a]',
			'[[:a]',
			'[b-\\]]',
			'[/]',
			'\\',
			'\\a',
			'\\*',
			'\\[',
			'\\ ',
			' ',
			'#',
			'!',
			'\\#',
			'\\!',
			'{a,b}',
			'\t',
		),
	},
);
const line = fc
	.tuple(
		fc.constantFrom('', '', '', '!', '/', '!/', '#'),
		fc.array(piece, { minLength: 1, maxLength: 5 }),
		fc.constantFrom('', '', '/', ' ', '  ', '\\ ', '\r'),
	)
	.map(([start, pieces, end]) => start + pieces.join('') + end);
const rules = fc
	.tuple(
		fc.array(line, { maxLength: 6 }),
		fc.constantFrom('\n', '\n', '\r\n'),
		fc.constantFrom('', '', '\ufeff'),
	)
	.map(([lines, end, bom]) => bom + lines.join(end));
const ruleSet = fc.record({
	'.gitignore': rules,
	'a/.gitignore': rules,
	'a/b/.gitignore': rules,
	'ab/.gitignore': rules,
	info: rules,
	global: rules,
	ignoreCase: fc.boolean(),
});

describe('ignore rules against git itself', () => {
	const sandbox = new Sandbox();
	const paths = treePaths();

	beforeAll(() => {
		sandbox.write(Object.fromEntries(paths.map(file => [file, 'x'])));
		sandbox.git(['init', '-q']);
		mkdirSync(path.join(sandbox.home, '.config/git'), { recursive: true });
	});
	afterAll(() => sandbox.dispose());

	it('agrees on every path of a tree for random rule sets, rule by rule', async () => {
		await fc.assert(
			fc.asyncProperty(ruleSet, async ({ info, global, ignoreCase, ...files }) => {
				for (const [file, text] of Object.entries(files)) {
					if (text === '') rmSync(path.join(sandbox.root, file), { force: true });
					else sandbox.write({ [file]: text });
				}
				writeFileSync(path.join(sandbox.root, '.git/info/exclude'), info);
				writeFileSync(path.join(sandbox.home, '.config/git/ignore'), global);
				sandbox.git(['config', 'core.ignoreCase', String(ignoreCase)]);
				const { files: found, skipped } = await sandbox.walk();
				const byGit = sandbox.checkIgnore(paths);
				const kept = new Set(found);
				const wrong = paths.filter(one => kept.has(one) === byGit.get(one)?.ignored);
				expect(wrong).toEqual([]);
				const ignored = [...skipped.values()].filter(entry => entry.reason === 'gitignore');
				const named = sandbox.checkIgnore(ignored.map(entry => entry.path));
				for (const { path: one, detail } of ignored) {
					const answer = named.get(one);
					const lineOf = /, line (\d+)$/.exec(detail)?.[1];
					expect([one, Number(lineOf)]).toEqual([one, answer?.line]);
					const source = (answer?.source ?? '').replace(sandbox.home, '').replace(/^\//, '');
					expect(detail.replace(`${sandbox.home}/`, '')).toContain(` in ${source}, line`);
				}
			}),
			{ numRuns: RUNS, ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}) },
		);
	}, 600_000);
});
