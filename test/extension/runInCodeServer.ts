import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { setupVscode } from '../../scripts/setupVscode.mjs';
import { launchBrowser, startCodeServer } from '../support/vscode/codeServer';
import { writeSampleWorkspace } from '../support/vscode/sampleWorkspace';
import { buildSuite, FAKE_ENGINE, ROOT, SUITE } from './buildSuite';

/** Longest run of all suites. */
const TIMEOUT_MS = 8 * 60_000;

interface Results {
	readonly pass: readonly { readonly title: string; readonly ms: number }[];
	readonly fail: readonly { readonly title: string; readonly error: string }[];
	readonly pending: readonly string[];
	readonly total: number;
	readonly done: boolean;
}

/** Runs the suites inside the extension host of a real VS Code. The exit code alone proves nothing: the results file decides. */
async function main(): Promise<number> {
	setupVscode();
	await buildSuite();
	const store = process.env['LODESTONE_TEST_STORE'];
	const resultsFile = join(ROOT, 'test-results/extension.json');
	mkdirSync(join(ROOT, 'test-results'), { recursive: true });
	const workspaces = join('/tmp', `lode-ws-${process.pid}`);
	const workspace = process.env['LODESTONE_TEST_WORKSPACE'] ?? join(workspaces, 'driftbox');
	if (process.env['LODESTONE_TEST_WORKSPACE'] === undefined) {
		mkdirSync(workspace, { recursive: true });
		writeSampleWorkspace(workspace);
	}
	const server = await startCodeServer({
		testDriver: true,
		env: {
			LODESTONE_TEST: '1',
			LODESTONE_STORE: store ?? join(workspaces, 'store'),
			LODESTONE_TEST_RESULTS: resultsFile,
			LODESTONE_TEST_GREP: process.argv[2] ?? '',
			LODESTONE_TEST_MEASURES: join(ROOT, 'test-results/extension-measures.json'),
			...(process.env['FAKE'] === undefined ? {} : { LODESTONE_ENGINE: FAKE_ENGINE }),
		},
	});
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
		const exit = new Promise<void>(resolve => {
			void page.exposeFunction('codeAutomationExit', () => resolve());
		});
		await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
			// The workbench's own lines come here too.
			const line = format(...args);
			if (
				process.env['VERBOSE'] !== undefined ||
				/^\s+(?:✔|\d+\)|-)|^\w[\w ]*: [\d.]+ ms/.test(line)
			)
				console.log(line);
		});
		if (process.env['VERBOSE'] !== undefined)
			page.on('console', message =>
				console.log(`[${message.type()}] ${message.text().slice(0, 300)}`),
			);
		const remote = (path: string) => `vscode-remote://${server.host}${path}`;
		const payload = JSON.stringify([
			['extensionDevelopmentPath', remote(ROOT)],
			['extensionTestsPath', remote(join(SUITE, 'index'))],
			['skipWelcome', 'true'],
		]);
		// A workspace file: adding a folder to it does not restart the extension host.
		const file = join(workspaces, 'test.code-workspace');
		mkdirSync(workspaces, { recursive: true });
		writeFileSync(file, JSON.stringify({ folders: [{ path: workspace }] }));
		const query = `workspace=${encodeURIComponent(file)}&payload=${encodeURIComponent(payload)}`;
		await page.goto(`http://${server.host}/?${query}`);
		const ended = await Promise.race([
			exit.then(() => true),
			new Promise<false>(resolve => setTimeout(() => resolve(false), TIMEOUT_MS)),
		]);
		if (!ended) console.log('The run was cut off.');
		await page
			.screenshot({ path: join(ROOT, 'test-results/extension-end.png') })
			.catch(() => undefined);
	} finally {
		await browser.close();
		await server.stop();
		rmSync(workspaces, { recursive: true, force: true });
	}
	return report(resultsFile);
}

function report(file: string): number {
	if (!existsSync(file)) {
		console.log('There is no results file: the extension host did not start the suite.');
		return 2;
	}
	const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
	for (const { title, error } of results.fail) console.log(`FAIL ${title}\n${error}\n`);
	console.log(
		`${results.pass.length} passed, ${results.fail.length} failed, ${results.pending.length} skipped`,
	);
	// The counts under the names that scripts/testSummary.mjs reads; a run that did not end passes nothing.
	const counts = {
		numPassedTests: results.done ? results.pass.length : 0,
		numFailedTests: results.fail.length,
	};
	writeFileSync(file, JSON.stringify({ ...results, ...counts }, undefined, '\t'));
	if (!results.done) console.log('The extension host ended before the suite did.');
	return results.done && results.total > 0 && results.fail.length === 0 ? 0 : 1;
}

main().then(
	code => process.exit(code),
	(error: unknown) => {
		console.error(error);
		process.exit(2);
	},
);
