import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import { ROOT } from './support';

let base: string;
let tarball: string;
/** Files of the tarball, relative to its `package` folder. */
let files: string[];

const run = (command: string, args: readonly string[], cwd: string): string =>
	execFileSync(command, args, {
		cwd,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'inherit'],
		env: {
			...process.env,
			// The Node that the program asks for, first.
			PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
			LODESTONE_STORE: join(base, 'store'),
			npm_config_update_notifier: 'false',
		},
	});

beforeAll(() => {
	base = mkdtempSync(join(tmpdir(), 'lodestone-npm-'));
	run('npm', ['pack', '--silent', '--pack-destination', base], ROOT);
	const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
		version: string;
	};
	tarball = join(base, `lodestone-${version}.tgz`);
	files = run('tar', ['-tzf', tarball], base)
		.trim()
		.split('\n')
		.map(name => name.replace(/^package\//, ''));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the packed command line', () => {
	it('holds the program, the model and the licences, and nothing of the editor or of developers', () => {
		for (const file of [
			'package.json',
			'LICENSE',
			'README.md',
			'THIRD_PARTY_NOTICES',
			'bin/lodestone.js',
			'dist/cli.js',
			'dist/mcp.js',
			'dist/parseWorker.js',
			'dist/runtimeTrial.js',
			'dist/grammars/tree-sitter.wasm',
			'models/model.onnx',
			// Error messages and alarms name its sections.
			'docs/RUNBOOKS.md',
		])
			expect(files).toContain(file);
		expect(
			files.filter(
				file =>
					file !== 'docs/RUNBOOKS.md' &&
					/\.map$|^(?:src|test|bench|docs|tools|media|\.github)\/|extension\.js|webview|colourWorker|bundled/.test(
						file,
					),
			),
		).toEqual([]);
	});

	it('runs by npx in an empty folder', () => {
		const empty = join(base, 'empty');
		const project = join(base, 'project');
		mkdirSync(empty);
		mkdirSync(project);
		writeFileSync(
			join(project, 'hash.py'),
			'import hashlib\n\n\ndef digest(secret, salt):\n    """Stretches a password before it is stored."""\n    return hashlib.scrypt(secret, salt=salt, n=2**14, r=8, p=1)\n',
		);
		writeFileSync(join(project, 'clock.py'), 'def tick(now):\n    return now + 1\n');
		// Without install scripts: nothing is compiled, so there is no native graph, and it must not matter.
		const npx = ['exec', '--yes', '--ignore-scripts', `--package=${tarball}`, '--'];
		expect(run('npm', [...npx, 'lodestone', '--version'], empty)).toMatch(/^lodestone \d/);
		const out = run(
			'npm',
			[...npx, 'lodestone', 'search', project, 'where are credentials protected', '--json'],
			empty,
		);
		expect((JSON.parse(out) as JsonAnswer).results[0]).toMatchObject({
			path: 'hash.py',
			symbol: 'digest',
		});
		const status = run('npm', [...npx, 'lodestone', 'status', project], empty);
		expect(status).toContain('ready');
		expect(status).toContain('native');
	});
});
