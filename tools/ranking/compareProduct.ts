/**
 * Whether the product ranks as the experiments do: asks both the same questions, with draft vectors and the shipped models, and prints
 * where the first ten files differ: `npx tsx tools/ranking/compareProduct.ts CORPUS QUERIES.json STORE NAME…`, with RANK_CACHE as in
 * dump.ts.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCH_RUNTIME, benchLogger } from '../../bench/runtime';
import { untilModelIsReady } from '../../bench/evalRepository';
import { createEngine } from '../../src/engine/engine';
import { gatherCandidates } from '../../src/engine/rank/gather';
import { NameCosines } from '../../src/engine/rank/nameCosines';
import { shippedRanker } from '../../src/engine/rank/shippedModels';
import { indexFolder, openWorkshop } from './corpus';
import { readQuestions, sourceOf } from './dump';

const PLACES = 10;

async function main(corpus: string, file: string, store: string, names: string[]): Promise<void> {
	const shop = openWorkshop(process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking'));
	const cosines = new NameCosines(shop.draft, text => shop.tokenizer.encode(text, 64));
	const engine = await createEngine({
		storeRoot: store,
		runtime: BENCH_RUNTIME,
		logger: benchLogger,
		program: 'compare',
	});
	for (const name of names) {
		const root = join(corpus, name);
		const questions = readQuestions(file).filter(each => each.repo === name);
		const index = await indexFolder(root, name, shop);
		const vectors = await shop.vectors.embedAlone(
			questions.map(each => shop.tokenizer.encode(each.query, 128)),
		);
		const folder = await engine.open(root);
		await folder.update({ refine: false });
		await untilModelIsReady(folder);
		let same = 0;
		for (const [i, { query }] of questions.entries()) {
			const source = sourceOf(index, vectors[i] as Float32Array, 'draft', (text, vector) =>
				cosines.with(text, vector),
			);
			const candidates = gatherCandidates(query, source);
			const ranked = shippedRanker('hybrid')?.rank(candidates) ?? [];
			const theirs = ranked.slice(0, PLACES).map(each => ({
				path: candidates.files[each.file]?.path ?? '',
				score: each.score,
				line: (candidates.chunks[each.chunks[0]?.index ?? -1]?.startLine ?? -1) + 1,
			}));
			const response = await folder.search({ query, limit: PLACES });
			const ours = response.groups.map(({ path, best }) => ({
				path,
				score: best.score,
				line: best.span.startLine + 1,
			}));
			const at = ours.findIndex((each, place) => each.path !== theirs[place]?.path);
			const off = Math.max(
				...ours.map(({ path, score }) =>
					Math.abs(score - (theirs.find(each => each.path === path)?.score ?? score)),
				),
			);
			if (at < 0) same++;
			else
				console.log(
					`${query}: from place ${at + 1}, scores differ by ${off.toFixed(2)}, candidates ${response.trace.candidates} and ${candidates.chunks.length}\n` +
						[at, at + 1]
							.map(place => `   product ${show(ours[place])}   experiment ${show(theirs[place])}`)
							.join('\n'),
				);
		}
		console.log(`${name}: ${same} of ${questions.length} with the same first ten files`);
		await folder.close();
	}
	await engine.dispose();
}

function show(hit: { path: string; score: number; line: number } | undefined): string {
	return hit === undefined ? '-' : `${hit.path}:${hit.line} ${hit.score.toFixed(2)}`;
}

const [corpus, file, store, ...names] = process.argv.slice(2);
if (corpus === undefined || file === undefined || store === undefined)
	throw new Error('usage: compareProduct.ts CORPUS QUERIES STORE NAME…');
void main(corpus, file, store, names);
