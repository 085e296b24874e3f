import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeSampleWorkspace } from '../support/vscode/sampleWorkspace';
import { ROOT } from './buildSuite';
import { runSuites } from './runSuites';

/** Longest run of all suites. */
const TIMEOUT_MS = 8 * 60_000;

/** `npm run test:extension -- [grep]`: the suites on the sample workspace. */
async function main(): Promise<number> {
	const scratch = join('/tmp', `lode-ws-${process.pid}`);
	const workspace = join(scratch, 'driftbox');
	mkdirSync(workspace, { recursive: true });
	writeSampleWorkspace(workspace);
	return runSuites({
		workspace,
		scratch,
		// A workspace file: adding a folder to it does not restart the extension host.
		openAs: 'workspace',
		grep: process.argv[2] ?? '',
		timeoutMs: TIMEOUT_MS,
		resultsFile: join(ROOT, 'test-results/extension.json'),
		env: { LODESTONE_TEST_MEASURES: join(ROOT, 'test-results/extension-measures.json') },
	});
}

main().then(
	code => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(2);
	},
);
