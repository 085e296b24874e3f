/**
 * What ranking alone costs: `npx tsx bench/rankCost.ts [CANDIDATES]`, 300 when not given. Candidates are made up, two a file, with the
 * ten words of a long question spread over them; times are of the main thread, after warming up; on a busy machine only the processor time tells.
 */
import { shippedRanker } from '../src/engine/rank/shippedModels';
import type { CandidateChunk, CandidateFile, RankQuery } from '../src/engine/rank/types';
import { random } from './spans/random';

const WORDS =
	'session token refresh upload retry parse buffer stream worker cache render layout socket header'.split(
		' ',
	);
const ROUNDS = 400;
const WARM_UP = 200;

function madeUp(count: number): {
	query: RankQuery;
	files: CandidateFile[];
	chunks: CandidateChunk[];
} {
	const next = random(3);
	const word = (): string => WORDS[Math.floor(next() * WORDS.length)] ?? '';
	const files = Array.from({ length: Math.ceil(count / 2) }, (_, i): CandidateFile => ({
		path: `src/${word()}/${word()}${word()}${i}.ts`,
		language: 'typescript',
		chunkCount: 5 + (i % 40),
		document: next() * 12,
		pathScore: next() > 0.6 ? next() * 5 : 0,
		documentMask: Math.floor(next() * 1024),
		pathMask: Math.floor(next() * 1024) & Math.floor(next() * 1024),
		stemUsage: Math.floor(next() * 9),
		stemCosine: next() * 0.6,
		pathCosine: next() * 0.6,
		mentionedBy: Array.from({ length: Math.floor(next() * 6) }, () =>
			Math.floor((next() * count) / 2),
		),
	}));
	const chunks = Array.from({ length: count }, (_, i): CandidateChunk => ({
		chunkId: i,
		file: i >> 1,
		kind: next() > 0.2 ? 'method' : 'class',
		symbol: `${word()}_${word()}_${word()}`,
		definitions: [`${word()}_${word()}`, `${word()}${i}`],
		scope: ['SomeClass'],
		ordinal: i % 20,
		startLine: i,
		endLine: i + 20,
		part: 0,
		docLine: next() > 0.5 ? `A ${word()} that does ${word()} and ${word()}` : '',
		length: 80,
		body: next() * 15,
		names: next() > 0.5 ? next() * 6 : 0,
		bodyMask: Math.floor(next() * 1024),
		namesMask: Math.floor(next() * 1024) & Math.floor(next() * 1024),
		usage: Math.floor(next() * 9),
		cosine: next() * 0.7,
		nameCosine: next() * 0.6,
		precision: 2,
		defines: 0,
	}));
	const text = WORDS.slice(0, 10).join(' ');
	const query: RankQuery = {
		kind: 'prose',
		text,
		identifiers: [],
		qualifiers: [],
		terms: WORDS.slice(0, 10).map(term => ({ text: term, idf: 1 + next() * 6, isCompound: false })),
		chunks: 60_000,
		files: 4_000,
	};
	return { query, files, chunks };
}

function main(count: number): void {
	const candidates = madeUp(count);
	for (const mode of ['hybrid', 'keyword'] as const) {
		const ranker = shippedRanker(mode);
		const times: number[] = [];
		let cpu = process.cpuUsage();
		for (let i = 0; i < WARM_UP + ROUNDS; i++) {
			if (i === WARM_UP) cpu = process.cpuUsage();
			const start = performance.now();
			ranker?.rank(candidates);
			if (i >= WARM_UP) times.push(performance.now() - start);
		}
		const { user, system } = process.cpuUsage(cpu);
		times.sort((a, b) => a - b);
		const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
		console.log(
			`${mode}: ${count} candidates, p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms; processor ${((user + system) / 1000 / ROUNDS).toFixed(2)} ms each, collector and compiler included`,
		);
	}
}

main(Number(process.argv[2] ?? '300'));
