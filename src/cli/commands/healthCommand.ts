import { alarmText } from '../../shared/health/alarmText';
import type { HealthReport, Leg, QualityRun } from '../../shared/health/healthTypes';
import { inert, inertJson } from '../inert';
import type { HealthInvocation } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import type { Session } from '../session';
import type { Style } from '../style';

const RUNBOOKS = 'docs/RUNBOOKS.md';

/** Shows what is known of an index's health, or examines it now. */
export async function healthCommand(session: Session, call: HealthInvocation): Promise<number> {
	const folder = await session.open(call.folder);
	if (call.check) session.note('Examining the index; this takes some seconds.');
	const report = call.check ? await folder.checkHealth() : folder.health();
	const { health } = folder.status();
	if (call.common.json) session.io.out.write(`${inertJson({ health, ...report })}\n`);
	else session.io.out.write(healthText(call.folder, health, report, session.style));
	return health === 'DEGRADED' || health === 'STALE' || health === 'ERROR' ? EXIT_FAILED : EXIT_OK;
}

/** @param health The state's word. */
export function healthText(
	folder: string,
	health: string,
	report: HealthReport,
	style: Style,
): string {
	const paint = health === 'OK' ? style.good : health === 'ERROR' ? style.bad : style.fair;
	const lines = [`${style.path(inert(folder))}: ${paint(health)}`];
	for (const alarm of report.alarms) {
		const text = alarmText(alarm, fill);
		const mark = alarm.severity === 'broken' ? style.bad('alarm') : style.fair('missed');
		lines.push(
			`  ${mark}  ${text.title}. ${text.what} ${text.remedy} (${RUNBOOKS}#${text.runbook})`,
		);
	}
	const run = report.quality.at(-1);
	if (run === undefined) lines.push('  quality  not measured yet; --check measures it now');
	else lines.push(...qualityLines(run));
	const total = report.days.at(-1)?.measures.total;
	if (total !== undefined)
		lines.push(
			`  time     half of ${total.count} searches within ${total.p50.toFixed(1)} ms, 95 of 100 within ${total.p95.toFixed(1)} ms (wanted: ${report.objectives.searchMs})`,
		);
	return `${lines.join('\n')}\n`;
}

function qualityLines(run: QualityRun): string[] {
	const { hybrid } = run.legs;
	const within = Math.round(hybrid.recall5.value * hybrid.questions);
	const leg = (name: Leg): string => {
		const { recall5 } = run.legs[name];
		const percent = (share: number): string => String(Math.round(share * 100));
		return `${name} ${percent(recall5.value)} (${percent(recall5.low)}–${percent(recall5.high)})`;
	};
	return [
		`  quality  of ${hybrid.questions} questions made from your code, ${within} found their place in the first five`,
		`           recall@5 in %, 95 % interval: ${leg('hybrid')}, ${leg('meaning')}, ${leg('keyword')}; MRR ${hybrid.mrr.value.toFixed(2)}`,
	];
}

const fill = (message: string, ...args: (string | number)[]): string =>
	message.replace(/\{(\d+)\}/g, (_whole, index: string) => String(args[Number(index)] ?? ''));
