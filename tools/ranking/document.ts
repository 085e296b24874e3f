/**
 * Prints the table of signals of docs/RANKING.md from the code: `npx tsx tools/ranking/document.ts`. A test compares the page with it.
 */
import { SIGNALS } from '../../src/engine/rank/signals/signals';

/** Markdown rows, one a signal, in the order of the code. */
export function signalTable(): string {
	const rows = SIGNALS.map(
		({ name, what, level, vectors, trend }) =>
			`| \`${name}\` | ${level} | ${what.replaceAll('|', '\\|')} | ${trend === undefined ? '' : trend > 0 ? 'up' : 'down'} | ${vectors === true ? 'yes' : ''} |`,
	);
	return [
		'| signal | of | what it says | score may only go | needs vectors |',
		'| --- | --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

if (process.argv[1]?.endsWith('document.ts') === true) process.stdout.write(`${signalTable()}\n`);
