import type { Reason } from '../../shared/types';
import type { Translate } from '../translate';

/** Words one reason of a hit for a plain-text place. */
export function reasonText(reason: Reason, t: Translate): string {
	switch (reason.type) {
		case 'word':
			return t('The word “{0}” matches', reason.word);
		case 'leg': {
			const legs: Record<typeof reason.leg, string> = {
				keyword: t('words'),
				meaning: t('meaning'),
				symbol: t('symbol names'),
				path: t('path'),
				definition: t('definitions'),
			};
			return t('Number {0} of {1} by {2}', reason.rank, reason.of, legs[reason.leg]);
		}
		case 'nearest-lines':
			return t('Lines {0} to {1} are nearest in meaning', reason.startLine + 1, reason.endLine + 1);
		case 'adjustment': {
			const texts: Record<typeof reason.what, string> = {
				'defines-name': t('It defines the name asked for'),
				'name-answers': t('Its name answers the question'),
				'test-file': t('It is a test'),
				generated: t('It is generated'),
				example: t('It is an example'),
				declaration: t('It is only a declaration'),
				'old-version': t('It is an old version'),
				'opened-before': t('You opened it for a question like this'),
			};
			return `${texts[reason.what]} (${reason.sign > 0 ? '+' : '−'})`;
		}
	}
}
