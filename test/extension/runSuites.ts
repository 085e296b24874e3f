import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import { setupVscode } from '../../scripts/setupVscode.mjs';
import { launchBrowser, startCodeServer } from '../support/vscode/codeServer';
import { buildSuite, FAKE_ENGINE, ROOT, SUITE } from './buildSuite';

export interface SuiteRun {
	/** Absolute path of the folder that the window opens; it is changed by the tests. */
	readonly workspace: string;
	/** A folder for the store, the workspace file and what a test puts beside the workspace; removed at the end. */
	readonly scratch: string;
	readonly grep: string;
	readonly timeoutMs: number;
	readonly resultsFile: string;
	readonly env?: Readonly<Record<string, string>>;
	/** A single folder is how people open one; a workspace file lets folders join without a new extension host. */
	readonly openAs: 'folder' | 'workspace';
}

interface Results {
	readonly pass: readonly { readonly title: string; readonly ms: number }[];
	readonly fail: readonly { readonly title: string; readonly error: string }[];
	readonly pending: readonly string[];
	readonly total: number;
	readonly done: boolean;
}

/**
 * Runs the suites inside the extension host of a real VS Code.
 *
 * @returns The exit status: 0 only when the suite ran to its end, tested something and nothing failed. The exit code of the
 * host alone proves nothing: the results file decides.
 */
export async function runSuites(run: SuiteRun): Promise<number> {
	setupVscode();
	await buildSuite();
	mkdirSync(join(ROOT, 'test-results'), { recursive: true });
	mkdirSync(run.scratch, { recursive: true });
	const server = await startCodeServer({
		testDriver: true,
		env: {
			LODESTONE_TEST: '1',
			LODESTONE_STORE: process.env['LODESTONE_TEST_STORE'] ?? join(run.scratch, 'store'),
			LODESTONE_TEST_RESULTS: run.resultsFile,
			LODESTONE_TEST_GREP: run.grep,
			...(process.env['FAKE'] === undefined ? {} : { LODESTONE_ENGINE: FAKE_ENGINE }),
			...run.env,
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
				/^\s+(?:✔|\d+\)|-)|^\w[\w ,()-]*: [\d.]+ |^(?:saves|busy|while [\w ]+|idle[\w, ]*): [\d{]/.test(
					line,
				)
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
		const file = join(run.scratch, 'test.code-workspace');
		writeFileSync(file, JSON.stringify({ folders: [{ path: run.workspace }] }));
		const open =
			run.openAs === 'folder'
				? `folder=${encodeURIComponent(run.workspace)}`
				: `workspace=${encodeURIComponent(file)}`;
		await page.goto(`http://${server.host}/?${open}&payload=${encodeURIComponent(payload)}`);
		const ended = await Promise.race([
			exit.then(() => true),
			new Promise<false>(resolve => setTimeout(() => resolve(false), run.timeoutMs)),
		]);
		if (!ended) console.log('The run was cut off.');
		await page
			.screenshot({ path: join(ROOT, 'test-results/extension-end.png') })
			.catch(() => undefined);
	} finally {
		await browser.close();
		await server.stop();
		rmSync(run.scratch, { recursive: true, force: true });
	}
	return report(run.resultsFile);
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
	// Under the names that scripts/testSummary.mjs reads; a run that did not end passes nothing.
	const summary = {
		numPassedTests: results.done ? results.pass.length : 0,
		numFailedTests: results.fail.length,
		testResults: [
			{
				assertionResults: results.fail.map(({ title, error }) => ({
					status: 'failed',
					title,
					failureMessages: [error],
				})),
			},
		],
	};
	writeFileSync(file, JSON.stringify({ ...results, ...summary }, undefined, '\t'));
	if (!results.done) console.log('The extension host ended before the suite did.');
	return results.done && results.total > 0 && results.fail.length === 0 ? 0 : 1;
}
