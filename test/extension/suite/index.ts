import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

interface Results {
	pass: { title: string; ms: number }[];
	fail: { title: string; error: string }[];
	pending: string[];
	total: number;
	done: boolean;
}

/**
 * Entry that VS Code calls inside the extension host: the same for code-server and `@vscode/test-electron`. Writes each
 * result at once, because a host that dies reports success.
 */
export async function run(): Promise<void> {
	const results: Results = { pass: [], fail: [], pending: [], total: 0, done: false };
	const write = () => {
		results.total = results.pass.length + results.fail.length;
		const file = process.env['LODESTONE_TEST_RESULTS'];
		if (file !== undefined) writeFileSync(file, JSON.stringify(results, null, '\t'));
	};
	const only = process.env['LODESTONE_TEST_GREP'];
	const mocha = new Mocha({
		ui: 'tdd',
		// Of a test, on a machine that does other things too.
		timeout: 240_000,
		reporter: 'spec',
		color: false,
		...(only === undefined || only === '' ? {} : { grep: only }),
	});
	for (const file of readdirSync(__dirname).sort())
		if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
	write();
	const failures = await new Promise<number>(resolve => {
		mocha
			.run(resolve)
			.on('pass', test => {
				results.pass.push({ title: test.fullTitle(), ms: test.duration ?? 0 });
				write();
			})
			.on('pending', test => {
				results.pending.push(test.fullTitle());
				write();
			})
			.on('fail', (test, error: unknown) => {
				const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
				results.fail.push({ title: test.fullTitle(), error: text });
				write();
			});
	});
	results.done = true;
	write();
	if (failures > 0) throw new Error(`${failures} tests failed.`);
}
