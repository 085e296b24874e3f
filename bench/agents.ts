/**
 * Token economy of an agent: `npm run bench:agents -- --corpus DIR --usable FILE [--results FILE.jsonl] [--store DIR] [--draft]
 * [--only NAME]`.
 *
 * How many tokens an agent reads until it has seen the first relevant place, by three ways over the same files:
 * - lodestone: our results in order, each the heading and the source of its chunk, as the MCP server gives them;
 * - grep, whole files: each keyword of the question literally, then whole files, those with the most distinct keywords first;
 * - grep, windows: the same order, but only 25 lines around each match (a careful agent).
 * A question that is never answered costs 32,000. Tokens are estimated the same way for all: characters / 3.5.
 *
 * Results are taken from an evaluation's file (`npm run eval -- --out`), or searched here.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../src/engine/engine';
import { defaultFolderSettings } from '../src/engine/engineTypes';
import { readText } from '../src/engine/scan/readSource';
import { walkFolder } from '../src/engine/scan/walkFolder';
import { estimateTokens } from '../src/shared/agent/tokens';
import { costToFirst, summary } from './agents/costToFirst';
import {
	grep,
	keywordsOf,
	readWhole,
	readWindows,
	type Reading,
	type SourceFile,
} from './agents/grepAndRead';
import { searchRepository } from './evalRepository';
import { BENCH_RUNTIME, benchCache, benchLogger } from './runtime';
import { readQueries, readResults } from './score/readQueries';
import { groupBy } from './score/scoreRun';
import { queryKey, type EvalQuery, type QueryResults, type RankedSpan } from './score/types';

const MAX_BYTES = 1024 * 1024;
/** Path, lines, kind, name and strength of a result. */
const HEADING_TOKENS = 24;
const WAYS = ['lodestone', 'grep, whole files', 'grep, windows'] as const;

interface Options {
	readonly corpus: string;
	readonly usable: string;
	readonly results: string | undefined;
	readonly store: string;
	readonly draft: boolean;
	readonly only: string | undefined;
}

async function main(options: Options): Promise<void> {
	const queries = readQueries(options.usable).filter(
		query => options.only === undefined || query.repo === options.only,
	);
	const known = new Map(
		(options.results === undefined ? [] : readResults(options.results)).map(each => [
			queryKey(each),
			each,
		]),
	);
	const costs = new Map<string, number[]>(WAYS.map(way => [way, []]));
	let asked = 0;
	for (const [repo, group] of groupBy(queries, query => query.repo)) {
		const root = join(options.corpus, repo);
		const files = await filesOf(root);
		const texts = new Map(files.map(file => [file.path, file.text.split('\n')]));
		const answers =
			options.results === undefined
				? await searched(options, root, group)
				: group.flatMap(query => known.get(queryKey(query)) ?? []);
		const byQuery = new Map(answers.map(each => [queryKey(each), each.results]));
		for (const query of group) {
			const results = byQuery.get(queryKey(query));
			// A results file that holds a part of the questions measures that part.
			if (results === undefined) continue;
			asked++;
			const keywords = keywordsOf(query.query);
			const found = grep(files, keywords);
			const readings = {
				lodestone: results.map(result => readResult(result, texts)),
				'grep, whole files': readWhole(found),
				'grep, windows': readWindows(found, keywords),
			};
			for (const way of WAYS) costs.get(way)?.push(costToFirst(readings[way], query.targets));
		}
		process.stderr.write(`\r\u001b[K${asked} questions, ${repo}`);
	}
	process.stderr.write('\r\u001b[K');
	console.log(`${asked} of ${queries.length} questions; tokens to the first relevant place`);
	console.log('                       mean   median   answered');
	for (const [way, list] of costs) {
		const { mean, median, answered } = summary(list);
		console.log(
			`${way.padEnd(18)} ${mean.toFixed(0).padStart(8)} ${median.toFixed(0).padStart(8)}   ${(100 * answered).toFixed(1).padStart(6)} %`,
		);
	}
}

function readResult(result: RankedSpan, texts: ReadonlyMap<string, readonly string[]>): Reading {
	const lines = texts.get(result.path)?.slice(result.startLine - 1, result.endLine) ?? [];
	return { ...result, tokens: HEADING_TOKENS + estimateTokens(lines.join('\n')) };
}

async function searched(
	options: Options,
	root: string,
	group: readonly EvalQuery[],
): Promise<readonly QueryResults[]> {
	const engine = await createEngine({
		storeRoot: options.store,
		runtime: BENCH_RUNTIME,
		logger: benchLogger,
		program: 'lodestone bench:agents',
	});
	try {
		const settings = { mode: 'hybrid', limit: 50, draft: options.draft } as const;
		return (await searchRepository(engine, root, group, settings)).answers;
	} finally {
		await engine.dispose();
	}
}

/** The files that an index would hold: both ways look at the same. */
async function filesOf(root: string): Promise<SourceFile[]> {
	const files: SourceFile[] = [];
	for await (const batch of walkFolder(root, { ...defaultFolderSettings, maxFileBytes: MAX_BYTES }))
		for (const { path } of batch.files) {
			const text = readText(join(root, path), MAX_BYTES);
			if (text !== undefined) files.push({ path, text });
		}
	return files;
}

const { values } = parseArgs({
	options: {
		corpus: { type: 'string' },
		usable: { type: 'string' },
		results: { type: 'string' },
		store: { type: 'string', default: benchCache('agents') },
		draft: { type: 'boolean', default: false },
		only: { type: 'string' },
	},
});
const { corpus, usable } = values;
if (corpus === undefined || usable === undefined) {
	console.error('Name the trees and the questions: --corpus DIR --usable FILE.');
	process.exitCode = 2;
} else {
	// Read before anything is indexed: a wrong name must not cost minutes.
	readFileSync(usable);
	main({
		corpus: resolve(corpus),
		usable,
		results: values.results,
		store: resolve(values.store),
		draft: values.draft,
		only: values.only,
	}).catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	});
}
