import { inert, inertJson } from '../inert';
import type { ExplainInvocation } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import { counted } from '../numbers';
import { pathInFolder } from '../pathInFolder';
import type { Session } from '../session';

/** Says why a file is or is not in the index. */
export async function explainCommand(session: Session, call: ExplainInvocation): Promise<number> {
	const folder = await session.open(call.folder);
	const path = pathInFolder(session.absolute(call.folder), folder.root, call.file, session.io.cwd);
	const answer = await folder.explain(path);
	const { style } = session;
	if (call.common.json) {
		session.io.out.write(`${inertJson(answer)}\n`);
	} else {
		const verdict = answer.indexed
			? `${style.good('indexed')}, ${counted(answer.chunks, 'chunk')} of ${answer.language}`
			: style.fair('not indexed');
		session.io.out.write(`${style.path(inert(answer.path))}: ${verdict}\n`);
		for (const line of [answer.detail, answer.remedy])
			if (line !== '') session.io.out.write(`  ${inert(line)}\n`);
	}
	// A file that is not there cannot be explained; one that is left out for a reason can.
	return answer.reason === 'vanished' ? EXIT_FAILED : EXIT_OK;
}
