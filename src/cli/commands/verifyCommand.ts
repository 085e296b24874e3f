import { inert, inertJson } from '../inert';
import type { VerifyInvocation } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import { count } from '../numbers';
import type { Session } from '../session';

/** Checks each index against its checksums; what can be healed is healed. */
export async function verifyCommand(session: Session, call: VerifyInvocation): Promise<number> {
	const { style, io } = session;
	let sound = true;
	for (const name of call.folders) {
		const folder = await session.open(name);
		const report = await folder.verify();
		await folder.close();
		sound &&= report.ok || report.problems.every(problem => problem.healed);
		if (call.common.json) {
			io.out.write(`${inertJson(report)}\n`);
			continue;
		}
		const checked = Object.entries(report.checked)
			.map(([part, n]) => `${count(n)} ${part}`)
			.join(', ');
		const verdict = report.ok ? style.good('sound') : style.bad('damaged');
		io.out.write(
			`${style.path(inert(name))}: ${verdict}${checked === '' ? '' : ` (checked ${checked})`}\n`,
		);
		for (const { part, what, healed } of report.problems)
			io.out.write(`  ${inert(part)}: ${inert(what)}${healed ? ' (repaired)' : ''}\n`);
		if (!report.problems.every(problem => problem.healed))
			session.note(`"lodestone index ${name}" rebuilds what is damaged and keeps the rest.`);
	}
	return sound ? EXIT_OK : EXIT_FAILED;
}
