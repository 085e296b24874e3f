import { clusterBootstrap } from './bootstrap';
import type { Comparison } from './committed';
import { groupBy, mean, type QueryScore } from './scoreRun';

/** The scores as text: overall with standard errors, by category, by language, by repository. */
export function scoreTable(scores: readonly QueryScore[], byRepository = true): string {
	const repos = groupBy(scores, s => s.query.repo);
	const missing = scores.filter(s => !s.answered).length;
	const lines = [
		`${scores.length} queries, ${repos.size} repositories, ${missing} without results; NDCG@10`,
		`${''.padEnd(22)}${'n'.padStart(5)}    as returned    by file     recall@5   MRR@10 span`,
		row('overall', scores, true),
	];
	for (const key of ['category', 'language'] as const) {
		const groups = groupBy(scores, s => s.query[key]);
		if (groups.size < 2 && groups.has('-')) continue;
		lines.push('', ...[...groups].map(([name, group]) => row(name, group, key === 'category')));
	}
	if (byRepository) lines.push('', ...[...repos].map(([name, group]) => row(name, group, false)));
	return `${lines.join('\n')}\n`;
}

/** The paired comparison in two lines. */
export function comparisonText(comparison: Comparison): string {
	const { against, chunk } = comparison;
	return (
		`against ${against.date} (${against.note}): ${signed(chunk.mean)} ± ${chunk.standardError.toFixed(4)} ` +
		`on ${comparison.shared} shared queries; ${comparison.better} better, ${comparison.worse} worse; ` +
		`better in ${(100 * chunk.above0).toFixed(0)} % of resamples\n`
	);
}

function row(name: string, scores: readonly QueryScore[], withError: boolean): string {
	const figure = (pick: (s: QueryScore) => number | undefined, error: boolean): string => {
		const values = scores.flatMap(s => {
			const value = pick(s);
			return value === undefined ? [] : [{ cluster: s.query.repo, value }];
		});
		if (values.length === 0) return '    -       ';
		const text = mean(values.map(v => v.value)).toFixed(3);
		return error && new Set(values.map(v => v.cluster)).size > 1
			? `${text} ±${clusterBootstrap(values).standardError.toFixed(3).slice(1)} `
			: `${text}       `;
	};
	return [
		name.slice(0, 22).padEnd(22),
		String(scores.length).padStart(5),
		'    ',
		figure(s => s.chunk, withError),
		'   ',
		figure(s => s.file, withError),
		figure(s => s.recall5, withError),
		figure(s => s.span, withError),
	]
		.join('')
		.trimEnd();
}

function signed(value: number): string {
	return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(4)}`;
}
