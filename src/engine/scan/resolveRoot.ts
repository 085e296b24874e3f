import { realpathSync, statSync } from 'node:fs';
import { LodestoneError } from '../../shared/errors';
import { systemCode } from './entryChecks';

/**
 * The workspace folder's real path, links resolved, so that "inside" and "outside" are told by comparing paths.
 *
 * @throws LodestoneError `not-found`, `no-permission`, `not-a-folder`.
 */
export function resolveRoot(root: string): string {
	try {
		const real = realpathSync.native(root);
		if (statSync(real).isDirectory()) return real;
	} catch (error) {
		const denied = ['EACCES', 'EPERM'].includes(systemCode(error));
		throw new LodestoneError(
			denied ? 'no-permission' : 'not-found',
			denied ? `No permission to open the folder ${root}.` : `There is no folder ${root}.`,
			denied ? 'Ask for the right to read it.' : 'Check the path.',
			{ cause: error },
		);
	}
	throw new LodestoneError(
		'not-a-folder',
		`${root} is a file, not a folder.`,
		'Give the folder that it lies in.',
	);
}
