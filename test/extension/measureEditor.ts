import { cpSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './buildSuite';
import { runSuites } from './runSuites';

/**
 * `npm run measure:editor -- FOLDER`: opens a copy of a folder in a real VS Code that has no index of it, and prints how the editor
 * fares: activation, time to the first result, save → searchable, and the extension host's event-loop delay beside that of the same
 * host at rest. `PROFILE=FILE` writes a CPU profile of the host and names what held its loop longest.
 */
async function main(): Promise<number> {
	const [given] = process.argv.slice(2);
	if (given === undefined) throw new Error('Name the folder to open.');
	const scratch = join('/tmp', `lode-measure-${process.pid}`);
	const workspace = join(scratch, 'workspace');
	mkdirSync(scratch, { recursive: true });
	cpSync(resolve(given), workspace, { recursive: true });
	const profile = process.env['PROFILE'];
	return runSuites({
		workspace,
		scratch,
		openAs: 'folder',
		grep: 'a large folder in the editor',
		timeoutMs: 20 * 60_000,
		resultsFile: join(ROOT, 'test-results/measure-editor.json'),
		env: {
			LODESTONE_TEST_MEASURE: '1',
			LODESTONE_TEST_MEASURES: join(ROOT, 'test-results/measure-editor-values.json'),
			...(profile === undefined ? {} : { LODESTONE_TEST_PROFILE: resolve(profile) }),
		},
	});
}

main().then(
	code => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(2);
	},
);
