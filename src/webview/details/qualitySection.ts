import { html, nothing, svg, type TemplateResult } from 'lit';
import {
	LEGS,
	QUESTION_KINDS,
	type Proportion,
	type QualityRun,
	type Scores,
} from '../../shared/health/healthTypes';
import { trendModel } from './chartModel';
import type { SectionContext } from './context';
import { section, table, type Cell } from './pieces';
import type { Words } from './strings';

const LEFT = 30;
const WIDTH = 280;
const TOP = 12;
const HEIGHT = 100;
const POINTS = 30;

const percent = (share: number): number => Math.round(share * 100);

/** How well questions made from the workspace are answered, over time and by kind. */
export function qualitySection({ snapshot, folder, words }: SectionContext): TemplateResult {
	const runs = (folder.report?.quality ?? []).slice(-POINTS);
	const last = runs.at(-1);
	if (last === undefined)
		return section('quality', words.text('quality.title'), words.text('quality.none'), nothing);
	const { hybrid } = last.legs;
	return section(
		'quality',
		words.text('quality.title'),
		words.text(
			'quality.lead',
			hybrid.questions,
			Math.round(hybrid.recall5.value * hybrid.questions),
		),
		html`${chart(runs, words, snapshot.nowMs)}
			<details>
				<summary>${words.text('quality.details')}</summary>
				${breakdown(last, words, folder.languageNames)}
			</details>`,
		'charted',
	);
}

function chart(runs: readonly QualityRun[], words: Words, nowMs: number): TemplateResult {
	const of = (pick: (scores: Scores) => number): number[] =>
		runs.map(run => 100 * pick(run.legs.hybrid));
	const first5 = of(scores => scores.recall5.value);
	const first1 = of(scores => scores.recall1.value);
	const low = of(scores => scores.recall5.low);
	const high = of(scores => scores.recall5.high);
	const model = trendModel(runs.length, Math.min(...first1, ...low), LEFT, WIDTH, TOP, HEIGHT);
	const right = LEFT + WIDTH;
	const end5 = first5.at(-1) ?? 0;
	const end1 = first1.at(-1) ?? 0;
	// Labels of near ends would lie on each other.
	const y5 = model.y(end5);
	const y1 = Math.max(model.y(end1), y5 + 15);
	const label = words.text('quality.chart', runs.length, Math.round(end5), Math.round(end1));
	return html`<svg class="chart" viewBox="0 0 400 132" role="img" aria-label=${label}>
		${model.grid.map(
			value => svg`<line class="axis" x1=${LEFT} x2=${right} y1=${model.y(value)} y2=${model.y(value)}></line>
			<text x=${LEFT - 6} y=${model.y(value) + 4} text-anchor="end">${value}</text>`,
		)}
		${
			runs.length > 1
				? svg`<polygon class="interval" points=${model.band(low, high)}></polygon>
			<polyline class="dashed" points=${model.line(first1)}></polyline>
			<polyline class="line" points=${model.line(first5)}></polyline>`
				: nothing
		}
		${svg`<circle class="dot" cx=${right} cy=${y5} r="3.5"></circle>
		<circle class="ring" cx=${right} cy=${model.y(end1)} r="3"></circle>
		<text x=${right + 9} y=${y5 + 4}><tspan class="strong">${Math.round(end5)}</tspan> ${words.text('quality.first5')}</text>
		<text x=${right + 9} y=${y1 + 4}><tspan class="strong">${Math.round(end1)}</tspan> ${words.text('quality.first1')}</text>`}
		${
			runs.length > 1
				? svg`<text x=${LEFT} y="129">${words.age(runs[0]?.atMs ?? 0, nowMs)}</text>`
				: nothing
		}
		${svg`<text x=${right} y="129" text-anchor="end">${words.age(runs.at(-1)?.atMs ?? 0, nowMs)}</text>`}
	</svg>`;
}

function breakdown(
	run: QualityRun,
	words: Words,
	languages: Readonly<Record<string, string>>,
): TemplateResult {
	const share = ({ value, low, high }: Proportion): Cell =>
		html`<span title=${words.text('quality.interval', percent(low), percent(high))}
			>${words.text('percent', percent(value))}</span
		>`;
	const row = (name: string, scores: Scores): Cell[] => [
		name,
		words.number(scores.questions),
		share(scores.recall1),
		share(scores.recall5),
		share(scores.recall10),
		words.number(scores.mrr.value, 2),
	];
	const kinds = QUESTION_KINDS.flatMap(kind => {
		const scores = run.kinds[kind];
		return scores === undefined ? [] : [row(words.text(`quality.kind.${kind}`), scores)];
	});
	return table(
		[
			{ head: words.text('quality.what') },
			{ head: words.text('quality.questions'), right: true },
			{ head: words.text('quality.in1'), right: true },
			{ head: words.text('quality.in5'), right: true },
			{ head: words.text('quality.in10'), right: true },
			{ head: 'MRR', right: true },
		],
		[
			...[...LEGS].reverse().map(leg => row(words.text(`quality.leg.${leg}`), run.legs[leg])),
			...kinds,
			...Object.entries(run.languages).map(([id, scores]) => row(languages[id] ?? id, scores)),
		],
	);
}
