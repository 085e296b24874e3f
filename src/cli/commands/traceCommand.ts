import { STAGES, type DayLatency, type QueryRecord } from '../../shared/health/healthTypes';
import { inertJson } from '../inert';
import type { TraceInvocation } from '../invocation';
import { EXIT_OK } from '../io';
import { count } from '../numbers';
import type { Session } from '../session';
import type { Style } from '../style';

const DAYS_SHOWN = 7;

/** Shows where the time of the last searches went, newest first, and the percentiles of the last days. */
export async function traceCommand(session: Session, call: TraceInvocation): Promise<number> {
	const folder = await session.open(call.folder);
	const { queries, days, objectives } = folder.health();
	const shown = queries.slice(0, call.limit);
	if (call.common.json)
		session.io.out.write(`${inertJson({ queries: shown, days, objectives })}\n`);
	else if (shown.length === 0) session.note('No search of this folder was traced yet.');
	else session.io.out.write(traceTable(shown, session.style) + daysTable(days, session.style));
	return EXIT_OK;
}

/** @param queries Newest first. */
export function traceTable(queries: readonly QueryRecord[], style: Style): string {
	const rows = queries.map(query => [
		new Date(query.atMs).toISOString().slice(0, 19).replace('T', ' '),
		String(query.words),
		query.mode,
		...STAGES.map(stage => query.stages[stage].toFixed(1)),
		count(query.candidates),
		count(query.files),
		`${Math.round(query.refined * 100)} %`,
	]);
	const heads = ['time (UTC)', 'words', 'mode', ...STAGES, 'candidates', 'files', 'refined'];
	return table(heads, rows, style);
}

function daysTable(days: readonly DayLatency[], style: Style): string {
	const rows = days.slice(-DAYS_SHOWN).flatMap(({ day, measures }) => {
		const { total } = measures;
		if (total === undefined) return [];
		return [
			[day, count(total.count), ...[total.p50, total.p95, total.p99].map(ms => ms.toFixed(1))],
		];
	});
	return rows.length === 0
		? ''
		: `\n${table(['day', 'searches', 'p50', 'p95', 'p99'], rows, style)}`;
}

/** Columns flush right but the first. */
function table(
	heads: readonly string[],
	rows: readonly (readonly string[])[],
	style: Style,
): string {
	const widths = heads.map((head, i) =>
		Math.max(head.length, ...rows.map(row => (row[i] ?? '').length)),
	);
	const line = (cells: readonly string[]): string =>
		cells
			.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
			.join('  ')
			.trimEnd();
	return [style.dim(line(heads)), ...rows.map(line), ''].join('\n');
}
