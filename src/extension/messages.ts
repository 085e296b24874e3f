import type { SkipReason } from '../shared/types';
import type { ViewCommand, ViewProblem } from '../shared/view/viewProtocol';
import type { Translate } from './translate';

/** Words a problem: what is so, why, and the next step. `detail` is the engine's own sentence. */
export function describeProblem(
	code: string,
	detail: string,
	remedy: string,
	t: Translate,
): ViewProblem {
	const problem = (
		severity: ViewProblem['severity'],
		title: string,
		ownRemedy: string,
		actions: readonly ViewCommand[],
	): ViewProblem => ({
		code,
		severity,
		title,
		message: detail,
		remedy: remedy || ownRemedy,
		actions,
	});
	switch (code) {
		case 'engine-stopped':
			return problem(
				'error',
				t('The search engine stopped'),
				t('Your files and the index on disk are unharmed.'),
				['restartEngine', 'openLog', 'copyDiagnostics'],
			);
		case 'out-of-memory':
			return problem(
				'error',
				t('The search engine stopped'),
				t('Your files and the index on disk are unharmed. Leaving out large folders helps.'),
				['restartEngine', 'useLessMemory', 'openLog'],
			);
		case 'native-missing':
		case 'sqlite-missing':
			return problem(
				'error',
				t('The search engine cannot start here'),
				t('Install the package that was made for this platform.'),
				['restartEngine', 'copyDiagnostics', 'openLog'],
			);
		case 'model-missing':
		case 'model-failed':
			return problem(
				'warning',
				t('Matching words only'),
				t('Questions in plain words will find less.'),
				['restartEngine', 'openLog', 'showDetails'],
			);
		case 'disk-full':
			return problem('error', t('The disk is full'), t('Free some space, then update the index.'), [
				'update',
				'openSettings',
			]);
		case 'store-locked':
			return problem(
				'info',
				t('Another program keeps this index'),
				t('Search works; changes are taken over by the other program.'),
				['update', 'openLog'],
			);
		case 'store-read-only':
		case 'no-permission':
			return problem('error', t('No permission'), t('Choose another place for the index.'), [
				'openSettings',
				'openLog',
			]);
		case 'store-newer':
			return problem(
				'error',
				t('The index is from a newer version'),
				t('Update the extension or build the index anew.'),
				['rebuild', 'openLog'],
			);
		case 'store-damaged':
			return problem(
				'warning',
				t('A part of the index is damaged'),
				t('It is built again from your files.'),
				['rebuild', 'openLog'],
			);
		case 'not-found':
		case 'not-a-folder':
			return problem(
				'error',
				t('The folder is gone'),
				t('Remove it from the workspace or bring it back.'),
				['update', 'openFolder'],
			);
		case 'timeout':
			return problem('warning', t('No answer in time'), t('The computer is busy. Try again.'), [
				'openLog',
			]);
		default:
			return problem('error', t('Something went wrong'), t('The log tells more.'), [
				'openLog',
				'copyDiagnostics',
			]);
	}
}

/** Why files are left out, in a few words. */
export function skipReasonText(reason: SkipReason, t: Translate): string {
	const texts: Record<SkipReason, string> = {
		gitignore: t('Ignored by .gitignore'),
		lodestoneignore: t('Ignored by .lodestoneignore'),
		excluded: t('Left out by your settings'),
		'not-included': t('Not among the files your settings include'),
		dependencies: t('Installed dependencies'),
		'build-output': t('Build output'),
		'version-control': t('Version control data'),
		'lock-file': t('Lock file'),
		media: t('Image, sound, font or archive'),
		binary: t('Binary'),
		minified: t('Minified'),
		generated: t('Generated'),
		secret: t('May hold a secret'),
		'too-large': t('Too large'),
		empty: t('Empty'),
		'bad-encoding': t('Not text in a known encoding'),
		'link-inside': t('Link to a file that is indexed itself'),
		'link-outside': t('Link to outside the folder'),
		'link-loop': t('Link in a circle'),
		'not-a-file': t('Not a regular file'),
		'no-permission': t('No permission to read'),
		vanished: t('Gone before it was read'),
		unreadable: t('Could not be read'),
		'bad-name': t('Name cannot be used'),
	};
	return texts[reason];
}

/** Counts of left-out files, worded, most frequent first. */
export function skippedList(
	skipped: Readonly<Partial<Record<SkipReason, number>>>,
	t: Translate,
): readonly { readonly reason: string; readonly files: number }[] {
	return (Object.entries(skipped) as [SkipReason, number][])
		.filter(([, files]) => files > 0)
		.sort((a, b) => b[1] - a[1])
		.map(([reason, files]) => ({ reason: skipReasonText(reason, t), files }));
}
