/**
 * Analyses every folder of CORPUS and embeds its chunks into the cache, smallest folder first, so that what is there early is most
 * of the repositories: `npx tsx tools/ranking/embed.ts CORPUS [NAME…]`, with RANK_CACHE and RANK_THREADS as in dump.ts.
 */
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexFolder, openWorkshop } from './corpus';

async function main(corpus: string, only: readonly string[]): Promise<void> {
	const cache = process.env['RANK_CACHE'] ?? join(tmpdir(), 'lodestone-ranking');
	const threads = Number(process.env['RANK_THREADS'] ?? '1');
	const plain = openWorkshop(cache);
	const names = readdirSync(corpus, { withFileTypes: true })
		.filter(entry => entry.isDirectory() && (only.length === 0 || only.includes(entry.name)))
		.map(entry => entry.name);
	const sizes: { name: string; chunks: number }[] = [];
	for (const name of names) {
		const { chunks } = await indexFolder(join(corpus, name), name, plain);
		sizes.push({ name, chunks: chunks.length });
		console.error(`${name}: ${chunks.length} chunks`);
	}
	console.error(`${sizes.reduce((sum, each) => sum + each.chunks, 0)} chunks in all`);
	const shop = openWorkshop(cache, { refine: true, threads });
	for (const { name } of sizes.sort((a, b) => a.chunks - b.chunks))
		await indexFolder(join(corpus, name), name, shop);
}

const [corpus, ...only] = process.argv.slice(2);
if (corpus === undefined) throw new Error('usage: embed.ts CORPUS [NAME…]');
void main(corpus, only);
