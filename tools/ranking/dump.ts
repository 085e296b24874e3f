/**
 * Writes feature matrices for the trainer: `npx tsx tools/ranking/dump.ts CORPUS QUERIES.json OUT [--draft|--keyword] [--partial]`.
 *
 * CORPUS/NAME is a repository; QUERIES is the benchmark's usable file or a span file. OUT.f32 (row-major matrix),
 * OUT.json (features, queries with their row ranges, and per row file, lines and the bit mask of targets that it meets).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRows } from '../../src/engine/rank/facts/rows';
import { featureMatrix } from '../../src/engine/rank/featureMatrix';
import { SIGNALS } from '../../src/engine/rank/signals/signals';
import {
	gatherCandidates,
	type CandidateSource,
	type NearChunk,
} from '../../src/engine/rank/gather';
import { random } from '../../bench/spans/random';
import { NameCosines } from '../../src/engine/rank/nameCosines';
import { isHeaderKind } from '../../src/engine/rank/headerKinds';
import { pathFacts } from '../../src/engine/rank/pathFacts';
import { indexFolder, openWorkshop, type ResearchIndex } from './corpus';
import somethingElse from './foreign.json';

export interface Target {
	readonly path: string;
	readonly startLine?: number;
	readonly endLine?: number;
}

export interface Question {
	readonly id: string;
	readonly repo: string;
	readonly category: string;
	readonly query: string;
	readonly targets: readonly Target[];
}

interface RawTarget {
	path: string;
	start_line?: number;
	end_line?: number;
	startLine?: number;
	endLine?: number;
}
interface RawQuestion {
	id: string;
	repo?: string;
	package?: string;
	category?: string;
	query: string;
	relevant?: RawTarget[];
	secondary?: RawTarget[];
	target?: RawTarget;
}

export function readQuestions(file: string): Question[] {
	const target = (raw: RawTarget): Target => {
		const startLine = raw.start_line ?? raw.startLine;
		const endLine = raw.end_line ?? raw.endLine;
		return startLine === undefined || endLine === undefined
			? { path: raw.path }
			: { path: raw.path, startLine, endLine };
	};
	return (JSON.parse(readFileSync(file, 'utf8')) as RawQuestion[]).map(raw => ({
		id: raw.id,
		repo: raw.repo ?? raw.package ?? '',
		category: raw.category ?? 'span',
		query: raw.query,
		targets: [
			...(raw.relevant ?? []),
			...(raw.secondary ?? []),
			...(raw.target ? [raw.target] : []),
		].map(target),
	}));
}

/** Questions about things that no repository of programs holds, many with words that programs use; others than the gate's. */
const SOMETHING_ELSE: readonly string[] = somethingElse;

export type Vectors = 'refined' | 'draft' | 'none';

/** The research index as a source of candidates. `query` of unit length. */
export function sourceOf(
	index: ResearchIndex,
	query: Float32Array,
	which: Vectors,
	nameVector: (text: string, query: Float32Array) => number,
	near = 100,
): CandidateSource {
	const table = which === 'draft' ? index.drafts : index.refined;
	const n = index.chunks.length;
	const cosines = new Float32Array(n).fill(which === 'none' ? NaN : 0);
	const nearest: NearChunk[] = [];
	if (which !== 'none') {
		for (let i = 0; i < n; i++) {
			let sum = 0;
			const base = i * 384;
			for (let d = 0; d < 384; d++) sum += (table[base + d] as number) * (query[d] as number);
			cosines[i] = sum;
		}
		const order = Uint32Array.from({ length: n }, (_, i) => i).sort(
			(a, b) => (cosines[b] as number) - (cosines[a] as number),
		);
		for (const chunkId of order.subarray(0, near))
			nearest.push({ chunkId, similarity: cosines[chunkId] as number });
	}
	const missing = (): never => {
		throw new RangeError('no such id');
	};
	return {
		keyword: index.keyword,
		chunk: id => index.chunks[id] ?? missing(),
		file: id => index.files[id] ?? missing(),
		nearest,
		cosine: id => cosines[id] ?? NaN,
		textCosine: text => (which === 'none' ? 0 : nameVector(text, query)),
		precision: () => (which === 'none' ? 0 : which === 'draft' ? 1 : 2),
	};
}

export function meets(path: string, start: number, end: number, target: Target): boolean {
	if (
		path !== target.path &&
		!path.endsWith(`/${target.path}`) &&
		!target.path.endsWith(`/${path}`)
	)
		return false;
	if (target.startLine === undefined || target.endLine === undefined) return true;
	return end >= target.startLine && start <= target.endLine;
}

/** Made-up questions: a name that up to three files define, asked for by itself; the chunks that define it are the answers. */
function symbolQuestions(index: ResearchIndex, count: number): Question[] {
	if (count === 0) return [];
	const next = random(7);
	const found: { question: Question; key: number }[] = [];
	index.chunks.forEach((chunk, id) => {
		const header = isHeaderKind(chunk.kind);
		if (chunk.symbol.length < 4 || chunk.part > 0 || (!header && next() > 0.25)) return;
		if (!/^[A-Za-z_]\w*$/.test(chunk.symbol)) return;
		const file = index.files[index.fileOf[id] ?? -1];
		if (!file || pathFacts(file.path).isTest) return;
		const term = index.keyword.dictionary.find(`=${chunk.symbol}`);
		const definers = term === undefined ? [] : index.keyword.definitionsOfTerm(term);
		if (definers.length === 0 || definers.length > 3 || Math.min(...definers) !== id) return;
		const targets = definers.flatMap(definer => {
			const path = index.files[index.fileOf[definer] ?? -1]?.path;
			const facts = index.chunks[definer];
			return path === undefined || facts === undefined || pathFacts(path).isTest
				? []
				: [{ path, startLine: facts.startLine + 1, endLine: facts.endLine + 1 }];
		});
		found.push({
			question: {
				id: `${index.name}/=${chunk.symbol}`,
				repo: index.name,
				category: 'symbol',
				query: chunk.symbol,
				targets,
			},
			key: next(),
		});
	});
	found.sort((a, b) => a.key - b.key);
	return found.slice(0, count).map(each => each.question);
}

/** Only the rows of the target's file: training data for the choice inside a file. */
/** Per repository so many questions of other repositories, and as many about something else, with no answer here: what must not look convincing. */
const cross = process.argv.includes('--cross') ? 6 : 0;
/** Refined vectors only of what `embed.ts --for` embedded. */
const partial = process.argv.includes('--partial');
const ownOnly = process.argv.includes('--own');
/** Where analyses and vectors are kept between runs. */
const cacheAt = process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking');
const threads = Number(process.env['RANK_THREADS'] ?? '1');

async function main(
	corpus: string,
	queriesFile: string,
	out: string,
	which: Vectors,
	symbols: number,
): Promise<void> {
	const questions = readQuestions(queriesFile);
	const refine = which !== 'refined' ? 'none' : partial ? 'known' : 'all';
	const shop = openWorkshop(cacheAt, { refine, threads });
	const nameCosines = new NameCosines(shop.draft, text => shop.tokenizer.encode(text, 64));
	const nameCosine = (text: string, query: Float32Array): number => nameCosines.with(text, query);
	const names = [...new Set(questions.map(each => each.repo))];
	const parts: Float32Array[] = [];
	const queries: object[] = [];
	const rowFile: number[] = [];
	const rowChunk: number[] = [];
	const rowMask: number[] = [];
	const rowLines: [number, number][] = [];
	let total = 0;
	let reachable = 0;
	for (const name of names) {
		const index = await indexFolder(join(corpus, name), name, shop);
		const foreign = questions
			.filter(each => each.repo !== name)
			.filter(
				(_, i) =>
					cross > 0 &&
					i % Math.ceil(questions.length / cross) ===
						names.indexOf(name) % Math.ceil(questions.length / cross),
			)
			.map(each => ({ ...each, repo: name, category: 'foreign', targets: [] }));
		if (cross > 0) {
			// Each of these goes to two repositories or so, each repository to its own part of the list.
			const first = names.indexOf(name) * cross;
			for (let i = 0; i < cross; i++) {
				const query = SOMETHING_ELSE[(first + i) % SOMETHING_ELSE.length] ?? '';
				const id = `${name}/else ${i}`;
				foreign.push({ id, repo: name, category: 'foreign', query, targets: [] });
			}
		}
		const mine =
			cross > 0
				? foreign
				: [...questions.filter(each => each.repo === name), ...symbolQuestions(index, symbols)];
		const vectors = await shop.vectors.embedAlone(
			mine.map(each => shop.tokenizer.encode(each.query, 128)),
		);
		for (const [i, question] of mine.entries()) {
			const candidates = gatherCandidates(
				question.query,
				sourceOf(index, vectors[i] as Float32Array, which, nameCosine),
			);
			const all = buildRows(candidates.query, candidates.files, candidates.chunks);
			const rows = ownOnly
				? all.filter(row => question.targets.some(target => meets(row.file.path, 0, 1e9, target)))
				: all;
			parts.push(featureMatrix(rows, SIGNALS));
			let any = 0;
			for (const row of rows) {
				let mask = 0;
				question.targets.forEach((target, t) => {
					if (meets(row.file.path, row.chunk.startLine + 1, row.chunk.endLine + 1, target))
						mask |= 1 << t;
				});
				any |= mask;
				rowFile.push(row.chunk.file);
				rowChunk.push(row.chunk.chunkId);
				rowMask.push(mask);
				rowLines.push([row.chunk.startLine + 1, row.chunk.endLine + 1]);
			}
			const paths = candidates.files.map(file => file.path);
			queries.push({
				...question,
				start: total,
				end: total + rows.length,
				targets: question.targets.length,
				paths,
				kind: candidates.query.kind,
			});
			total += rows.length;
			if (any) reachable++;
		}
		console.error(
			`${name}: ${index.files.length} files, ${index.chunks.length} chunks, ${mine.length} questions`,
		);
	}
	const matrix = Buffer.concat(
		parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
	);
	writeFileSync(`${out}.f32`, matrix);
	const features = SIGNALS.map(({ name, level, vectors, trend, fixed }) => ({
		name,
		level,
		vectors: vectors === true,
		trend: trend ?? 0,
		fixed: fixed ?? 0,
	}));
	writeFileSync(
		`${out}.json`,
		JSON.stringify({ features, queries, rowFile, rowChunk, rowMask, rowLines }),
	);
	console.error(
		`${questions.length} questions, ${total} rows, a target among the candidates of ${reachable}`,
	);
}

if (require.main === module) {
	const args = process.argv.slice(2);
	const which: Vectors = args.includes('--draft')
		? 'draft'
		: args.includes('--keyword')
			? 'none'
			: 'refined';
	const [corpus, queries, out] = args.filter(
		(arg, i) => !arg.startsWith('--') && args[i - 1] !== '--symbols',
	);
	if (corpus === undefined || queries === undefined || out === undefined)
		throw new Error('usage: dump.ts CORPUS QUERIES OUT');
	const at = args.indexOf('--symbols');
	void main(corpus, queries, out, which, at < 0 ? 0 : Number(args[at + 1]));
}
