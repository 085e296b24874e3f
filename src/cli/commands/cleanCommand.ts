import { rm } from 'node:fs/promises';
import { errorCode } from '../../shared/errors';
import { resolveWorkspaceRoot, storePaths } from '../../engine/store/storePaths';
import { inert, inertJson } from '../inert';
import type { CleanInvocation } from '../invocation';
import { EXIT_OK } from '../io';
import { bytes, counted } from '../numbers';
import type { Session } from '../session';
import { clearStore, clearUnused, folderBytes, refuseWhileWritten } from '../storeCleaning';

/** Removes indexes. The person's own files are never touched. */
export async function cleanCommand(session: Session, call: CleanInvocation): Promise<number> {
	let freed = 0;
	const removed: string[] = [];
	if (call.all || call.unused) {
		const cleared = await (call.all ? clearStore : clearUnused)(session.storeRoot);
		freed = cleared.bytes;
		removed.push(...cleared.indexes);
	} else {
		for (const name of call.folders) {
			const size = await cleanFolder(session, name);
			if (size > 0) removed.push(name);
			freed += size;
		}
	}
	if (call.common.json) session.io.out.write(`${inertJson({ removed, bytes: freed })}\n`);
	else if (removed.length === 0 && freed === 0) session.note('There was no index to remove.');
	else if (removed.length === 0)
		session.io.out.write(`Removed vectors that no index needs, ${bytes(freed)}.\n`);
	else
		session.io.out.write(
			`Removed ${counted(removed.length, 'index', 'indexes')}, ${bytes(freed)}: ${inert(removed.join(', '))}\n`,
		);
	return EXIT_OK;
}

/** Removes the index of one folder, which may be gone itself. @returns bytes freed. */
async function cleanFolder(session: Session, name: string): Promise<number> {
	const root = rootOrGone(session.absolute(name));
	const { index } = storePaths(session.storeRoot, root);
	const size = await folderBytes(index);
	if (size === 0) return 0;
	refuseWhileWritten(session.storeRoot, root);
	await rm(index, { recursive: true, force: true });
	return size;
}

/** The real path of a folder; of one that is gone, the path as named: that is how it was indexed. */
function rootOrGone(path: string): string {
	try {
		return resolveWorkspaceRoot(path);
	} catch (error) {
		if (errorCode(error) === 'not-found') return path;
		throw error;
	}
}
