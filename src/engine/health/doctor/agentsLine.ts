import type { DoctorLine } from '../../../shared/health/healthTypes';
import { answeringWindow } from '../../mailbox/announcement';
import { storePaths } from '../../store/storePaths';
import { ok } from './lines';

/** Whose engine answers agents about a folder. @param root Real path. */
export function agentsLine(storeRoot: string, root: string): DoctorLine {
	const window = answeringWindow(storePaths(storeRoot, root));
	return ok(
		'agents',
		window === undefined
			? 'no open window answers them: the MCP server uses its own engine'
			: `answers come from the open window (process ${window.pid})`,
	);
}
