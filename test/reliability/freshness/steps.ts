import fc from 'fast-check';

/** What can happen to a repository, its index and the processes on it. */
export type Step =
	| { readonly do: 'write'; readonly path: string; readonly seed: number }
	| { readonly do: 'append'; readonly path: string }
	| { readonly do: 'remove'; readonly path: string }
	| { readonly do: 'rename'; readonly path: string; readonly to: string }
	| { readonly do: 'changeCase'; readonly path: string }
	| { readonly do: 'moveFolder'; readonly from: string; readonly to: string }
	| { readonly do: 'removeFolder'; readonly path: string }
	| { readonly do: 'replaceByFolder'; readonly path: string }
	| { readonly do: 'touch'; readonly path: string }
	| { readonly do: 'ignore'; readonly file: string; readonly lines: readonly string[] }
	| { readonly do: 'commit' }
	| { readonly do: 'switch'; readonly branch: string }
	| { readonly do: 'rebase'; readonly branch: string }
	| { readonly do: 'stash' }
	| { readonly do: 'unstash' }
	| { readonly do: 'resetHard' }
	/** The file watcher's events arrive. */
	| { readonly do: 'deliver' }
	/** A whole scan. */
	| { readonly do: 'scan' }
	| { readonly do: 'refine' }
	/** The process ends and another begins. */
	| { readonly do: 'restart' }
	/** It ends, other settings are made, another begins. */
	| { readonly do: 'settings'; readonly which: number }
	| { readonly do: 'openInner' }
	| { readonly do: 'closeInner' }
	| { readonly do: 'edit'; readonly path: string; readonly seed: number }
	| { readonly do: 'closeEditor'; readonly path: string };

export const PATHS = [
	'a.ts',
	'A.ts',
	'b.py',
	'lib/c.go',
	'lib/d.ts',
	'lib/deep/e.rs',
	'docs/readme.md',
	'gen/f.ts',
];
export const BRANCHES = ['main', 'feature', 'old'];
export const SETTINGS = [
	{},
	{ exclude: ['*.py'] },
	{ include: ['lib/**', '*.ts'] },
	{ respectGitignore: false },
	{ maxFileBytes: 200 },
];

const path = fc.constantFrom(...PATHS);
const seed = fc.nat(40);
const folder = fc.constantFrom('lib', 'docs', 'lib/deep', 'gen', 'other');
const is = fc.constant;

export const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 8, arbitrary: fc.record({ do: is('write' as const), path, seed }) },
	{ weight: 2, arbitrary: fc.record({ do: is('append' as const), path }) },
	{ weight: 3, arbitrary: fc.record({ do: is('remove' as const), path }) },
	{ weight: 3, arbitrary: fc.record({ do: is('rename' as const), path, to: path }) },
	{ weight: 1, arbitrary: fc.record({ do: is('changeCase' as const), path }) },
	{ weight: 2, arbitrary: fc.record({ do: is('moveFolder' as const), from: folder, to: folder }) },
	{ weight: 1, arbitrary: fc.record({ do: is('removeFolder' as const), path: folder }) },
	{ weight: 1, arbitrary: fc.record({ do: is('replaceByFolder' as const), path }) },
	{ weight: 1, arbitrary: fc.record({ do: is('touch' as const), path }) },
	{
		weight: 2,
		arbitrary: fc.record({
			do: is('ignore' as const),
			file: fc.constantFrom(
				'.gitignore',
				'lib/.gitignore',
				'.lodestoneignore',
				'.git/info/exclude',
			),
			lines: fc.subarray(['*.py', 'lib/', '!lib/d.ts', 'docs', '/a.ts', 'deep/', '*.md', '!*.ts']),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: is('commit' as const) }) },
	{
		weight: 4,
		arbitrary: fc.record({ do: is('switch' as const), branch: fc.constantFrom(...BRANCHES) }),
	},
	{
		weight: 1,
		arbitrary: fc.record({ do: is('rebase' as const), branch: fc.constantFrom(...BRANCHES) }),
	},
	{ weight: 1, arbitrary: fc.record({ do: is('stash' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: is('unstash' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: is('resetHard' as const) }) },
	{ weight: 9, arbitrary: fc.record({ do: is('deliver' as const) }) },
	{ weight: 2, arbitrary: fc.record({ do: is('scan' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: is('refine' as const) }) },
	{ weight: 2, arbitrary: fc.record({ do: is('restart' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({ do: is('settings' as const), which: fc.nat(SETTINGS.length - 1) }),
	},
	{ weight: 1, arbitrary: fc.record({ do: is('openInner' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: is('closeInner' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: is('edit' as const), path, seed }) },
	{ weight: 1, arbitrary: fc.record({ do: is('closeEditor' as const), path }) },
);
