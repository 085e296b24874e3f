import { LodestoneError } from '../../shared/errors';
import type { SimilarInvocation } from '../invocation';
import { pathInFolder } from '../pathInFolder';
import type { Session } from '../session';
import { filtersOf, printAnswer } from './searchCommand';
import { updateFolder } from './indexCommand';

/** Finds code that is like the code at a line. */
export async function similarCommand(session: Session, call: SimilarInvocation): Promise<number> {
	const folder = await session.open(call.folder);
	if (folder.status().chunks === 0) await updateFolder(session, folder, {});
	const path = pathInFolder(session.absolute(call.folder), folder.root, call.file, session.io.cwd);
	const explanation = await folder.explain(path);
	if (!explanation.indexed)
		throw new LodestoneError(
			'not-found',
			`${call.file} is not in the index: ${explanation.detail}`,
			explanation.remedy,
		);
	const response = await folder.similar(path, call.line - 1, {
		limit: call.show.limit,
		filters: filtersOf(call.show),
	});
	return printAnswer(session, response, call, false);
}
