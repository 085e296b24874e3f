import type { Questions } from '../../engine/engineTypes';
import { LodestoneError } from '../../shared/errors';
import type { SearchResponse } from '../../shared/types';
import type { SimilarInvocation } from '../invocation';
import { pathInFolder } from '../pathInFolder';
import type { Session } from '../session';
import { updateFolder } from './indexCommand';
import { filtersOf, MOST_BY_WINDOW, printAnswer } from './searchCommand';

/** Finds code that is like the code at a line. */
export async function similarCommand(session: Session, call: SimilarInvocation): Promise<number> {
	const ask = async (folder: Questions, root: string): Promise<SearchResponse> => {
		const path = pathInFolder(session.absolute(call.folder), root, call.file, session.io.cwd);
		const explanation = await folder.explain(path);
		if (!explanation.indexed)
			throw new LodestoneError(
				'not-found',
				`${call.file} is not in the index: ${explanation.detail}`,
				explanation.remedy,
			);
		return await folder.similar(path, call.line - 1, {
			limit: call.show.limit,
			filters: filtersOf(call.show),
		});
	};
	const byOwn = async (): Promise<SearchResponse> => {
		const folder = await session.open(call.folder);
		if (folder.status().chunks === 0) await updateFolder(session, folder, {});
		return await ask(folder, folder.root);
	};
	const byWindow =
		call.show.limit > MOST_BY_WINDOW ? undefined : await session.byWindow(call.folder, ask);
	return printAnswer(session, byWindow ?? (await byOwn()), call, false);
}
