import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { DoctorLine } from '../../../shared/health/healthTypes';
import { readGit } from '../commitQuestions';
import { ok, problem, warning } from './lines';

const MIN_FREE_MB = 700;
const MIN_WATCHES = 65_536;

/** What the computer itself brings; needs nothing of ours. */
export async function machineChecks(root: string): Promise<DoctorLine[]> {
	return [nodeLine(), processorLine(), memoryLine(), watchLine(), await gitLine(root)];
}

function nodeLine(): DoctorLine {
	const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
	const found = `Node ${process.versions.node}, ${process.platform}-${process.arch}`;
	return major > 22 || (major === 22 && minor >= 15)
		? ok('runtime', found)
		: problem('runtime', found, 'Use Node 22.15 or newer.');
}

function processorLine(): DoctorLine {
	const name = cpus()[0]?.model.trim() ?? 'unknown';
	const found = `${availableParallelism()} cores, ${name}`;
	if (process.arch !== 'x64') return ok('processor', found);
	const avx2 = hasAvx2();
	if (avx2 === undefined) return ok('processor', `${found} (AVX2 is not told here)`);
	return avx2
		? ok('processor', `${found}, AVX2`)
		: warning(
				'processor',
				`${found}, no AVX2`,
				'The model then runs as WebAssembly, somewhat slower.',
			);
}

function hasAvx2(): boolean | undefined {
	try {
		return /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
	} catch {
		return undefined;
	}
}

function memoryLine(): DoctorLine {
	const free = Math.round(availableMb());
	const found = `${free} MB free of ${Math.round(totalmem() / 1e6)} MB`;
	return free >= MIN_FREE_MB
		? ok('memory', found)
		: warning('memory', found, 'Close other programs, or leave out large folders.');
}

/** Memory that can be had without swapping; `freemem` on Linux counts the page cache as used. */
function availableMb(): number {
	try {
		const kb = /MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
		if (kb !== undefined) return Number(kb) / 1000;
	} catch {
		/* not Linux */
	}
	return freemem() / 1e6;
}

function watchLine(): DoctorLine {
	let watches: number;
	try {
		watches = Number(readFileSync('/proc/sys/fs/inotify/max_user_watches', 'utf8'));
	} catch {
		return ok('file watching', 'no limit known on this system');
	}
	const found = `up to ${watches} folders can be watched`;
	return watches >= MIN_WATCHES
		? ok('file watching', found)
		: warning(
				'file watching',
				found,
				'Raise fs.inotify.max_user_watches (sysctl), or changes in large folders are seen late.',
			);
}

async function gitLine(root: string): Promise<DoctorLine> {
	const version = await readGit(root, ['--version']);
	if (version === undefined)
		return warning(
			'git',
			'git was not found',
			'Install git: without it no questions are made from commits. Ignore rules work all the same.',
		);
	const inside = (await readGit(root, ['rev-parse', '--is-inside-work-tree']))?.trim() === 'true';
	return ok('git', `${version.trim()}; this folder is ${inside ? '' : 'not '}a repository`);
}
