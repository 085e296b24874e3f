import { alarmText } from '../../shared/health/alarmText';
import { ALARM_CODES, type HealthEvent } from '../../shared/health/healthTypes';
import { describeProblem } from '../messages';
import type { Translate } from '../translate';

/** An event of an index's life in one sentence. */
export function eventText({ type, facts }: HealthEvent, t: Translate): string {
	const number = (name: string): number => Number(facts[name] ?? 0);
	const word = (name: string): string => String(facts[name] ?? '');
	switch (type) {
		case 'opened':
			return t('The index was opened');
		case 'healed':
			return word('what');
		case 'indexed':
			return number('removed') > 0
				? t(
						'{0} files read, {1} removed, in {2} s',
						number('files'),
						number('removed'),
						number('seconds'),
					)
				: t('{0} files read in {1} s', number('files'), number('seconds'));
		case 'checked':
			return t('{0} files compared with the disk: all the same', number('files'));
		case 'caught-up':
			return t(
				'{0} of {1} files looked at had changed unseen; the folder was compared with the disk',
				number('files'),
				number('checked'),
			);
		case 'alarm':
			return alarmTitle(word('code'), facts, t);
		case 'alarm-over':
			return t('Over: {0}', alarmTitle(word('code'), facts, t));
		case 'quality':
			return t(
				'Of {0} questions made from your code, {1} found their place in the first five',
				number('questions'),
				number('found'),
			);
		case 'rebuilt':
			return t('The index was rebuilt');
		case 'graph-rebuilt':
			return t('The neighbour graph was built anew');
		case 'paused':
			return word('why') === 'battery' ? t('Paused on battery') : t('Paused');
		case 'failed':
			return t('Indexing failed: {0}', describeProblem(word('code'), '', '', t).title);
	}
}

function alarmTitle(code: string, facts: HealthEvent['facts'], t: Translate): string {
	const known = ALARM_CODES.find(each => each === code);
	if (known === undefined) return code;
	return alarmText({ code: known, severity: 'broken', sinceMs: 0, facts, healing: false }, t).title;
}
