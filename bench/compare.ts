/**
 * Comparison with what a person would use instead: `npm run bench:compare -- --corpus DIR [--questions FILE] [--queries N]
 * [--rounds N] [--runs N] [--refine] [--sample TEXTS] [--only NAMES] [--scratch DIR] [--json]`.
 *
 * Lodestone, ripgrep, semble and SQLite FTS5 index or search the same folder in the same run, one after the other, each in a cold
 * process, asked the same questions; and the transformer's throughput is compared with that of `@huggingface/transformers` on the same
 * texts. What is compared with is installed from the public registries into the scratch folder. What cannot be had is said in its row.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ALLOCATOR_ENVIRONMENT } from '../src/shared/allocator';
import { storePaths } from '../src/engine/store/storePaths';
import { defaultFolderSettings } from '../src/engine/engineTypes';
import { walkFolder } from '../src/engine/scan/walkFolder';
import { resolveRoot } from '../src/engine/scan/resolveRoot';
import { benchQueries } from './cost/benchQueries';
import { spread } from './cost/statistics';
import { compareText, rowOf, rowText, type Entry, type Throughput } from './compare/compareReport';
import { causeIn, runChild, type Run, type Task } from './compare/contender';
import {
	installRipgrep,
	installSemble,
	installTransformers,
	VERSIONS,
	type Installed,
} from './compare/install';
import { runRipgrep } from './compare/ripgrep';
import { bundleChildren, CHILDREN_OUT } from './bundleChildren';
import { benchCache, REPOSITORY } from './runtime';
import { readQueries } from './score/readQueries';

const run = promisify(execFile);
const CHILDREN = ['lodestoneChild', 'throughputChild'] as const;
/** Texts of a call of the pipeline; of 1, 16, 32 and 64 the fastest on the machine of docs/BENCHMARKS.md. */
const PIPELINE_BATCH = 16;
const THROUGHPUT_ROUNDS = 3;

interface Options {
	readonly corpus: string;
	readonly questions: string | undefined;
	readonly queries: number;
	readonly rounds: number;
	readonly runs: number;
	readonly refine: boolean;
	readonly sample: number;
	readonly only: readonly string[];
	readonly scratch: string;
	readonly json: boolean;
}

async function main(options: Options): Promise<void> {
	mkdirSync(options.scratch, { recursive: true });
	await bundleChildren('compare', CHILDREN);
	say('installing what is compared with');
	const semble = await installSemble(options.scratch);
	const ripgrep = await installRipgrep(options.scratch);
	const transformers = await installTransformers(options.scratch);
	const questions = options.questions === undefined ? [] : readQueries(options.questions);
	const work = mkdtempSync(join(options.scratch, 'run-'));
	try {
		const tokens = join(work, 'tokens.bin');
		const base = {
			corpus: options.corpus,
			questions: questions.map(({ query }) => query),
			rounds: options.rounds,
		};
		const loadBefore = loadavg()[0] ?? 0;
		const queries = await makeQueries(options, work, tokens);
		const files = join(work, 'files.json');
		writeFileSync(files, JSON.stringify(await filesOf(options.corpus)));
		const entries: Entry[] = [];
		const enter = async (
			key: string,
			name: string,
			note: string,
			installed: Installed<unknown>,
			once: (task: Task) => Promise<Run>,
			more?: Record<string, string>,
		): Promise<void> => {
			if (options.only.length > 0 && !options.only.includes(key)) return;
			if ('why' in installed) {
				entries.push({ name, note, runs: [], missing: installed.why });
				return;
			}
			const runs: Run[] = [];
			try {
				for (let i = 0; i < options.runs; i++) {
					say(`${name}, run ${i + 1} of ${options.runs}`);
					const scratch = mkdtempSync(join(work, `${key}-`));
					runs.push(await once({ ...base, queries, scratch, ...(more ? { more } : {}) }));
					rmSync(scratch, { recursive: true, force: true });
				}
				entries.push({ name, note, runs });
				// A run that is cut off later has not been for nothing.
				say(rowText(rowOf({ name, note, runs }, options.rounds, questions)));
			} catch (error) {
				const missing = error instanceof Error ? error.message : String(error);
				entries.push({ name, note, runs, missing });
			}
		};
		const own: Installed<true> = { ok: true };
		await enter(
			'lodestone',
			'Lodestone, drafts',
			'as soon as all is searchable by words and draft vectors',
			own,
			lodestone,
		);
		if (options.refine)
			await enter(
				'refined',
				'Lodestone, refined',
				'after the transformer has seen every text',
				own,
				lodestone,
				{ refine: 'yes' },
			);
		await enter(
			'semble',
			`semble ${VERSIONS.semble}, all content`,
			'code, documents and configuration, as Lodestone; with our draft table, since its own model is not in any registry and would be downloaded',
			semble,
			task => sembleRun(semble, task),
		);
		await enter(
			'semble-code',
			`semble ${VERSIONS.semble}, code only`,
			'its default: files of programming languages only',
			semble,
			task => sembleRun(semble, { ...task, more: { content: 'code' } }),
		);
		await enter(
			'fts5',
			'SQLite FTS5 alone',
			'the files that Lodestone reads, in windows of 50 lines; any word, BM25; no meaning, no parts of names',
			own,
			async task =>
				await runChild('python3', [
					join(REPOSITORY, 'bench', 'compare', 'fts5Child.py'),
					JSON.stringify({ ...task, more: { files } }),
				]),
		);
		await enter(
			'ripgrep',
			`ripgrep (npm ${VERSIONS.ripgrep})`,
			'query: one literal search for the whole text; quality: a search for each keyword, files with the most distinct ones first',
			ripgrep,
			async task =>
				'ok' in ripgrep
					? await runRipgrep(ripgrep.ok, task)
					: await Promise.reject(new Error(ripgrep.why)),
		);
		const throughput = options.sample > 0 ? await throughputs(tokens, transformers) : [];
		const rows = entries.map(entry => rowOf(entry, options.rounds, questions));
		const machine = {
			cpu: cpus()[0]?.model ?? 'unknown',
			cores: cpus().length,
			node: process.versions.node,
			loadBefore,
		};
		process.stdout.write(
			options.json
				? `${JSON.stringify({ corpus: options.corpus, machine, queries: queries.length, rows, throughput })}\n`
				: `${compareText(options.corpus, rows, throughput)}\n${queries.length} queries, ${options.rounds} rounds; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load before ${loadBefore.toFixed(1)}\n`,
		);
	} finally {
		rmSync(work, { recursive: true, force: true });
	}
}

/** An index made for its questions and texts only; not timed. */
async function makeQueries(options: Options, work: string, tokens: string): Promise<string[]> {
	say('making the questions');
	const scratch = join(work, 'questions');
	mkdirSync(scratch);
	await lodestone({
		corpus: options.corpus,
		scratch,
		queries: [],
		rounds: 0,
		questions: [],
		more: { tokens, sample: String(options.sample) },
	});
	const root = resolveRoot(options.corpus);
	const queries = benchQueries(storePaths(join(scratch, 'store'), root).catalogue, options.queries);
	rmSync(scratch, { recursive: true, force: true });
	return queries;
}

/** The files that Lodestone would read, relative to the folder. */
async function filesOf(corpus: string): Promise<string[]> {
	const files: string[] = [];
	for await (const batch of walkFolder(corpus, defaultFolderSettings))
		files.push(...batch.files.map(({ path }) => path));
	return files;
}

const lodestone = async (task: Task): Promise<Run> =>
	await node('lodestoneChild', [JSON.stringify(task)]);

async function node(name: (typeof CHILDREN)[number], args: readonly string[]): Promise<Run> {
	return await runChild(
		process.execPath,
		['--disable-warning=ExperimentalWarning', join(CHILDREN_OUT, `${name}.js`), ...args],
		// As the extension starts the engine.
		{ ...ALLOCATOR_ENVIRONMENT, LODESTONE_REPOSITORY: REPOSITORY },
	);
}

async function sembleRun(
	installed: Installed<{ readonly python: string; readonly model: string }>,
	task: Task,
): Promise<Run> {
	if ('why' in installed) throw new Error(installed.why);
	const { python, model } = installed.ok;
	const script = join(REPOSITORY, 'bench', 'compare', 'sembleChild.py');
	return await runChild(
		python,
		[script, JSON.stringify({ ...task, more: { ...task.more, model } })],
		// Nothing is kept from run to run, and nothing is fetched.
		{ SEMBLE_CACHE_LOCATION: join(task.scratch, 'cache'), HF_HUB_OFFLINE: '1' },
	);
}

/** The two take turns, so that a drift of the machine meets both. */
async function throughputs(
	tokens: string,
	transformers: Awaited<ReturnType<typeof installTransformers>>,
): Promise<Throughput[]> {
	if (!existsSync(tokens)) return [];
	say('throughput of the transformer');
	const ours: number[] = [];
	const theirs: number[] = [];
	let missing = 'why' in transformers ? transformers.why : undefined;
	for (let round = 0; round < THROUGHPUT_ROUNDS; round++) {
		ours.push(...(await speeds([join(CHILDREN_OUT, 'throughputChild.js'), tokens, '1'])));
		if (!('ok' in transformers) || missing !== undefined) continue;
		const { packages, models, name } = transformers.ok;
		const script = join(REPOSITORY, 'bench', 'compare', 'transformersChild.mjs');
		try {
			const args = [script, packages, models, name, tokens, '1', String(PIPELINE_BATCH)];
			theirs.push(...(await speeds(args)));
		} catch (error) {
			missing = causeIn(error instanceof Error ? error.message : String(error));
		}
	}
	return [
		{
			name: "Lodestone's embed worker",
			note: 'token ids made beforehand, runs of 512 tokens',
			textsPerSecond: spread(ours),
		},
		{
			name: `@huggingface/transformers ${VERSIONS.transformers}`,
			note: `feature-extraction pipeline, the same model file, batches of ${PIPELINE_BATCH}, tokenising included`,
			...(missing === undefined ? { textsPerSecond: spread(theirs) } : { missing }),
		},
	];
}

async function speeds(args: readonly string[]): Promise<number[]> {
	const { stdout } = await run(process.execPath, args, {
		env: { ...process.env, ...ALLOCATOR_ENVIRONMENT, LODESTONE_REPOSITORY: REPOSITORY },
	});
	return JSON.parse(stdout) as number[];
}

function readOptions(argv: string[]): Options {
	const { values } = parseArgs({
		args: argv,
		strict: true,
		options: {
			corpus: { type: 'string' },
			questions: { type: 'string' },
			queries: { type: 'string', default: '200' },
			rounds: { type: 'string', default: '3' },
			runs: { type: 'string', default: '3' },
			refine: { type: 'boolean', default: false },
			sample: { type: 'string', default: '1920' },
			only: { type: 'string', default: '' },
			scratch: { type: 'string' },
			json: { type: 'boolean', default: false },
		},
	});
	if (values.corpus === undefined)
		throw new Error(
			'usage: npm run bench:compare -- --corpus DIR [--questions FILE] [--queries N] [--rounds N] [--runs N] [--refine] [--sample TEXTS] [--only lodestone,semble,…] [--scratch DIR] [--json]',
		);
	return {
		...values,
		corpus: resolve(values.corpus),
		questions: values.questions,
		queries: Number(values.queries),
		rounds: Number(values.rounds),
		runs: Number(values.runs),
		sample: Number(values.sample),
		only: values.only.split(',').filter(name => name !== ''),
		scratch: resolve(values.scratch ?? benchCache('compare')),
	};
}

function say(text: string): void {
	process.stderr.write(`compare: ${text}\n`);
}

main(readOptions(process.argv.slice(2))).catch((error: unknown) => {
	process.stderr.write(`compare: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
