import {
	percentiles,
	quantile,
	rounded,
	spread,
	type Percentiles,
	type Spread,
} from '../cost/statistics';
import { mean, scoreRun } from '../score/scoreRun';
import type { EvalQuery } from '../score/types';
import type { Run } from './contender';

/** A contender and what became of it. */
export interface Entry {
	readonly name: string;
	/** What a reader must know to read its row. */
	readonly note: string;
	readonly runs: readonly Run[];
	/** Set when it could not take part. */
	readonly missing?: string;
}

export interface Quality {
	readonly questions: number;
	readonly ndcg10: number;
	readonly recall5: number;
}

/** One row of the comparison. */
export interface Row {
	readonly name: string;
	readonly note: string;
	readonly missing?: string;
	readonly searchableSeconds?: Spread;
	readonly peakRssMb?: Spread;
	readonly indexMb?: number;
	readonly pieces?: number;
	readonly queryMs?: Percentiles;
	/** p50 and p95 of each round of queries on its own, lowest and highest: how far to trust them. */
	readonly queryP50?: Spread;
	readonly queryP95?: Spread;
	readonly quality?: Quality | undefined;
}

/** Texts a second through the transformer. */
export interface Throughput {
	readonly name: string;
	readonly note: string;
	readonly textsPerSecond?: Spread;
	readonly missing?: string;
}

/** @param rounds Into how many rounds each run's query times divide. @param questions Those that the answers belong to. Pure. */
export function rowOf(entry: Entry, rounds: number, questions: readonly EvalQuery[]): Row {
	const { name, note, runs, missing } = entry;
	const [first] = runs;
	if (first === undefined || missing !== undefined)
		return { name, note, missing: missing ?? 'did not run' };
	const all = runs.flatMap(run => run.queryMs);
	const byRound = runs.flatMap(run => inRounds(run.queryMs, rounds));
	return {
		name,
		note,
		searchableSeconds: spread(runs.map(run => run.searchableSeconds)),
		peakRssMb: spread(runs.map(run => run.peakRssMb)),
		indexMb: rounded(first.indexBytes / 1e6),
		pieces: first.pieces,
		queryMs: percentiles(all),
		queryP50: spread(byRound.map(times => quantile(times, 0.5))),
		queryP95: spread(byRound.map(times => quantile(times, 0.95))),
		quality: questions.length === 0 ? undefined : qualityOf(first, questions),
	};
}

function qualityOf(run: Run, questions: readonly EvalQuery[]): Quality {
	const scores = scoreRun(
		questions,
		questions.map(({ repo, query }, i) => ({ repo, query, results: run.answers[i] ?? [] })),
	);
	return {
		questions: questions.length,
		// By distinct files: a contender whose pieces are files must not lose to one that lists a file twice, nor the other way round.
		ndcg10: rounded(mean(scores.map(score => score.file))),
		recall5: rounded(mean(scores.map(score => score.recall5))),
	};
}

function inRounds(times: readonly number[], rounds: number): number[][] {
	const size = Math.ceil(times.length / rounds);
	if (size === 0) return [];
	return Array.from({ length: Math.ceil(times.length / size) }, (_, i) =>
		times.slice(i * size, (i + 1) * size),
	);
}

/** A table in Markdown, which people can read as it is. Pure. */
export function compareText(
	corpus: string,
	rows: readonly Row[],
	throughput: readonly Throughput[],
): string {
	const lines = [
		`Folder: ${corpus}`,
		'',
		'| | searchable after, s | peak memory, MB | index, MB | pieces | query p50, ms | query p95, ms | NDCG@10 | recall@5 |',
		'|--|--:|--:|--:|--:|--:|--:|--:|--:|',
		...rows.map(rowText),
		'',
		'| the same texts through the same model | texts/s |',
		'|--|--:|',
		...throughput.map(
			({ name, textsPerSecond, missing }) =>
				`| ${name} | ${missing === undefined ? spreadText(textsPerSecond, 0) : `not measured: ${missing}`} |`,
		),
		'',
		...[...rows, ...throughput].map(({ name, note }) => `- ${name}: ${note}`),
	];
	return `${lines.join('\n')}\n`;
}

/** One line of the table. */
export function rowText(row: Row): string {
	if (row.missing !== undefined)
		return `| ${row.name} | not measured: ${row.missing} | | | | | | | |`;
	return `| ${[
		row.name,
		spreadText(row.searchableSeconds, 1),
		spreadText(row.peakRssMb, 0),
		row.indexMb?.toFixed(1) ?? '–',
		String(row.pieces ?? '–'),
		spreadText(row.queryP50, 1),
		spreadText(row.queryP95, 1),
		row.quality?.ndcg10.toFixed(3) ?? '–',
		row.quality?.recall5.toFixed(3) ?? '–',
	].join(' | ')} |`;
}

/** Median, and the lowest and highest where there is more than one. */
function spreadText(value: Spread | undefined, digits: number): string {
	if (value === undefined) return '–';
	const text = value.median.toFixed(digits);
	return value.n === 1
		? text
		: `${text} (${value.low.toFixed(digits)}–${value.high.toFixed(digits)})`;
}
