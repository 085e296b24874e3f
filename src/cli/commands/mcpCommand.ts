import type { FolderSettings } from '../../engine/engineTypes';
import { rememberedRules } from '../../engine/store/folderRulesFile';
import type { McpInvocation } from '../invocation';
import { EXIT_OK } from '../io';
import type { Session } from '../session';

/** Serves until the client goes away. @throws {LodestoneError} for a folder that cannot be served. */
export type StartMcp = (run: {
	readonly folders: readonly string[];
	readonly storeRoot: string;
	readonly settingsOf: (root: string) => FolderSettings;
}) => Promise<void>;

/** Serves folders to an agent; each by the rules it was last indexed with. */
export async function mcpCommand(
	session: Session,
	call: McpInvocation,
	startMcp: StartMcp,
): Promise<number> {
	await startMcp({
		folders: call.folders.map(folder => session.absolute(folder)),
		storeRoot: session.storeRoot,
		settingsOf: root => rememberedRules(session.storeRoot, root),
	});
	return EXIT_OK;
}
