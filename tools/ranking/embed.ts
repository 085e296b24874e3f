/**
 * Analyses every folder of CORPUS and embeds its chunks into the cache, smallest folder first, so that what is there early is most
 * of the repositories: `npx tsx tools/ranking/embed.ts CORPUS [NAME…] [--for QUERIES.json]`, with RANK_CACHE and RANK_THREADS as in
 * dump.ts. With --for, only chunks that drafts and words bring as candidates of the questions, twice as many by meaning as the product
 * takes: enough for `dump.ts --partial`, in a fraction of the time.
 */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherCandidates } from '../../src/engine/rank/gather';
import { indexFolder, openWorkshop } from './corpus';
import { readQuestions, sourceOf, type Question } from './dump';

const NEAR = 200;

async function main(
	corpus: string,
	only: readonly string[],
	questions: readonly Question[] | undefined,
): Promise<void> {
	const cache = process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking');
	const threads = Number(process.env['RANK_THREADS'] ?? '1');
	const plain = openWorkshop(cache, { threads });
	const names = readdirSync(corpus, { withFileTypes: true })
		.filter(entry => entry.isDirectory() && (only.length === 0 || only.includes(entry.name)))
		.map(entry => entry.name);
	if (questions !== undefined) {
		for (const name of names) {
			const index = await indexFolder(join(corpus, name), name, plain);
			const wanted = new Set<number>();
			for (const { query } of questions.filter(each => each.repo === name)) {
				const [vector = new Float32Array(384)] = await plain.vectors.embedAlone([
					plain.tokenizer.encode(query, 128),
				]);
				const source = sourceOf(index, vector, 'draft', () => 0, NEAR);
				for (const { chunkId } of gatherCandidates(query, source).chunks) wanted.add(chunkId);
			}
			const texts = [...wanted].map(id => index.digests[id] ?? '');
			await plain.vectors.embed(texts.map(text => plain.tokenizer.encode(text, plain.tokens)));
			console.error(`${name}: ${wanted.size} of ${index.chunks.length} chunks`);
		}
		return;
	}
	const sizes: { name: string; chunks: number }[] = [];
	for (const name of names) {
		const { chunks } = await indexFolder(join(corpus, name), name, plain);
		sizes.push({ name, chunks: chunks.length });
		console.error(`${name}: ${chunks.length} chunks`);
	}
	console.error(`${sizes.reduce((sum, each) => sum + each.chunks, 0)} chunks in all`);
	const shop = openWorkshop(cache, { refine: 'all', threads });
	for (const { name } of sizes.sort((a, b) => a.chunks - b.chunks))
		await indexFolder(join(corpus, name), name, shop);
}

const args = process.argv.slice(2);
const at = args.indexOf('--for');
const [corpus, ...only] = args.filter(
	(arg, i) => !arg.startsWith('--') && (at < 0 || i !== at + 1),
);
if (corpus === undefined) throw new Error('usage: embed.ts CORPUS [NAME…] [--for QUERIES.json]');
void main(corpus, only, at < 0 ? undefined : readQuestions(args[at + 1] ?? ''));
