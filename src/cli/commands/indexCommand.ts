import type { IndexSummary } from '../../shared/types';
import type { UpdateOptions } from '../../engine/engineTypes';
import type { CliFolder } from '../enginePort';
import { inertJson } from '../inert';
import type { IndexInvocation } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import { summaryJson } from '../jsonShapes';
import { ProgressDisplay } from '../progressDisplay';
import type { Session } from '../session';
import { emptyFolderText, summaryText } from '../summaryText';

/** Makes or updates the index of each folder, one after the other. */
export async function indexCommand(session: Session, call: IndexInvocation): Promise<number> {
	const summaries: IndexSummary[] = [];
	let empty = false;
	for (const name of call.folders) {
		const folder = await session.open(name, call.rules);
		const summary = await updateFolder(session, folder, { full: call.full, refine: !call.draft });
		summaries.push(summary);
		await folder.close();
		if (summary.files === 0) {
			empty = true;
			session.note(emptyFolderText(name, summary));
		} else if (!call.common.json) {
			session.io.out.write(summaryText(name, summary, session.style));
		}
	}
	if (call.common.json) session.io.out.write(`${inertJson(summaryJson(summaries))}\n`);
	return empty ? EXIT_FAILED : EXIT_OK;
}

/** One update with its progress shown; the signal of Ctrl-C goes along. */
export async function updateFolder(
	session: Session,
	folder: CliFolder,
	options: Pick<UpdateOptions, 'full' | 'refine'>,
): Promise<IndexSummary> {
	const display = new ProgressDisplay(session.io, session.common.quiet);
	try {
		return await folder.update({
			...options,
			signal: session.io.signal,
			onProgress: progress => display.show(progress),
		});
	} finally {
		display.clear();
	}
}
