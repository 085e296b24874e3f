/**
 * Retrieval quality: `npm run eval -- --corpus DIR --usable FILE --out FILE.jsonl [--mode M] [--limit N] [--store DIR]
 * [--draft] [--save NOTE] [--only NAME] [--json] [--no-foreign] [--calibrate]`.
 *
 * Indexes DIR/NAME for each repository NAME of the questions and writes one line a question:
 * `{"repo","query","results":[{"path","startLine","endLine","score"}]}`, the answer as one list (`shared/oneList.ts`), lines 1-based.
 * Then prints the scores, and how they differ from the last committed ones. Indexes stay in the store: a second run only searches.
 */
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import type { SearchMode } from '../src/shared/types';
import { searchRepository } from './evalRepository';
import { BENCH_RUNTIME, benchCache, benchLogger, REPOSITORY } from './runtime';
import { expectedCalibrationError, reliabilityText, type Told } from './score/calibration';
import { committedResult, compare, readCommitted, writeCommitted } from './score/committed';
import { meets } from './score/ndcg';
import { readQueries } from './score/readQueries';
import { groupBy, mean, scoreRun } from './score/scoreRun';
import { comparisonText, scoreTable } from './score/scoreTable';
import type { QueryResults } from './score/types';

const MODES: readonly SearchMode[] = ['hybrid', 'meaning', 'keyword'];

/** What is measured beside the ranking. */
interface Extras {
	readonly latencies: number[];
	readonly told: Told[];
	foreign: number;
	readonly falselyConfident: string[];
}

interface EvalOptions {
	readonly corpus: string;
	readonly usable: string;
	readonly out: string | undefined;
	readonly mode: SearchMode;
	readonly limit: number;
	readonly store: string;
	readonly draft: boolean;
	readonly save: string | undefined;
	readonly only: string | undefined;
	readonly json: boolean;
	/** Ask questions about something that is in none of the repositories, too. */
	readonly foreign: boolean;
	/** Have each repository ask the questions of its own comments first, which fits its chances. */
	readonly calibrate: boolean;
}

async function main(options: EvalOptions): Promise<void> {
	const queries = readQueries(options.usable).filter(
		q => options.only === undefined || q.repo === options.only,
	);
	const engine = await createEngine({
		storeRoot: options.store,
		runtime: BENCH_RUNTIME,
		logger: benchLogger,
		program: 'lodestone eval',
	});
	const out = options.out === undefined ? undefined : openOut(options.out);
	const results: QueryResults[] = [];
	const extras: Extras = { latencies: [], told: [], foreign: 0, falselyConfident: [] };
	const foreign = options.foreign ? readForeign() : [];
	const repos = groupBy(queries, q => q.repo);
	let done = 0;
	for (const [repo, group] of repos) {
		// Each foreign question goes to one repository, in turn.
		const asked = foreign.filter((_, i) => i % repos.size === done);
		const { answers, falselyConfident } = await searchRepository(
			engine,
			join(options.corpus, repo),
			group,
			options,
			asked,
		);
		answers.forEach(({ totalMs, probability, ...line }, i) => {
			if (out !== undefined) writeSync(out, `${JSON.stringify(line)}\n`);
			results.push(line);
			extras.latencies.push(totalMs);
			const [first] = line.results;
			if (probability === undefined || first === undefined) return;
			const correct = group[i]?.targets.some(target => meets(first, target)) ?? false;
			extras.told.push({ probability, correct });
		});
		extras.foreign += asked.length;
		extras.falselyConfident.push(...falselyConfident.map(query => `${repo}: ${query}`));
		process.stderr.write(`\r\u001b[K${++done}/${repos.size} ${repo}`);
	}
	process.stderr.write('\r\u001b[K');
	if (out !== undefined) closeSync(out);
	await engine.dispose();
	report(options, queries, results, extras);
}

function report(
	options: EvalOptions,
	queries: ReturnType<typeof readQueries>,
	results: readonly QueryResults[],
	{ latencies, told, foreign, falselyConfident }: Extras,
): void {
	const scores = scoreRun(queries, results);
	const variant = `${options.mode}${options.draft ? '.draft' : ''}`;
	const name = basename(options.usable).replace(/\.json$/, '');
	const file = join(REPOSITORY, 'bench', 'results', `${name}.${variant}.json`);
	const before = readCommitted(file);
	const comparison = before === undefined ? undefined : compare(scores, before);
	const now = committedResult(
		scores,
		variant,
		options.save ?? 'not saved',
		new Date().toISOString(),
	);
	if (options.json) {
		process.stdout.write(
			`${JSON.stringify({ ...now, perQuery: undefined, comparison: comparison?.chunk, ece: expectedCalibrationError(told), falseConfidence: foreign === 0 ? undefined : falselyConfident.length / foreign })}\n`,
		);
	} else {
		latencies.sort((a, b) => a - b);
		process.stdout.write(scoreTable(scores));
		process.stdout.write(
			`\nmode ${variant}; query mean ${mean(latencies).toFixed(1)} ms, p95 ${(latencies[Math.floor(latencies.length * 0.95)] ?? 0).toFixed(1)} ms\n`,
		);
		if (told.length > 0) process.stdout.write(`\n${reliabilityText(told)}`);
		if (foreign > 0)
			process.stdout.write(
				`false confidence: ${falselyConfident.length} of ${foreign} questions about something else\n${falselyConfident.map(line => `  ${line}\n`).join('')}`,
			);
		if (comparison !== undefined) process.stdout.write(comparisonText(comparison));
	}
	if (options.save !== undefined) writeCommitted(file, now);
}

function readForeign(): string[] {
	const file = join(REPOSITORY, 'bench', 'gate', 'foreign.json');
	return JSON.parse(readFileSync(file, 'utf8')) as string[];
}

function openOut(path: string): number {
	mkdirSync(dirname(resolve(path)), { recursive: true });
	return openSync(path, 'w');
}

function readOptions(argv: string[]): EvalOptions {
	const { values } = parseArgs({
		args: argv,
		strict: true,
		options: {
			corpus: { type: 'string' },
			usable: { type: 'string' },
			out: { type: 'string' },
			mode: { type: 'string', default: 'hybrid' },
			limit: { type: 'string', default: '10' },
			store: { type: 'string' },
			draft: { type: 'boolean', default: false },
			save: { type: 'string' },
			only: { type: 'string' },
			json: { type: 'boolean', default: false },
			'no-foreign': { type: 'boolean', default: false },
			calibrate: { type: 'boolean', default: false },
		},
	});
	const mode = MODES.find(m => m === values.mode);
	const limit = Number(values.limit);
	if (
		values.corpus === undefined ||
		values.usable === undefined ||
		mode === undefined ||
		!(limit >= 1)
	)
		throw new Error(
			'usage: npm run eval -- --corpus DIR --usable FILE --out FILE.jsonl [--mode hybrid|meaning|keyword] [--limit N] [--store DIR] [--draft] [--save NOTE] [--only NAME] [--json]',
		);
	return {
		...values,
		corpus: values.corpus,
		usable: values.usable,
		out: values.out,
		save: values.save,
		only: values.only,
		mode,
		limit,
		foreign: !values['no-foreign'],
		// Drafts have a store of their own: refined vectors of an earlier run would answer for them.
		store: resolve(values.store ?? benchCache(values.draft ? 'eval-draft' : 'eval')),
	};
}

main(readOptions(process.argv.slice(2))).catch((error: unknown) => {
	process.stderr.write(`eval: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
