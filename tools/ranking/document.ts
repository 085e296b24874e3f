/**
 * Prints the table of signals of docs/RANKING.md from the code: `npx tsx tools/ranking/document.ts`. A test compares the page with it.
 */
import { SIGNALS } from '../../src/engine/rank/features';

/** Markdown rows, one a signal, in the order of the code. */
export function signalTable(): string {
	const trend = { 1: 'up', '-1': 'down', 0: '' } as const;
	const rows = SIGNALS.map(
		({ name, what, level, vectors, trend: way = 0 }) =>
			`| \`${name}\` | ${level} | ${what.replaceAll('|', '\\|')} | ${trend[way]} | ${vectors === true ? 'yes' : ''} |`,
	);
	return ['| signal | of | what it says | score may only go | needs vectors |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

if (process.argv[1]?.endsWith('document.ts') === true) process.stdout.write(`${signalTable()}\n`);
