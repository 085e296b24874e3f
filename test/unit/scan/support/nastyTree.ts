import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Sandbox } from './gitSandbox';

const NAMES = [
	'with space.py',
	' leading.py',
	"quote'.py",
	'double".py',
	'new\nline.py',
	'tab\t.py',
	'back\\slash.py',
	'emoji-🔥👩‍💻.py',
	'שלום.py',
	'nfc-é.py',
	'nfd-e\u0301.py',
	'日本語.py',
	'100%20.py',
	'#hash.py',
	'q?a=1.py',
	'-rf.py',
	'$(no).py',
	'star*.py',
	'[abc].py',
	'{a,b}.py',
	'!bang.py',
	'~.py',
	'a:b.py',
	'Case.py',
	'case.py',
	'con.py',
	'..dots.py',
	'\u202egpj.py',
	`${'n'.repeat(252)}.py`,
	'real-\ufffd.py',
];

/** Everything that a folder can throw at a scanner. Returns the files that must be found, sorted as the walk sorts. */
export function makeNastyTree(sandbox: Sandbox): string[] {
	const { root, base } = sandbox;
	const at = (file: string): string => path.join(root, file);
	const expected = NAMES.map(name => `names/${name}`);
	sandbox.write(Object.fromEntries(expected.map(file => [file, 'def f(): pass\n'])));
	writeFileSync(
		Buffer.concat([Buffer.from(at('names/latin1-')), Buffer.from([0xe9, 0x2e, 0x70])]),
		'x',
	);
	mkdirSync(Buffer.concat([Buffer.from(at('names/folder-')), Buffer.from([0xff])]));

	sandbox.write({
		'../outside/secret.py': 'OUTSIDE',
		'links/real.py': 'x',
		'links/deep/x.py': 'x',
	});
	const links: Readonly<Record<string, string>> = {
		'links/self': '.',
		'links/deep/up': '..',
		'links/top': root,
		'links/a.py': 'b.py',
		'links/b.py': 'a.py',
		'links/outside': path.join(base, 'outside'),
		'links/outside.py': path.join(base, 'outside/secret.py'),
		'links/sibling': `${root}-sibling`,
		'links/dangling.py': 'nowhere.py',
		'links/alias.py': 'real.py',
		'links/alias-folder': '../names',
	};
	sandbox.write({ '../work-sibling/x.py': 'OUTSIDE' });
	for (const [link, target] of Object.entries(links)) symlinkSync(target, at(link));
	linkSync(at('links/real.py'), at('links/hard.py'));
	expected.push('links/real.py', 'links/hard.py', 'links/deep/x.py');

	mkdirSync(at('rights'));
	execFileSync('mkfifo', [at('rights/pipe.py')]);
	sandbox.write({ 'rights/ok.py': 'x', 'empty.py': '', 'big.py': 'x'.repeat(5000) });
	expected.push('rights/ok.py');

	sandbox.write({
		'node_modules/x/index.js': 'x',
		'packages/a/node_modules/y/index.js': 'x',
		'packages/a/index.js': 'x',
		'.env': 'A=1',
		'config/id_fake.pem': 'x',
		'yarn.lock': 'x',
		'generated/api.pb.go': 'x',
		'ignore/.gitignore':
			'*.py\n!keep.py\nbuild/\n!build/keep.py\n/anchored.js\n**/deep/*.ts\n!**/deep/keep.ts\n',
		'ignore/sub/.gitignore': 'keep.py\n!again.py\n',
		'ignore/drop.py': 'x',
		'ignore/keep.py': 'x',
		'ignore/build/keep.py': 'x',
		'ignore/anchored.js': 'x',
		'ignore/sub/anchored.js': 'x',
		'ignore/sub/keep.py': 'x',
		'ignore/sub/again.py': 'x',
		'ignore/x/deep/drop.ts': 'x',
		'ignore/x/deep/keep.ts': 'x',
	});
	expected.push(
		'packages/a/index.js',
		'ignore/.gitignore',
		'ignore/sub/.gitignore',
		'ignore/keep.py',
	);
	expected.push('ignore/sub/anchored.js', 'ignore/sub/again.py', 'ignore/x/deep/keep.ts');
	const deep = `${'d/'.repeat(100)}deep.py`;
	sandbox.write({ [deep]: 'x' });
	expected.push(deep);
	return expected.sort();
}
