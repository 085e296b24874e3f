import { html, nothing, svg, type TemplateResult } from 'lit';
import { STAGES, type Percentiles } from '../../shared/health/healthTypes';
import { icon } from '../icons';
import { histogramModel } from './chartModel';
import type { SectionContext } from './context';
import { link, section, table, type Cell } from './pieces';
import type { Words } from './strings';

const WIDTH = 372;
const HEIGHT = 86;
const BASE = 112;
const QUERIES = 12;

const ms = (value: number, words: Words): string => words.number(value, value < 10 ? 1 : 0);

/** Latency histogram of the kept days. */
export function timeSection({ folder, words }: SectionContext): TemplateResult {
	const buckets = folder.report?.histogram ?? [];
	const total = weighted(folder.report?.days.flatMap(day => day.measures.total ?? []) ?? []);
	if (buckets.length === 0)
		return section('time', words.text('time.title'), words.text('time.none'), nothing);
	const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
	const { bars, ticks, place } = histogramModel(buckets, WIDTH, HEIGHT);
	const mark = (value: number, text: string, y: number): TemplateResult => {
		const x = 6 + place(value);
		// Near the right edge the words stand on the left of their line.
		const left = x > WIDTH - 90;
		return svg`<line class="mark" x1=${x} x2=${x} y1=${y - 8} y2=${BASE}></line>
			<text x=${left ? x - 5 : x + 5} y=${y} text-anchor=${left ? 'end' : 'start'}><tspan class="strong">${words.text('ms', ms(value, words))}</tspan> ${text}</text>`;
	};
	return section(
		'time',
		words.text('time.title'),
		words.text('time.lead', count, folder.report?.days.length ?? 0),
		html`<svg
			class="chart"
			viewBox="0 0 400 132"
			role="img"
			aria-label=${words.text('time.chart', count, ms(total.p50, words), ms(total.p95, words))}
		>
			${bars.map(
				each =>
					svg`<rect class="column" x=${6 + each.x} width=${each.width} y=${BASE - each.height} height=${each.height} rx="1.5"></rect>`,
			)}
			${svg`<line class="axis" x1="4" x2="386" y1=${BASE + 0.5} y2=${BASE + 0.5}></line>`}
			${mark(total.p50, words.text('time.half'), 10)}
			${mark(total.p95, words.text('time.most'), 24)}
			${ticks.map(tick => svg`<text x=${6 + tick.x} y="129" text-anchor="middle">${words.number(tick.ms, tick.ms < 1 ? 1 : 0)}</text>`)}
			${svg`<text x="396" y="129" text-anchor="end">ms</text>`}
		</svg>`,
		'charted',
	);
}

/** Percentiles over days, weighted by their counts: an estimate that is good enough for a picture. */
function weighted(days: readonly Percentiles[]): Percentiles {
	const count = days.reduce((sum, day) => sum + day.count, 0);
	const mean = (of: (day: Percentiles) => number): number =>
		days.reduce((sum, day) => sum + of(day) * day.count, 0) / Math.max(1, count);
	return { count, p50: mean(d => d.p50), p95: mean(d => d.p95), p99: mean(d => d.p99) };
}

/** Half and 95 of 100 by step of a search. */
export function stagesSection({ folder, words }: SectionContext): TemplateResult {
	const days = folder.report?.days ?? [];
	const rows = STAGES.map((stage): Cell[] => {
		const { p50, p95, p99 } = weighted(days.flatMap(day => day.measures[stage] ?? []));
		return [
			words.text(`stage.${stage}`),
			words.number(p50, 1),
			words.number(p95, 1),
			words.number(p99, 1),
		];
	});
	return section(
		'stages',
		words.text('stages.title'),
		days.length === 0 ? words.text('time.none') : words.text('stages.lead', days.length),
		days.length === 0
			? nothing
			: table(
					[
						{ head: words.text('stages.stage') },
						{ head: words.text('stages.half'), right: true },
						{ head: words.text('stages.most'), right: true },
						{ head: '99', right: true },
					],
					rows.slice(0, -1),
					rows.at(-1),
				),
	);
}

/** What is wanted and what was measured; a missed one has a sign and a word, not only a colour. */
export function objectivesSection({ folder, words, run }: SectionContext): TemplateResult {
	const { report, coverage, state } = folder;
	if (report === undefined) return html``;
	const { objectives } = report;
	const save = weighted(report.days.slice(-1).flatMap(day => day.measures.save ?? []));
	const search = weighted(report.days.slice(-1).flatMap(day => day.measures.total ?? []));
	const share =
		coverage.chunks === 0 ? 100 : Math.floor((1_000 * coverage.refined) / coverage.chunks) / 10;
	const atWork = state?.type === 'indexing' || state?.type === 'paused';
	const stale = state?.type === 'stale' ? state.files : 0;
	const row = (
		name: string,
		wanted: string,
		measured: string,
		verdict: Verdict,
		setting: string,
	): Cell[] => [
		name,
		wanted,
		verdict === 'unknown' ? '–' : measured,
		verdictCell(verdict, words),
		link(
			words.text('objectives.change'),
			() => run('openSetting', setting),
			`${words.text('objectives.change')}: ${name}`,
		),
	];
	const upTo = (measured: Percentiles, wanted: number): Verdict =>
		measured.count === 0 ? 'unknown' : measured.p95 <= wanted ? 'met' : 'missed';
	return section(
		'objectives',
		words.text('objectives.title'),
		words.text('objectives.lead'),
		table(
			[
				{ head: words.text('objectives.what') },
				{ head: words.text('objectives.wanted'), right: true },
				{ head: words.text('objectives.measured'), right: true },
				{ head: words.text('state') },
				{ head: words.text('actions'), right: true, hidden: true },
			],
			[
				row(
					words.text('objectives.search'),
					words.text('objectives.upTo', words.text('ms', objectives.searchMs)),
					words.text('ms', ms(search.p95, words)),
					upTo(search, objectives.searchMs),
					'objectiveSearchMs',
				),
				row(
					words.text('objectives.save'),
					words.text('objectives.upTo', words.text('ms', objectives.saveMs)),
					words.text('ms', ms(save.p95, words)),
					upTo(save, objectives.saveMs),
					'objectiveSaveMs',
				),
				row(
					words.text('objectives.coverage'),
					words.text('objectives.atLeast', objectives.coveragePercent),
					words.text('percent', words.number(share, share === 100 ? 0 : 1)),
					coverage.chunks === 0
						? 'unknown'
						: share >= objectives.coveragePercent
							? 'met'
							: atWork
								? 'underWay'
								: 'missed',
					'objectiveCoverage',
				),
				row(
					words.text('objectives.staleness'),
					words.text('objectives.upTo', words.text('seconds', objectives.stalenessMs / 1_000)),
					stale > 0
						? `${words.number(stale)} ${words.text('files')}`
						: words.text('objectives.none'),
					report.checkedMs === 0 ? 'unknown' : stale > 0 ? 'missed' : 'met',
					'objectiveStaleness',
				),
			],
		),
	);
}

type Verdict = 'met' | 'missed' | 'underWay' | 'unknown';

function verdictCell(verdict: Verdict, words: Words): Cell {
	if (verdict === 'unknown')
		return html`<span class="dim">${words.text('objectives.unknown')}</span>`;
	const [glyph, extra] = {
		met: ['check', 'icon-ok'],
		missed: ['warning', 'icon-warning'],
		underWay: ['sync', ''],
	}[verdict] as [string, string];
	return html`<span class="verdict"
		>${icon(glyph, extra)} ${words.text(`objectives.${verdict}`)}</span
	>`;
}

/** The newest searches, step by step. */
export function traceSection({ snapshot, folder, words }: SectionContext): TemplateResult {
	const queries = (folder.report?.queries ?? []).slice(0, QUERIES);
	if (queries.length === 0) return html``;
	const stages = STAGES.filter(stage => stage !== 'total' && stage !== 'fuse');
	return section(
		'trace',
		words.text('trace.title'),
		words.text('trace.lead'),
		html`<div class="wide" tabindex="0" role="group" aria-labelledby="trace">
			${table(
				[
					{ head: words.text('trace.time') },
					{ head: words.text('trace.words'), right: true },
					...stages.map(stage => ({ head: words.text(`stage.${stage}`), right: true })),
					{ head: words.text('trace.total'), right: true },
					{ head: words.text('trace.candidates'), right: true },
					{ head: words.text('files'), right: true },
					{ head: words.text('refined'), right: true },
				],
				queries.map(query => [
					words.clock(query.atMs, snapshot.nowMs),
					words.number(query.words),
					...stages.map(stage => words.number(query.stages[stage], 1)),
					words.number(query.stages.total, 1),
					words.number(query.candidates),
					words.number(query.files),
					words.text('percent', Math.round(query.refined * 100)),
				]),
			)}
		</div>`,
	);
}
