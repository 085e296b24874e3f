/** Prints the signals as the Markdown list of docs/RANKING.md: `npx tsx tools/ranking/signalTable.ts`. */
import { SIGNALS } from '../../src/engine/rank/features';

const LEVELS = [
	['chunk', 'Of the chunk'],
	['file', 'Of its file (the same for all of its chunks)'],
	['query', 'Of the query'],
] as const;

for (const [level, title] of LEVELS) {
	console.log(`\n**${title}**\n`);
	for (const signal of SIGNALS) {
		if (signal.level !== level) continue;
		const marks = [signal.trend === 1 ? '↑' : signal.trend === -1 ? '↓' : '', signal.vectors ? 'v' : ''].filter(Boolean).join(' ');
		console.log(`- \`${signal.name}\`${marks ? ` (${marks})` : ''}: ${signal.what}`);
	}
}
