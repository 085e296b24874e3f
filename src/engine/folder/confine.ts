import { LodestoneError } from '../../shared/errors';
import { pathProblem } from '../../shared/paths';

const STYLE = process.platform === 'win32' ? 'win32' : 'posix';

/**
 * Refuses what is no root-relative path inside the folder, before anything is looked at on disk. The empty path is the folder itself.
 *
 * @throws {LodestoneError} `bad-argument`.
 */
export function checkInside(paths: readonly unknown[]): void {
	for (const path of paths) {
		const problem =
			typeof path !== 'string' ? 'is no text' : path === '' ? undefined : pathProblem(path, STYLE);
		if (problem !== undefined)
			throw new LodestoneError(
				'bad-argument',
				`The path ${typeof path === 'string' ? JSON.stringify(path).slice(0, 200) : 'given'} ${problem}.`,
				'Give a path inside the folder, with "/" between its parts.',
			);
	}
}
