import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	affectsOtherPaths,
	createPathJudge,
	type PathJudge,
} from '../../../src/engine/scan/pathJudge';
import { ALL, Sandbox } from './support/gitSandbox';
import { makeNastyTree } from './support/nastyTree';

/** Each path that the walk names must get the walk's verdict. */
async function expectSame(sandbox: Sandbox, judge: PathJudge, maxFileBytes: number): Promise<void> {
	const { files, skipped } = await sandbox.walk({ maxFileBytes });
	for (const file of files) {
		expect([file, judge.judge(file)]).toEqual([
			file,
			{ indexed: true, reason: undefined, detail: '' },
		]);
	}
	for (const [file, { reason, detail }] of skipped) {
		expect([file, judge.judge(file)]).toEqual([file, { indexed: false, reason, detail }]);
	}
}

describe('the judge over single paths', () => {
	let sandbox: Sandbox;
	beforeEach(() => void (sandbox = new Sandbox()));
	afterEach(() => sandbox.dispose());
	const createJudge = (maxFileBytes = 4000): PathJudge =>
		createPathJudge(sandbox.root, { ...ALL, maxFileBytes }, { environment: sandbox.environment });

	it('agrees with the walk on a nasty tree', async () => {
		makeNastyTree(sandbox);
		const judge = createJudge();
		await expectSame(sandbox, judge, 4000);
		await expectSame(sandbox, judge, 4000);
	});

	it('names the folder that a file is left out with', () => {
		makeNastyTree(sandbox);
		const judge = createJudge();
		expect(judge.judge('ignore/build/keep.py')).toEqual({
			indexed: false,
			reason: 'gitignore',
			detail: 'its folder ignore/build is left out: rule "build/" in ignore/.gitignore, line 3',
		});
		expect(judge.judge('packages/a/node_modules/y/index.js').reason).toBe('dependencies');
		expect(judge.judge('links/outside/secret.py').reason).toBe('link-outside');
		expect(judge.judge('links/alias-folder/Case.py').reason).toBe('link-inside');
		expect(judge.judge('names').indexed).toBe(true);
		expect(judge.judge('').indexed).toBe(true);
	});

	it('judges what is gone by the rules first', () => {
		sandbox.write({ '.gitignore': '*.log\n', 'a.py': 'x' });
		const judge = createJudge();
		expect(judge.judge('gone.log').reason).toBe('gitignore');
		expect(judge.judge('gone.py').reason).toBe('vanished');
		expect(judge.judge('node_modules/gone.js').reason).toBe('dependencies');
		expect(judge.judge('a.py/x').reason).toBe('vanished');
	});

	it.each(['../x', '/etc/passwd', 'a/../../x', 'a//b', 'a/./b', 'x\0y'])('refuses %j', bad => {
		expect(createJudge().judge(bad)).toMatchObject({ indexed: false, reason: 'bad-name' });
	});

	it('agrees with a fresh walk after any edit, without being told', async () => {
		sandbox.git(['init', '-q']);
		const judge = createJudge(50);
		const folder = fc.constantFrom('', 'a/', 'b/', 'a/b/', 'build/', 'vendor/', 'a/dist/');
		const edit = fc.oneof(
			fc.record({
				file: fc
					.tuple(folder, fc.constantFrom('x.py', 'y.ts', 'z.log', 'big.py'))
					.map(part => part.join('')),
				text: fc.constantFrom(undefined, '', 'text', 'x'.repeat(60)),
			}),
			fc.record({
				file: fc
					.tuple(folder, fc.constantFrom('.gitignore', '.lodestoneignore'))
					.map(part => part.join('')),
				text: fc.constantFrom(
					undefined,
					'*.py\n',
					'!*.py\n',
					'b/\n',
					'/a\n',
					'*.log\n*.ts',
					'!b/\n!build/\n!vendor/',
				),
			}),
			fc.record({
				file: fc.constantFrom(
					'package.json',
					'a/package.json',
					'vendor/modules.txt',
					'a/.git/HEAD',
					'.git/info/exclude',
					'b/pyvenv.cfg',
				),
				text: fc.constantFrom(undefined, 'x.py\n'),
			}),
		);
		await fc.assert(
			fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async edits => {
				for (const { file, text } of edits) {
					const target = path.join(sandbox.root, file);
					if (text === undefined) {
						rmSync(target, { force: true });
					} else {
						mkdirSync(path.dirname(target), { recursive: true });
						writeFileSync(target, text);
					}
				}
				await expectSame(sandbox, judge, 50);
			}),
			{ numRuns: 80 },
		);
	});

	it('reads everything anew when told to', () => {
		sandbox.git(['init', '-q']);
		sandbox.write({ 'a.py': 'x' });
		const judge = createJudge();
		expect(judge.judge('a.py').indexed).toBe(true);
		mkdirSync(path.join(sandbox.home, '.config/git'), { recursive: true });
		writeFileSync(path.join(sandbox.home, '.config/git/ignore'), 'a.py\n');
		judge.invalidate();
		expect(judge.judge('a.py').reason).toBe('gitignore');
	});
});

describe('affectsOtherPaths', () => {
	it.each([
		'.gitignore',
		'a/.gitignore',
		'.lodestoneignore',
		'.git/info/exclude',
		'.git/config',
		'package.json',
		'x/Cargo.toml',
		'a/b.csproj',
		'v/pyvenv.cfg',
	])('%s does', file => expect(affectsOtherPaths(file)).toBe(true));
	it.each(['a.py', 'README.md', '.git/index', 'gitignore', 'a/info/exclude'])('%s does not', file =>
		expect(affectsOtherPaths(file)).toBe(false),
	);
});
