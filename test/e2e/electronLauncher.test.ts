import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/**
 * The launcher of the desktop editor where none can be downloaded: a program in its place notes how it was started, and ends as an
 * editor would.
 */
const ROOT = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'lode-launch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param results What the suite would have written; undefined for a host that died before. */
function launch(results: unknown, exitCode = 0): Promise<{ code: number; output: string }> {
	const editor = join(folder, 'code');
	const told = JSON.stringify(join(folder, 'told.json'));
	writeFileSync(
		editor,
		`#!${process.execPath}
const { readFileSync, writeFileSync } = require('node:fs');
const { argv, env } = process;
const workspace = argv.find(each => each.endsWith('.code-workspace'));
writeFileSync(${told}, JSON.stringify({ argv, env: { test: env.LODESTONE_TEST, grep: env.LODESTONE_TEST_GREP }, workspace: readFileSync(workspace, 'utf8') }));
const results = ${JSON.stringify(results ?? null)};
if (results) writeFileSync(env.LODESTONE_TEST_RESULTS, JSON.stringify(results));
process.exit(${exitCode});
`,
	);
	chmodSync(editor, 0o755);
	return new Promise(resolve => {
		execFile(
			process.execPath,
			[join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'test/extension/runInElectron.ts', 'some'],
			{ cwd: ROOT, env: { ...process.env, LODESTONE_VSCODE_EXECUTABLE: editor } },
			(error, stdout, stderr) =>
				resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr }),
		);
	});
}

describe('npm run test:electron', () => {
	it('starts the editor with the extension, the bundled suite and a workspace file', async () => {
		const { code, output } = await launch({ done: true, total: 7 });
		expect(output).toContain('7 passed');
		expect(code).toBe(0);
		const told = JSON.parse(readFileSync(join(folder, 'told.json'), 'utf8')) as {
			argv: readonly string[];
			env: Readonly<Record<string, string>>;
			workspace: string;
		};
		expect(told.argv).toContain(`--extensionDevelopmentPath=${ROOT}`);
		expect(told.argv).toContain(`--extensionTestsPath=${join(ROOT, 'out/test/extension/index')}`);
		expect(told.env).toEqual({ test: '1', grep: 'some' });
		expect(told.workspace).toContain('driftbox');
	});

	it.each([
		['the suite did not end', { done: false, total: 7 }, 0],
		['nothing was tested', { done: true, total: 0 }, 0],
		['the host died before it wrote anything', undefined, 0],
		['a test failed', { done: true, total: 7 }, 1],
	])('fails when %s, whatever the editor says', async (_what, results, exitCode) => {
		expect((await launch(results, exitCode)).code).toBe(1);
	});
});
