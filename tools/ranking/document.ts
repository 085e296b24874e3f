/**
 * Prints the table of signals of docs/RANKING.md from the code: `npx tsx tools/ranking/document.ts`. A test compares the page with it.
 */
import { SIGNALS } from '../../src/engine/rank/signals/signals';

/** Which way a signal may move the score, or what a unit of it adds where that is not learned. */
function direction(trend: number, fixed: number): string {
	if (fixed !== 0) return fixed > 0 ? `+${fixed}, given` : `−${-fixed}, given`;
	return trend === 0 ? '' : trend > 0 ? 'up' : 'down';
}

/** Markdown rows, one a signal, in the order of the code. */
export function signalTable(): string {
	const rows = SIGNALS.map(
		({ name, what, level, vectors, trend, fixed = 0 }) =>
			`| \`${name}\` | ${level} | ${what.replaceAll('|', '\\|')} | ${direction(trend ?? 0, fixed)} | ${vectors === true ? 'yes' : ''} |`,
	);
	return [
		'| signal | of | what it says | score may only go | needs vectors |',
		'| --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

if (process.argv[1]?.endsWith('document.ts') === true) process.stdout.write(`${signalTable()}\n`);
