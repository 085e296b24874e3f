import { spawn } from 'node:child_process';
import { keywordsOf } from '../agents/grepAndRead';
import type { RankedSpan } from '../score/types';
import { WARM_UP } from './asking';
import { peakRssOfTree, type Run, type Task } from './contender';

/** ripgrep's exit status when nothing matched. */
const NOTHING = 1;

/**
 * A literal search, without regard to case, for the whole query: what it takes to look through every file once. A question in words is
 * hardly ever in the code, so for the answers each keyword is searched for and files with the most distinct ones come first, as a
 * person would do by hand; a file answers as a whole.
 *
 * @param program Path of `rg`.
 * @throws {Error} when it cannot be started or fails.
 */
export async function runRipgrep(program: string, task: Task): Promise<Run> {
	let peakRssMb = 0;
	const search = async (text: string): Promise<string[]> => {
		const { lines, peakMb } = await filesWith(program, text, task.corpus);
		peakRssMb = Math.max(peakRssMb, peakMb);
		return lines;
	};
	for (const query of task.queries.slice(0, WARM_UP)) await search(query);
	const queryMs: number[] = [];
	for (let round = 0; round < task.rounds; round++)
		for (const query of task.queries) {
			const asked = performance.now();
			await search(query);
			queryMs.push(performance.now() - asked);
		}
	const answers: RankedSpan[][] = [];
	for (const question of task.questions) {
		const found = new Map<string, number>();
		for (const word of keywordsOf(question))
			for (const path of await search(word)) found.set(path, (found.get(path) ?? 0) + 1);
		answers.push(
			[...found]
				.sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
				.slice(0, 10)
				.map(([path]) => ({ path, startLine: 1, endLine: Number.MAX_SAFE_INTEGER })),
		);
	}
	return { searchableSeconds: 0, peakRssMb, indexBytes: 0, pieces: 0, queryMs, answers };
}

/** Files that hold a text, relative to the folder. */
function filesWith(
	program: string,
	text: string,
	folder: string,
): Promise<{ lines: string[]; peakMb: number }> {
	return new Promise((resolve, reject) => {
		const child = spawn(
			program,
			[
				'--files-with-matches',
				'--fixed-strings',
				'--ignore-case',
				'--no-messages',
				'-e',
				text,
				'.',
			],
			{ cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
		);
		let out = '';
		let peakMb = 0;
		// It lives for milliseconds: its memory is read often.
		const poll = setInterval(() => {
			if (child.pid !== undefined) peakMb = Math.max(peakMb, peakRssOfTree(child.pid));
		}, 2);
		child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
		child.on('error', error => {
			clearInterval(poll);
			reject(error);
		});
		child.on('close', code => {
			clearInterval(poll);
			if (code !== 0 && code !== NOTHING) reject(new Error(`rg ended with ${code}`));
			else
				resolve({
					lines: out
						.split('\n')
						.filter(line => line !== '')
						.map(normal),
					peakMb,
				});
		});
	});
}

const normal = (path: string): string => path.replaceAll('\\', '/').replace(/^\.\//, '');
