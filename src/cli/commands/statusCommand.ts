import { answeringWindow } from '../../engine/mailbox/announcement';
import { storePaths } from '../../engine/store/storePaths';
import { inertJson } from '../inert';
import type { StatusInvocation } from '../invocation';
import { EXIT_OK } from '../io';
import type { Session } from '../session';
import { statusText } from '../statusText';

/** Shows what the index holds. Reads only. */
export async function statusCommand(session: Session, call: StatusInvocation): Promise<number> {
	const folder = await session.open(call.folder);
	const status = folder.status();
	session.io.out.write(
		call.common.json
			? `${inertJson(status)}\n`
			: statusText(
					call.folder,
					status,
					session.style,
					Date.now(),
					answeringWindow(storePaths(session.storeRoot, folder.root))?.pid,
				),
	);
	return EXIT_OK;
}
