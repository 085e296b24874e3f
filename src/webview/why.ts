import type { Reason } from '../shared/types';
import type { Words } from './strings';

/** "Why this matched", worded: each list may be empty. */
export interface WhyText {
	readonly words: readonly { readonly word: string; readonly where: string }[];
	/** 0-based line ranges that carried the meaning, inclusive. */
	readonly nearest: readonly {
		readonly startLine: number;
		readonly endLine: number;
		readonly text: string;
	}[];
	readonly places: readonly string[];
	readonly adjusted: readonly { readonly sign: 1 | -1; readonly text: string }[];
}

/** @param place 1-based place of the file in the answer. */
export function whyText(reasons: readonly Reason[], place: number, words: Words): WhyText {
	const matched: { word: string; where: string }[] = [];
	const nearest: { startLine: number; endLine: number; text: string }[] = [];
	const places: string[] = [];
	const adjusted: { sign: 1 | -1; text: string }[] = [];
	for (const reason of reasons) {
		switch (reason.type) {
			case 'word': {
				const where = reason.where.map(name => words.text(`why.where.${name}`));
				const joined =
					where.length < 2
						? where.join('')
						: `${where.slice(0, -1).join(', ')} ${words.text('and')} ${where.at(-1) ?? ''}`;
				matched.push({ word: reason.word, where: words.text('why.in', joined) });
				break;
			}
			case 'nearest-lines': {
				const { startLine, endLine } = reason;
				const text =
					startLine === endLine
						? words.text('why.nearestOne', startLine + 1)
						: words.text('why.nearest', startLine + 1, endLine + 1);
				nearest.push({ startLine, endLine, text });
				break;
			}
			case 'leg': {
				const leg = words.text(`why.leg.${reason.leg}`);
				places.push(words.text('why.leg', words.ordinal(reason.rank), reason.of, leg));
				break;
			}
			case 'adjustment':
				adjusted.push({ sign: reason.sign, text: words.text(`why.adjustment.${reason.what}`) });
		}
	}
	if (places.length > 0) places.push(words.text('why.joined', words.ordinal(place)));
	return { words: matched, nearest, places, adjusted };
}
