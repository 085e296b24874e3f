/**
 * Cost: `npm run bench -- --corpus DIR [--json] [--queries N] [--rounds N] [--sample TEXTS] [--store DIR]
 * [--while-refining | --drafts]`.
 *
 * Indexes DIR from nothing into a store of its own (removed afterwards unless named), asks N questions made from it, and
 * prints times, memory, disk and recall; with --json one object. With --while-refining
 * it asks N questions while a new index is refined instead, and prints one object; with --drafts nothing is refined, and one object
 * tells of indexing, reopening and asking. Each stage is a process of its own, built as the product
 * is, so that peak memory is that of the engine alone.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ALLOCATOR_ENVIRONMENT } from '../src/shared/allocator';
import type { IndexStatus, SearchTrace } from '../src/shared/types';
import { benchReport, benchText } from './cost/benchReport';
import { draftReport } from './cost/draftReport';
import { bundleChildren, CHILDREN_OUT } from './bundleChildren';
import { REPOSITORY } from './runtime';

const run = promisify(execFile);
const STAGES = [
	'indexStage',
	'draftStage',
	'bareStage',
	'queryStage',
	'recallStage',
	'busyStage',
] as const;
const REOPENS = 3;

/** What the children print. */
export interface IndexCost {
	readonly files: number;
	readonly chunks: number;
	readonly texts: number;
	readonly tokens: number;
	readonly embedded: number;
	readonly walkSeconds: number;
	readonly firstAnswerMs: number | null;
	readonly draftSeconds: number;
	readonly refineSeconds: number;
	readonly embedSeconds: number;
	readonly embedCpuSeconds: number;
	readonly phases: Readonly<Record<string, number>>;
	readonly bare: readonly {
		readonly tokens: number;
		readonly texts: number;
		readonly seconds: number;
		readonly cpuSeconds: number;
	}[];
	readonly peakRssMb: number;
	readonly threads: number;
}
/** Of drafts alone. */
export interface DraftCost {
	readonly files: number;
	readonly chunks: number;
	readonly seconds: number;
	readonly cpuSeconds: number;
	readonly peakRssMb: number;
}
export interface QueryCost {
	readonly openMs: number;
	readonly reopenMs: number;
	readonly traces: readonly SearchTrace[];
	readonly wallMs: readonly number[];
	readonly bytes: IndexStatus['bytes'];
	readonly peakRssMb: number;
}
export interface RecallCost {
	/** null when no graph could be built. */
	readonly recallAt10: number | null;
	readonly rows: number;
	readonly buildSeconds: number;
}

async function main(argv: string[]): Promise<void> {
	const { values } = parseArgs({
		args: argv,
		strict: true,
		options: {
			corpus: { type: 'string' },
			json: { type: 'boolean', default: false },
			queries: { type: 'string', default: '200' },
			rounds: { type: 'string', default: '3' },
			sample: { type: 'string', default: '6400' },
			store: { type: 'string' },
			'while-refining': { type: 'boolean', default: false },
			drafts: { type: 'boolean', default: false },
		},
	});
	if (values.corpus === undefined)
		throw new Error(
			'usage: npm run bench -- --corpus DIR [--json] [--queries N] [--rounds N] [--sample TEXTS] [--store DIR] [--while-refining | --drafts]',
		);
	const corpus = resolve(values.corpus);
	await bundleChildren('cost', STAGES);
	const store =
		values.store === undefined
			? mkdtempSync(join(tmpdir(), 'lodestone-bench-'))
			: resolve(values.store);
	try {
		if (values['while-refining']) {
			const busy = await stage<object>('busyStage', [corpus, store, values.queries]);
			process.stdout.write(`${JSON.stringify(busy)}\n`);
			return;
		}
		say(`indexing ${corpus} from nothing`);
		if (values.drafts) {
			const index = await stage<DraftCost>('draftStage', [corpus, store]);
			const ask = (...how: string[]): Promise<QueryCost> =>
				stage<QueryCost>('queryStage', [corpus, store, ...how, 'drafts']);
			const reopens = [await ask('0', '0'), await ask('0', '0'), await ask('0', '0')];
			const queries = await ask(values.queries, values.rounds);
			process.stdout.write(`${JSON.stringify(draftReport(index, queries, reopens))}\n`);
			return;
		}
		const index = await stage<IndexCost>('indexStage', [corpus, store, values.sample]);
		say(`reopening, then ${values.rounds} rounds of ${values.queries} queries`);
		const reopens: QueryCost[] = [];
		for (let i = 1; i < REOPENS; i++)
			reopens.push(await stage<QueryCost>('queryStage', [corpus, store, '0', '0']));
		const queries = await stage<QueryCost>('queryStage', [
			corpus,
			store,
			values.queries,
			values.rounds,
		]);
		const recall = await stage<RecallCost>('recallStage', [corpus, store, values.queries]);
		const report = benchReport(index, queries, [...reopens, queries], recall);
		process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : benchText(corpus, report));
	} finally {
		if (values.store === undefined) rmSync(store, { recursive: true, force: true });
	}
}

async function stage<T>(name: (typeof STAGES)[number], args: readonly string[]): Promise<T> {
	const { stdout, stderr } = await run(
		process.execPath,
		['--disable-warning=ExperimentalWarning', join(CHILDREN_OUT, `${name}.js`), ...args],
		{
			maxBuffer: 1 << 28,
			// As the extension starts the engine.
			env: { ...process.env, ...ALLOCATOR_ENVIRONMENT, LODESTONE_REPOSITORY: REPOSITORY },
		},
	);
	if (stderr !== '') process.stderr.write(stderr);
	return JSON.parse(stdout) as T;
}

function say(text: string): void {
	process.stderr.write(`bench: ${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
