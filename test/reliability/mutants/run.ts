// npx tsx test/reliability/mutants/run.ts [NAME…]: breaks the product on purpose, one thing at a time, in a copy of the repository, and
// shows that a test notices which passes without the change. Ends with 1 when a mutant survives.
import { execFileSync, spawnSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { MUTANTS, type Mutant } from './list';

const repository = resolve(import.meta.dirname, '../../..');

function copy(): string {
	const at = mkdtempSync(join(tmpdir(), 'lodestone-mutant-'));
	const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
		cwd: repository,
	});
	for (const name of files.toString('utf8').split('\0').filter(Boolean)) {
		if (!existsSync(join(repository, name))) continue;
		mkdirSync(dirname(join(at, name)), { recursive: true });
		copyFileSync(join(repository, name), join(at, name));
	}
	symlinkSync(join(repository, 'node_modules'), join(at, 'node_modules'));
	return at;
}

/** @returns what the first test that fails in the copy says; undefined when all pass. @throws {Error} when none ran. */
function failure(at: string, { tests, only }: Mutant): string | undefined {
	execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: at, stdio: 'ignore' });
	const ended = spawnSync(
		process.execPath,
		[
			join(at, 'node_modules/vitest/vitest.mjs'),
			...['run', '--config', 'test/reliability/vitest.config.ts', tests],
			...(only === undefined ? [] : ['-t', only]),
		],
		{ cwd: at, encoding: 'utf8' },
	);
	if (!/Tests .*(?:passed|failed)/.test(ended.stdout))
		throw new Error(`${tests} did not run: ${ended.stdout.slice(-500)}${ended.stderr.slice(-500)}`);
	if (ended.status === 0) return undefined;
	const plain = `${ended.stdout}${ended.stderr}`.replace(/\u001b\[[\d;]*m/g, '');
	return /^\w*Error: .*$/m.exec(plain)?.[0] ?? 'failed';
}

/** @returns how the tests fail with the change in place; undefined when they pass. */
function caughtBy(at: string, mutant: Mutant): string | undefined {
	const { file, from, to } = mutant;
	const path = join(at, file);
	const source = readFileSync(path, 'utf8');
	if (!source.includes(from)) throw new Error(`${file} no longer has: ${from}`);
	// A function: in a string `$&` would stand for what was found.
	writeFileSync(
		path,
		source.replace(from, () => to),
	);
	try {
		return failure(at, mutant);
	} finally {
		writeFileSync(path, source);
	}
}

const wanted = process.argv.slice(2);
const at = copy();
/** How tests fail without any change: one that fails anyhow proves nothing. */
const before = new Map<string, string | undefined>();
let survivors = 0;
try {
	for (const mutant of MUTANTS) {
		if (wanted.length > 0 && !wanted.includes(mutant.name)) continue;
		const tests = `${mutant.tests} ${mutant.only ?? ''}`.trim();
		if (!before.has(tests)) before.set(tests, failure(at, mutant));
		const anyhow = before.get(tests);
		const said = anyhow ?? caughtBy(at, mutant);
		const outcome =
			anyhow !== undefined ? 'UNSOUND ' : said === undefined ? 'SURVIVED' : 'caught  ';
		if (outcome !== 'caught  ') survivors++;
		console.log(`${outcome} ${mutant.name} by ${tests}${said === undefined ? '' : `: ${said}`}`);
	}
} finally {
	rmSync(at, { recursive: true, force: true });
}
process.exit(survivors === 0 ? 0 : 1);
