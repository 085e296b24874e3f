import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL, Sandbox } from './support/gitSandbox';

describe('rules beyond a single repository', () => {
	let sandbox: Sandbox;
	beforeEach(() => void (sandbox = new Sandbox()));
	afterEach(() => sandbox.dispose());
	const reason = (skipped: Map<string, { reason: string; detail: string }>, file: string) => {
		const entry = skipped.get(file);
		return entry && `${entry.reason}: ${entry.detail}`;
	};

	it('reads .gitignore files without a repository, and not when told not to', async () => {
		sandbox.write({
			'.gitignore': 'drop.py\n',
			'drop.py': 'x',
			'keep.py': 'x',
			'sub/drop.py': 'x',
		});
		expect((await sandbox.walk()).files).toEqual(['.gitignore', 'keep.py']);
		const all = await sandbox.walk({ respectGitignore: false });
		expect(all.files).toEqual(['.gitignore', 'drop.py', 'keep.py', 'sub/drop.py']);
	});

	it('applies the ignore files of the folders above, up to the top of the repository and no further', async () => {
		sandbox.write({
			'.gitignore': 'beyond.py\n',
			'repo/.gitignore': '/pkg/a/anchored.py\n*.log\n!keep.log\n',
			'repo/pkg/.gitignore': 'a/mid.py\n',
			'repo/pkg/a/anchored.py': 'x',
			'repo/pkg/a/mid.py': 'x',
			'repo/pkg/a/x.log': 'x',
			'repo/pkg/a/keep.log': 'x',
			'repo/pkg/a/beyond.py': 'x',
			'repo/pkg/a/sub/anchored.py': 'x',
		});
		const repo = path.join(sandbox.root, 'repo');
		sandbox.git(['init', '-q'], { cwd: repo });
		writeFileSync(path.join(repo, '.git/info/exclude'), '\nexcluded.py\n');
		sandbox.write({ 'repo/pkg/a/excluded.py': 'x' });
		const { files, skipped } = await sandbox.walk({}, path.join(repo, 'pkg/a'));
		expect(files).toEqual(['beyond.py', 'keep.log', 'sub/anchored.py']);
		expect(reason(skipped, 'anchored.py')).toBe(
			'gitignore: rule "/pkg/a/anchored.py" in ../../.gitignore, line 1',
		);
		expect(reason(skipped, 'mid.py')).toBe('gitignore: rule "a/mid.py" in ../.gitignore, line 1');
		expect(reason(skipped, 'excluded.py')).toBe(
			'gitignore: rule "excluded.py" in .git/info/exclude, line 2',
		);
	});

	it('shows an ignored folder to who opens it', async () => {
		sandbox.write({
			'.gitignore': 'tmp/\n*.py\n',
			'tmp/ws/a.py': 'x',
			'tmp/ws/.gitignore': 'b.py\n',
			'tmp/ws/b.py': 'x',
		});
		sandbox.git(['init', '-q']);
		const { files } = await sandbox.walk({}, path.join(sandbox.root, 'tmp/ws'));
		expect(files).toEqual(['.gitignore', 'a.py']);
	});

	it('judges a repository inside another by its own rules', async () => {
		sandbox.write({
			'.gitignore': '*.log\n/gone/\n',
			'inner/.gitignore': '*.tmp\n',
			'inner/a.log': 'x',
			'inner/a.tmp': 'x',
			'inner/sub/b.log': 'x',
			'gone/a.py': 'x',
			'outer.log': 'x',
			'fake/.git/readme': 'not a repository',
			'fake/a.log': 'x',
		});
		sandbox.git(['init', '-q']);
		sandbox.git(['init', '-q', 'inner']);
		sandbox.git(['init', '-q', 'gone']);
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual(['.gitignore', 'inner/.gitignore', 'inner/a.log', 'inner/sub/b.log']);
		expect(skipped.get('inner/.git')?.reason).toBe('version-control');
		expect(skipped.get('gone')).toMatchObject({ reason: 'gitignore', isFolder: true });
		expect(skipped.get('fake/a.log')?.reason).toBe('gitignore');
	});

	it('reads info/exclude of submodules and worktrees, whose .git is a file', async () => {
		sandbox.write({ 'a.py': 'x' });
		sandbox.git(['init', '-q']);
		sandbox.git(['add', '.']);
		sandbox.git(['commit', '-qm', 'x']);
		sandbox.git(['worktree', 'add', '-q', 'tree', '-b', 'other']);
		writeFileSync(path.join(sandbox.root, '.git/info/exclude'), 'private.py\n');
		sandbox.write({ 'tree/private.py': 'x', 'private.py': 'x' });
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual(['a.py', 'tree/a.py']);
		expect(skipped.get('tree/.git')).toMatchObject({ reason: 'version-control', isFolder: false });
		expect(
			sandbox.checkIgnore(['private.py'], path.join(sandbox.root, 'tree')).get('private.py'),
		).toMatchObject({ ignored: true });
	});

	it('finds core.excludesFile through the settings of git, includes and all', async () => {
		sandbox.git(['init', '-q']);
		mkdirSync(path.join(sandbox.home, 'cfg'));
		writeFileSync(path.join(sandbox.home, '.gitconfig'), '[include]\n\tpath = cfg/more\n');
		writeFileSync(
			path.join(sandbox.home, 'cfg/more'),
			'[core]\n\texcludesFile = "~/cfg/my \\"ignores\\"" # mine\n',
		);
		writeFileSync(path.join(sandbox.home, 'cfg/my "ignores"'), '# comment\nmine.py\n');
		sandbox.write({ 'mine.py': 'x', 'other.py': 'x' });
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual(['other.py']);
		expect(skipped.get('mine.py')?.detail).toContain('my "ignores", line 2');
		expect(sandbox.checkIgnore(['mine.py']).get('mine.py')?.ignored).toBe(true);
	});

	it('does not follow a .gitignore that is a link, as git does not', async () => {
		sandbox.git(['init', '-q']);
		sandbox.write({ 'rules.txt': '*.py\n', 'a.py': 'x' });
		symlinkSync('rules.txt', path.join(sandbox.root, '.gitignore'));
		expect((await sandbox.walk()).files).toContain('a.py');
		expect(sandbox.checkIgnore(['a.py']).get('a.py')?.ignored).toBe(false);
	});
});

describe('.lodestoneignore', () => {
	let sandbox: Sandbox;
	beforeEach(() => void (sandbox = new Sandbox()));
	afterEach(() => sandbox.dispose());

	it('leaves out, in any folder', async () => {
		sandbox.write({ 'a/.lodestoneignore': '*.sql\n', 'a/x.sql': 'x', 'x.sql': 'x' });
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual(['x.sql', 'a/.lodestoneignore']);
		expect(skipped.get('a/x.sql')).toMatchObject({
			reason: 'lodestoneignore',
			detail: 'rule "*.sql" in a/.lodestoneignore, line 1',
		});
	});

	it('brings back what git or a built-in rule leaves out, but never a secret or .git', async () => {
		sandbox.write({
			'.gitignore': 'gen/\n*.out.ts\n',
			'.lodestoneignore':
				'!gen/\n!*.out.ts\n!node_modules/\nnode_modules/*\n!node_modules/mine\n!.env\n!.git/\n!*.lock\n',
			'gen/a.ts': 'x',
			'b.out.ts': 'x',
			'node_modules/mine/index.js': 'x',
			'node_modules/other/index.js': 'x',
			'.env': 'SECRET=1',
			'Cargo.lock': 'x',
			'.venv/pyvenv.cfg': 'x',
		});
		sandbox.git(['init', '-q']);
		const { files, skipped } = await sandbox.walk();
		expect(files).toEqual([
			'.gitignore',
			'.lodestoneignore',
			'Cargo.lock',
			'b.out.ts',
			'gen/a.ts',
			'node_modules/mine/index.js',
		]);
		expect(skipped.get('.env')?.reason).toBe('secret');
		expect(skipped.get('.git')?.reason).toBe('version-control');
		expect(skipped.get('node_modules/other')?.reason).toBe('lodestoneignore');
	});

	it('counts even where git ignore files do not', async () => {
		sandbox.write({
			'.gitignore': 'a.py\n',
			'.lodestoneignore': 'b.py\n',
			'a.py': 'x',
			'b.py': 'x',
		});
		const { files } = await sandbox.walk({ respectGitignore: false });
		expect(files).toContain('a.py');
		expect(files).not.toContain('b.py');
	});
});

describe('include and exclude settings', () => {
	it('limits files to the include globs, and lets no rule lift an exclude glob', async () => {
		const sandbox = new Sandbox();
		try {
			sandbox.write({
				'.lodestoneignore': '!old/\n',
				'src/a.ts': 'x',
				'src/a.py': 'x',
				'src/old/b.ts': 'x',
				'old/c.ts': 'x',
			});
			const { files, skipped } = await sandbox.walk({ include: ['*.ts'], exclude: ['old'] });
			expect(files).toEqual(['src/a.ts']);
			expect(skipped.get('old')).toMatchObject({
				reason: 'excluded',
				detail: 'exclude glob "old"',
			});
			expect(skipped.get('src/a.py')?.reason).toBe('not-included');
		} finally {
			sandbox.dispose();
		}
	});

	it('refuses a bad glob before it walks', async () => {
		const sandbox = new Sandbox();
		try {
			await expect(sandbox.walk({ exclude: ['../x'] })).rejects.toMatchObject({
				code: 'bad-argument',
			});
			expect(ALL.exclude).toEqual([]);
		} finally {
			sandbox.dispose();
		}
	});
});
