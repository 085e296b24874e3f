import type { Coverage, SkipReason } from '../shared/types';
import type { ViewCommand, ViewProblem } from '../shared/view/viewProtocol';
import type { Translate } from './translate';

/**
 * Words a problem in the editor's language: what is so, why, and the next step. For codes that are known the words are ours: the
 * engine's sentence is English and speaks of the command line too; it goes to the log.
 *
 * @param detail The engine's own sentence, shown where the code alone says too little.
 */
export function describeProblem(
	code: string,
	detail: string,
	remedy: string,
	t: Translate,
): ViewProblem {
	const problem = (
		severity: ViewProblem['severity'],
		title: string,
		message: string,
		next: string,
		actions: readonly ViewCommand[],
	): ViewProblem => ({ code, severity, title, message, remedy: next, actions });
	const unharmed = t('Your files and the index on disk are unharmed.');
	switch (code) {
		case 'engine-stopped':
			return problem(
				'error',
				t('The search engine stopped'),
				t('It stopped several times in a row, so it was not started again.'),
				unharmed,
				['restartEngine', 'openLog', 'copyDiagnostics'],
			);
		case 'out-of-memory':
			return problem(
				'error',
				t('The search engine stopped'),
				t('It ran out of memory several times, so it was not started again.'),
				`${unharmed} ${t('Leaving out large folders helps.')}`,
				['restartEngine', 'useLessMemory', 'openLog'],
			);
		case 'sqlite-missing':
			return problem(
				'error',
				t('The search engine cannot start here'),
				t('It needs SQLite inside the editor’s Node, which this editor does not have.'),
				t('Install VS Code 1.101 or newer.'),
				['copyDiagnostics', 'openLog'],
			);
		case 'native-missing':
			return problem(
				'error',
				t('The search engine cannot start here'),
				t('A part of the extension is missing or does not fit this computer.'),
				t('Install the package that was made for this platform.'),
				['restartEngine', 'copyDiagnostics', 'openLog'],
			);
		case 'model-missing':
		case 'model-failed':
			return problem(
				'warning',
				t('Draft meaning only'),
				t('The model could not start.'),
				t('Answers rest on words and draft vectors; questions in plain words will find less.'),
				['restartEngine', 'openLog', 'showDetails'],
			);
		case 'keyword-only':
			return problem(
				'warning',
				t('Matching words only'),
				t('The model could not start.'),
				t('Questions in plain words will find less.'),
				['restartEngine', 'openLog', 'showDetails'],
			);
		case 'words-only':
			return problem(
				'info',
				t('This folder is very large'),
				t('{0} functions and sections are found by their words only.', detail),
				t('Raise “lodestone.maxVectors”, or leave out what nobody searches.'),
				['openSettings', 'showDetails'],
			);
		case 'disk-full':
			return problem(
				'error',
				t('The disk is full'),
				t('The index cannot be written. What is in it can be searched.'),
				t('Free some space; indexing goes on by itself.'),
				['update', 'openSettings', 'openLog'],
			);
		case 'store-locked':
			return problem(
				'info',
				t('Another program keeps this index'),
				t('Search works; changes are taken over from the other program.'),
				'',
				['update', 'openLog'],
			);
		case 'store-read-only':
			return problem(
				'error',
				t('The index cannot be written'),
				t('This user may not write where the index is kept.'),
				t('Choose another place for the index.'),
				['openSettings', 'openLog'],
			);
		case 'no-permission':
			return problem(
				'error',
				t('No permission'),
				t('The folder may not be read by this user.'),
				t('Ask for the right to read it, or remove it from the workspace.'),
				['update', 'openLog'],
			);
		case 'store-newer':
			return problem(
				'error',
				t('The index is from a newer version'),
				t('This version of the extension cannot read it.'),
				t('Update the extension or build the index anew.'),
				['rebuild', 'openLog'],
			);
		case 'store-damaged':
			return problem(
				'warning',
				t('A part of the index is damaged'),
				t('It failed its checksum and was set aside.'),
				t('It is built again from your files.'),
				['rebuild', 'openLog'],
			);
		case 'not-found':
		case 'not-a-folder':
			return problem(
				'error',
				t('The folder is gone'),
				t('It was deleted, renamed, or its disk was removed.'),
				t('Remove it from the workspace or bring it back.'),
				['update', 'openFolder'],
			);
		case 'timeout':
			return problem(
				'warning',
				t('No answer in time'),
				t('The computer is busy.'),
				t('Try again.'),
				['openLog'],
			);
		default:
			return problem(
				'error',
				t('Something went wrong'),
				detail,
				remedy || t('The log tells more.'),
				['openLog', 'copyDiagnostics'],
			);
	}
}

/** The code for a model that does not run: without draft vectors only words are left. */
export const modelProblem = ({ meaning }: Coverage): 'model-failed' | 'keyword-only' =>
	meaning === 0 ? 'keyword-only' : 'model-failed';

/** Why one search failed. Some codes mean something else here than for a folder. @param similar The question was a place in code. */
export function describeSearchProblem(
	code: string,
	detail: string,
	remedy: string,
	similar: boolean,
	t: Translate,
): ViewProblem {
	const problem = (title: string, message: string, next: string): ViewProblem => ({
		code,
		severity: 'warning',
		title,
		message,
		remedy: next,
		actions: [],
	});
	switch (code) {
		case 'not-found':
			return similar
				? problem(
						t('Nothing to compare with'),
						t('There is no indexed code at this place.'),
						t('Put the cursor into a function of an indexed file.'),
					)
				: problem(
						t('The index is not open yet'),
						t('The folder is being opened.'),
						t('Try again in a moment.'),
					);
		case 'engine-stopped':
			return problem(
				t('The search engine stopped'),
				t('It is started again by itself.'),
				t('Try again in a moment.'),
			);
		case 'bad-argument':
			return problem(t('The question cannot be read'), detail, remedy);
		default:
			return describeProblem(code, detail, remedy, t);
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
