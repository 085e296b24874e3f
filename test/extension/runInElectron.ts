import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { writeSampleWorkspace } from '../support/vscode/sampleWorkspace';
import { buildSuite, ROOT, SUITE } from './buildSuite';

/**
 * The same suites in the desktop editor, where it can be downloaded: the oldest version we promise and the newest.
 * `LODESTONE_VSCODE=1.110.0` runs one of your choice; `LODESTONE_VSCODE_EXECUTABLE=/path/to/code` one that is installed, without
 * any download.
 */
async function main(): Promise<void> {
	await buildSuite();
	const only = process.env['LODESTONE_VSCODE'];
	const installed = process.env['LODESTONE_VSCODE_EXECUTABLE'];
	const versions = only === undefined ? ['1.101.0', 'stable'] : [only];
	for (const version of installed === undefined ? versions : ['installed']) {
		const folder = mkdtempSync(join(tmpdir(), 'lode-'));
		const workspace = join(folder, 'driftbox');
		const results = join(folder, 'results.json');
		mkdirSync(workspace);
		writeSampleWorkspace(workspace);
		// A workspace file: a folder that joins a single one would start the extension host, and so the suite, anew.
		const file = join(folder, 'test.code-workspace');
		writeFileSync(file, JSON.stringify({ folders: [{ path: workspace }] }));
		try {
			await runTests({
				...(installed === undefined ? { version } : { vscodeExecutablePath: installed }),
				extensionDevelopmentPath: ROOT,
				extensionTestsPath: join(SUITE, 'index'),
				launchArgs: [
					file,
					'--disable-extensions',
					'--disable-workspace-trust',
					...['--user-data-dir', join(folder, 'user')],
				],
				extensionTestsEnv: {
					LODESTONE_TEST: '1',
					LODESTONE_STORE: join(folder, 'store'),
					LODESTONE_TEST_RESULTS: results,
					LODESTONE_TEST_GREP: process.argv[2] ?? '',
				},
			});
			// A host that dies and an empty suite both exit with 0.
			const { done, total } = JSON.parse(readFileSync(results, 'utf8')) as {
				done: boolean;
				total: number;
			};
			if (!done || total === 0) throw new Error(`VS Code ${version}: the suite did not finish`);
			console.log(`VS Code ${version}: ${total} passed`);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
