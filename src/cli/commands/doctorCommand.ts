import type { DoctorLine } from '../../shared/health/healthTypes';
import { groundChecks } from '../../engine/health/doctor/doctor';
import { failed } from '../../engine/health/doctor/lines';
import { inert, inertJson } from '../inert';
import type { DoctorInvocation } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import type { Session } from '../session';
import type { Style } from '../style';

/** Checks everything that search needs; each line says what was found, and what to do where that is not well. */
export async function doctorCommand(session: Session, call: DoctorInvocation): Promise<number> {
	const lines = await diagnose(session, call);
	if (call.common.json) session.io.out.write(`${inertJson({ lines })}\n`);
	else session.io.out.write(doctorText(lines, session.style));
	return lines.some(({ verdict }) => verdict === 'problem') ? EXIT_FAILED : EXIT_OK;
}

async function diagnose(session: Session, call: DoctorInvocation): Promise<DoctorLine[]> {
	try {
		return await session.doctor(call.folder);
	} catch (error) {
		// No engine can be made, or the folder cannot be opened: what needs neither still answers.
		return [
			...(await groundChecks({
				storeRoot: session.storeRoot,
				models: undefined,
				root: session.absolute(call.folder),
			})),
			failed('engine', error),
		];
	}
}

export function doctorText(lines: readonly DoctorLine[], style: Style): string {
	const width = Math.max(...lines.map(({ check }) => check.length));
	const marks = {
		ok: style.good('ok     '),
		warning: style.fair('warning'),
		problem: style.bad('problem'),
	};
	return lines
		.map(({ check, verdict, found, remedy }) =>
			[
				`${marks[verdict]}  ${check.padEnd(width)}  ${inert(found)}\n`,
				remedy === '' ? '' : `${' '.repeat(width + 11)}${inert(remedy)}\n`,
			].join(''),
		)
		.join('');
}
