/**
 * Refits the draft table to the product's own chunks and texts:
 *
 *     node esbuild.config.mjs && npx tsx tools/draft/refit.ts --out DIR --limit 200000 --corpus XL [--mirror DIR] [--threads 2] [--python PYTHON]
 *
 * XL is the workspace of `corpora.sh XL`. Collects texts from the sources in sources.json, embeds them with the model (the long part:
 * kept per source in DIR/pairs-LIMIT, so that it can be stopped and gone on with), and runs fit-draft.py, which prints the cosines on
 * sources that it did not see and writes DIR/draft-LIMIT/draft.bin. PYTHON needs numpy and scipy.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbedClient } from '../../src/engine/threads/embedClient';
import { createCollector } from './collect';
import { writeNpy } from './npy';
import { shareOut } from './sample';
import { readSources, treeOf } from './sources';

const ROOT = join(__dirname, '../..');
const BATCH = 256;
const DIMS = 384;

const { values } = parseArgs({
	options: {
		out: { type: 'string' },
		limit: { type: 'string', default: '200000' },
		corpus: { type: 'string', default: '' },
		mirror: { type: 'string' },
		threads: { type: 'string', default: '2' },
		python: { type: 'string', default: 'python3' },
		seed: { type: 'string', default: '1' },
		ridge: { type: 'string', default: '3' },
	},
});

async function main(): Promise<void> {
	if (values.out === undefined) throw new Error('--out DIR is missing');
	const out = resolve(values.out);
	const limit = Number(values.limit);
	const pairs = join(out, `pairs-${limit}`);
	mkdirSync(pairs, { recursive: true });
	await collectTexts(out, pairs, limit);
	await embedTexts(pairs);
	const fit = [join(__dirname, 'fit-draft.py'), pairs, join(out, `draft-${limit}`)];
	const prior = ['--prior', join(ROOT, 'models/draft.bin'), '--ridge', values.ridge];
	execFileSync(values.python, [...fit, ...prior], { stdio: 'inherit' });
}

/** Writes NAME.tokens.npy and NAME.ends.npy for each source; keeps what is there. */
async function collectTexts(out: string, pairs: string, limit: number): Promise<void> {
	const sources = readSources();
	if (sources.every(({ name }) => existsSync(join(pairs, `${name}.ends.npy`)))) return;
	const seed = Number(values.seed);
	const collector = await createCollector(seed);
	const places = {
		trees: join(out, 'trees'),
		corpus: resolve(values.corpus),
		mirror: values.mirror,
	};
	// Small sources have less than their share, so large ones are asked for more.
	const most = Math.ceil((limit / sources.length) * 3);
	const found: { name: string; texts: Uint16Array[] }[] = [];
	for (const source of sources) {
		const folder = treeOf(source, places);
		if (folder === undefined) {
			process.stderr.write(`${source.name}: not there, left out\n`);
			continue;
		}
		const texts = await collector.collect(folder, source.name, most);
		found.push({ name: source.name, texts });
		process.stderr.write(`${source.name}: ${texts.length} texts\n`);
	}
	const counts = shareOut(
		found.map(({ texts }) => texts.length),
		limit,
	);
	found.forEach(({ name, texts }, i) => {
		const kept = texts.slice(0, counts[i]);
		const ends = new Uint32Array(kept.length);
		let total = 0;
		kept.forEach((ids, row) => (ends[row] = total += ids.length));
		const tokens = new Uint16Array(total);
		kept.forEach((ids, row) => tokens.set(ids, (ends[row] ?? 0) - ids.length));
		writeNpy(join(pairs, `${name}.tokens.npy`), tokens, [total]);
		writeNpy(join(pairs, `${name}.ends.npy`), ends, [kept.length]);
	});
}

/** Writes NAME.npy [texts, 384] beside each NAME.ends.npy that lacks it. */
async function embedTexts(pairs: string): Promise<void> {
	const names = readSources()
		.map(({ name }) => name)
		.filter(name => existsSync(join(pairs, `${name}.ends.npy`)));
	const missing = names.filter(name => !existsSync(join(pairs, `${name}.npy`)));
	if (missing.length === 0) return;
	const paths = { workers: join(ROOT, 'dist'), models: join(ROOT, 'models') };
	const client = new EmbedClient({ paths, intraOpThreads: Number(values.threads) });
	const startedMs = performance.now();
	let done = 0;
	for (const name of missing) {
		const tokens = readNpy(join(pairs, `${name}.tokens.npy`), Uint16Array);
		const ends = readNpy(join(pairs, `${name}.ends.npy`), Uint32Array);
		const rows = Array.from(ends, (end, i) => tokens.subarray(i === 0 ? 0 : ends[i - 1], end));
		const vectors = new Float32Array(rows.length * DIMS);
		for (let at = 0; at < rows.length; at += BATCH) {
			vectors.set(await client.embedBatch(rows.slice(at, at + BATCH)), at * DIMS);
		}
		writeNpy(join(pairs, `${name}.npy`), vectors, [rows.length, DIMS]);
		done += rows.length;
		const rate = done / ((performance.now() - startedMs) / 1000);
		process.stderr.write(`${name}: ${done} embedded, ${rate.toFixed(0)} a second\n`);
	}
	await client.dispose();
}

function readNpy<T>(path: string, Kind: new (buffer: ArrayBuffer) => T): T {
	const bytes = readFileSync(path);
	const start = 10 + bytes.readUInt16LE(8);
	return new Kind(new Uint8Array(bytes.subarray(start)).buffer);
}

main().catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exitCode = 1;
});
