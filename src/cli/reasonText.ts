import type { Reason } from '../shared/types';
import { inert } from './inert';

type Leg = Extract<Reason, { type: 'leg' }>['leg'];
type Adjustment = Extract<Reason, { type: 'adjustment' }>['what'];

const LEG: Readonly<Record<Leg, string>> = {
	keyword: 'by words',
	meaning: 'by meaning',
	symbol: 'by name',
	path: 'by path',
	definition: 'by definition',
};

const ADJUSTMENT: Readonly<Record<Adjustment, string>> = {
	'defines-name': 'defines the name asked for',
	'name-answers': 'its name answers the question',
	'test-file': 'is a test',
	generated: 'is generated',
	example: 'is an example',
	declaration: 'only declares',
	'old-version': 'is an old version',
	'opened-before': 'was opened for a question like this',
};

/** Why a hit is where it is, one short line each, in the order given. Lines are 1-based. */
export function reasonLines(reasons: readonly Reason[]): string[] {
	const lines: string[] = [];
	const words = reasons.filter(reason => reason.type === 'word');
	if (words.length > 0)
		lines.push(
			`words: ${words.map(word => `${inert(word.word)} (${word.where.join(', ')})`).join(', ')}`,
		);
	const legs = reasons.filter(reason => reason.type === 'leg');
	if (legs.length > 0)
		lines.push(`place: ${legs.map(leg => `${LEG[leg.leg]} ${leg.rank} of ${leg.of}`).join(', ')}`);
	for (const reason of reasons) {
		if (reason.type === 'nearest-lines')
			lines.push(
				`nearest in meaning: ${lineRange(reason.startLine + 1, reason.endLine + 1)} (cosine ${reason.similarity.toFixed(2)})`,
			);
		if (reason.type === 'adjustment')
			lines.push(`${reason.sign > 0 ? 'up' : 'down'}: ${ADJUSTMENT[reason.what]}`);
	}
	return lines;
}

/** `line 4` or `lines 4–9`; both ends as given. */
export function lineRange(start: number, end: number): string {
	return start === end ? `line ${start}` : `lines ${start}–${end}`;
}
