import type { IndexProgress } from '../shared/types';
import { count, duration } from './numbers';

/** What is being done, as a person would say it. */
const PHASE: Readonly<Record<IndexProgress['phase'], string>> = {
	idle: 'ready',
	scanning: 'looking for files',
	reading: 'reading',
	refining: 'refining',
	'building-graph': 'building the graph',
	paused: 'paused',
};

/** Share of the phase that is done, 0..1; undefined when its end is not known. */
export function progressShare(p: IndexProgress): number | undefined {
	const [done, all] = p.phase === 'reading' ? [p.filesDone, p.files] : [p.refined, p.chunks];
	if ((p.phase !== 'reading' && p.phase !== 'refining') || all === 0) return undefined;
	return Math.min(1, done / all);
}

/** `reading 120 of 5,545 files, 231 files/s, 23 s left`. */
export function progressWords(p: IndexProgress): string {
	const parts = [`${PHASE[p.phase]}${amount(p)}`];
	if (p.rate > 0) parts.push(`${count(p.rate)} ${p.phase === 'refining' ? 'chunks' : 'files'}/s`);
	if (p.secondsLeft !== undefined) parts.push(`${duration(p.secondsLeft)} left`);
	return parts.join(', ');
}

/** The same with a bar before it, cut to the width. */
export function progressBar(p: IndexProgress, columns: number, blocks: boolean): string {
	const words = progressWords(p);
	const share = progressShare(p);
	const width = Math.min(24, columns - words.length - 4);
	if (share === undefined || width < 8) return words.slice(0, Math.max(0, columns - 1));
	const done = Math.round(share * width);
	const bar = blocks
		? '█'.repeat(done) + '░'.repeat(width - done)
		: `${'#'.repeat(done)}${'.'.repeat(width - done)}`;
	return `${bar} ${words}`;
}

function amount(p: IndexProgress): string {
	switch (p.phase) {
		case 'scanning':
			return p.files > 0 ? `, ${count(p.files)} so far` : '';
		case 'reading':
			return ` ${count(p.filesDone)} of ${count(p.files)} files`;
		case 'refining':
			return ` ${count(p.refined)} of ${count(p.chunks)} chunks`;
		default:
			return '';
	}
}
