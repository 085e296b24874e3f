import type { DoctorLine } from '../../shared/health/healthTypes';
import { escapeCell } from '../markdownText';
import type { Translate } from '../translate';

/** The lines as a Markdown document. */
export function diagnosis(lines: readonly DoctorLine[], folder: string, t: Translate): string {
	const marks = { ok: t('ok'), warning: t('warning'), problem: t('problem') };
	const problems = lines.filter(({ verdict }) => verdict !== 'ok').length;
	return [
		`# ${t('Lodestone: diagnosis')}${folder === '' ? '' : `: ${escapeCell(folder)}`}`,
		'',
		problems === 0 ? t('Everything is well.') : t('{0} lines need a look.', problems),
		'',
		`| | ${t('Part')} | ${t('Found')} | ${t('What to do')} |`,
		'|--|--|--|--|',
		...lines.map(
			({ check, verdict, found, remedy }) =>
				`| ${marks[verdict]} | ${escapeCell(check)} | ${escapeCell(found)} | ${escapeCell(remedy)} |`,
		),
		'',
	].join('\n');
}
