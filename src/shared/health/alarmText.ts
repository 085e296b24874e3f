import type { Alarm } from './healthTypes';

/** `vscode.l10n.t` or a stand-in: `{0}` stands for the first argument. */
type Translate = (message: string, ...args: (string | number)[]) => string;

export interface AlarmText {
	/** A few words. */
	readonly title: string;
	/** What is so, with its numbers. */
	readonly what: string;
	/** What a person can do, or what is done without them. */
	readonly remedy: string;
	/** Section of docs/RUNBOOKS.md. */
	readonly runbook: string;
}

/** Words an alarm for people. */
export function alarmText({ code, facts, healing }: Alarm, t: Translate): AlarmText {
	const number = (name: string): number => Number(facts[name] ?? 0);
	const word = (name: string): string => String(facts[name] ?? '');
	switch (code) {
		case 'model-changed':
			return {
				title: t('The model gives other vectors'),
				what: t(
					'A fixed sentence embedded now is only {0} similar to the one embedded when this index was made.',
					number('similarity'),
				),
				remedy: t('Install Lodestone again, then rebuild the index.'),
				runbook: 'quality-fell',
			};
		case 'vectors-wrong':
			return {
				title: t('Vectors do not belong to their texts'),
				what: t('{0} of {1} looked at are wrong.', number('wrong'), number('checked')),
				remedy: healing
					? t('These texts are embedded again in the background.')
					: t('Rebuild the index.'),
				runbook: 'quality-fell',
			};
		case 'chunks-missing':
			return {
				title: t('Parts of the index are missing'),
				what: t('{0} of {1} files looked at lack functions.', number('files'), number('checked')),
				remedy: healing
					? t('These files are read again in the background.')
					: t('Rebuild the index.'),
				runbook: 'quality-fell',
			};
		case 'quality-fell':
			return {
				title: t('Answers got worse'),
				what: t(
					'Of the same {0} questions made from your code, {1} are answered in the first five instead of {2} ({3}).',
					number('questions'),
					number('now'),
					number('before'),
					word('leg'),
				),
				remedy: t('Check the index; if it is sound, the code may have changed much.'),
				runbook: 'quality-fell',
			};
		case 'scores-drifted':
			return {
				title: t('Answers score differently'),
				what: t(
					'The best answers to a fixed set of questions score {0} instead of {1}, several times in a row.',
					number('now'),
					number('before'),
				),
				remedy: t('Check the index; if it is sound, the code may have changed much.'),
				runbook: 'quality-fell',
			};
		case 'graph-recall':
			return {
				title: t('The neighbour graph misses code'),
				what: t('It finds {0} % of what the exact search finds.', number('percent')),
				remedy: t('It is built anew; meanwhile the exact search answers.'),
				runbook: 'quality-fell',
			};
		case 'stale-files':
			return {
				title: t('Changed files went unseen'),
				what: t('{0} of {1} files looked at had changed.', number('files'), number('checked')),
				remedy: t('The folder is compared with the disk now.'),
				runbook: 'stale-index',
			};
		case 'disk-slow':
			return {
				title: t('The disk is slow'),
				what: t('Writing a small file took {0} ms.', number('ms')),
				remedy: t('Choose another place for the index in the settings.'),
				runbook: 'slow-queries',
			};
		case 'search-slow':
			return {
				title: t('Searches take longer than wanted'),
				what: t(
					'95 of 100 took up to {0} ms, {1} ms are wanted. Most of it: {2}.',
					number('p95'),
					number('wanted'),
					word('stage'),
				),
				remedy: t('Look at the trace; close what keeps the computer busy.'),
				runbook: 'slow-queries',
			};
		case 'save-slow':
			return {
				title: t('Saved files are found late'),
				what: t(
					'95 of 100 saves were searchable after up to {0} ms, {1} ms are wanted.',
					number('p95'),
					number('wanted'),
				),
				remedy: t('Leave out large generated folders; do not pause indexing.'),
				runbook: 'stale-index',
			};
		case 'coverage-low':
			return {
				title: t('Not everything is refined'),
				what: t('{0} % are refined, {1} % are wanted.', number('percent'), number('wanted')),
				remedy: t('Let the computer rest a while, or update the index.'),
				runbook: 'indexing-never-ends',
			};
	}
}
