/**
 * Capacity: `npx tsx bench/capacity.ts --corpus DIR --files N [--refine] [--seconds S]`, after `npm run build`.
 *
 * Makes a folder of N files out of a corpus (its files again and again, each time with other names in them, so that no text is
 * known twice), indexes it with the shipped command line as a person would, and prints one row: seconds, processor seconds (which depend less on what else runs), peak memory of the process
 * (the kernel's VmHWM), disk. Without --refine it stops when all is searchable by words and draft meaning. With --seconds it is stopped
 * after so long, and the row tells how far it came.
 */
import { spawn } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const REPOSITORY = join(import.meta.dirname, '..');
const SOURCE = new Set([
	'.ts',
	'.js',
	'.py',
	'.go',
	'.rs',
	'.java',
	'.c',
	'.h',
	'.cpp',
	'.cs',
	'.rb',
	'.php',
	'.md',
]);
const POLL_MS = 50;

const { values } = parseArgs({
	options: {
		corpus: { type: 'string' },
		files: { type: 'string', default: '1000' },
		refine: { type: 'boolean', default: false },
		seconds: { type: 'string' },
	},
});
if (values.corpus === undefined) throw new Error('--corpus DIR is missing');
const corpus = resolve(values.corpus);
const wanted = Number(values.files);

function sourcesOf(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile() && SOURCE.has(extname(entry.name)))
		.map(entry => join(entry.parentPath, entry.name))
		.filter(path => !path.includes('/.git/') && statSync(path).size < 200_000)
		.sort();
}

/** Round r of a file: every longer lower-case word with an even length gets the round's ending, so that texts differ. */
function varied(text: string, round: number): string {
	return round === 0
		? text
		: text.replace(/\b[a-z]{6,12}\b/g, word => (word.length % 2 === 0 ? `${word}${round}` : word));
}

function build(root: string): number {
	const sources = sourcesOf(corpus);
	let made = 0;
	for (let round = 0; made < wanted; round++)
		for (const source of sources) {
			if (made === wanted) break;
			const to = join(root, `part${round}`, relative(corpus, source));
			mkdirSync(dirname(to), { recursive: true });
			writeFileSync(to, varied(readFileSync(source, 'utf8'), round));
			made++;
		}
	return made;
}

/** Processor seconds of a process so far, threads included (fields utime and stime of the kernel's stat, in hundredths). */
function cpuSeconds(pid: number | undefined): number {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Runs the command line. @returns what it printed, seconds by the clock and of the processors, and peak resident memory in MB. */
async function lodestone(
	args: readonly string[],
	longestSeconds = Infinity,
): Promise<{ out: string; seconds: number; cpu: number; peakMb: number; stopped: boolean }> {
	const started = performance.now();
	const child = spawn(process.execPath, [join(REPOSITORY, 'dist/cli.js'), ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let out = '';
	let peakMb = 0;
	let cpu = 0;
	child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
	const poll = setInterval(() => {
		try {
			const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
			peakMb = Math.max(peakMb, Number(kb ?? 0) / 1024);
			cpu = Math.max(cpu, cpuSeconds(child.pid));
		} catch {
			/* it has ended */
		}
	}, POLL_MS);
	// Set by the timer, which the compiler does not see.
	const limitReached = { value: false };
	const limit = Number.isFinite(longestSeconds)
		? setTimeout(() => {
				limitReached.value = true;
				// As Ctrl-C does: what is done is kept.
				child.kill('SIGINT');
			}, longestSeconds * 1000)
		: undefined;
	const code = await new Promise<number | null>(done => child.on('exit', done));
	clearInterval(poll);
	clearTimeout(limit);
	const stopped = limitReached.value;
	if (code !== 0 && !stopped) throw new Error(`lodestone ${args.join(' ')} ended with ${code}`);
	return { out, seconds: (performance.now() - started) / 1000, cpu, peakMb, stopped };
}

async function main(): Promise<void> {
	const base = mkdtempSync(join(tmpdir(), 'lodestone-capacity-'));
	try {
		const root = join(base, 'work');
		const files = build(root);
		const store = ['--store', join(base, 'store'), '--json', '--quiet'];
		const index = await lodestone(
			['index', root, ...store, ...(values.refine ? [] : ['--draft'])],
			Number(values.seconds ?? Infinity),
		);
		// Of an index that is not finished, opening it again would go on instead of finding nothing to do.
		const again = index.stopped ? undefined : await lodestone(['index', root, ...store, '--draft']);
		const status = JSON.parse((await lodestone(['status', root, ...store])).out) as {
			files: number;
			chunks: number;
			bytes: { total: number };
		};
		console.log(
			'| files | chunks | what | seconds | CPU s | seconds unchanged | peak MB | peak MB unchanged | disk MB |',
		);
		console.log(
			`| ${index.stopped ? `${status.files} of ${files}` : files} | ${status.chunks} | ${values.refine ? 'refined' : 'draft'}${index.stopped ? ', stopped' : ''} | ${index.seconds.toFixed(1)} | ${index.cpu.toFixed(1)} | ${again?.seconds.toFixed(1) ?? '–'} | ${index.peakMb.toFixed(0)} | ${again?.peakMb.toFixed(0) ?? '–'} | ${(status.bytes.total / 1e6).toFixed(1)} |`,
		);
	} finally {
		rmSync(base, { recursive: true, force: true });
	}
}

void main();
