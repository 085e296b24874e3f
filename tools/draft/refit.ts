/**
 * Refits the draft table to the product's own chunks and texts:
 *
 *     node esbuild.config.mjs && npx tsx tools/draft/refit.ts --out DIR --limit 200000 --packages DIR --corpus XL [--threads 2] [--python PYTHON]
 *
 * XL is the workspace of `corpora.sh XL`, --packages what `fetch.sh packages.tsv` made. Collects texts from them, embeds them with the model (the long part:
 * kept per source in DIR/pairs-LIMIT, so that it can be stopped and gone on with), and runs fit-draft.py, which prints the cosines on
 * sources that it did not see and writes DIR/draft-LIMIT/draft.bin. PYTHON needs numpy and scipy.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbedClient } from '../../src/engine/threads/embedClient';
import { createCollector } from './collect';
import { writeNpy } from './npy';
import { shareOut } from './sample';
import { findSources } from './sources';

const ROOT = join(__dirname, '../..');
const BATCH = 256;
const DIMS = 384;

const { values } = parseArgs({
	options: {
		out: { type: 'string' },
		limit: { type: 'string', default: '200000' },
		corpus: { type: 'string', default: '' },
		packages: { type: 'string', default: '' },
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
	await collectTexts(pairs, limit);
	await embedTexts(pairs);
	const fit = [join(__dirname, 'fit-draft.py'), pairs, join(out, `draft-${limit}`)];
	const prior = ['--prior', join(ROOT, 'models/draft.bin'), '--ridge', values.ridge];
	execFileSync(values.python, [...fit, ...prior], { stdio: 'inherit' });
}

/** Writes NAME.tokens.npy and NAME.ends.npy for each source; keeps what is there. */
async function collectTexts(pairs: string, limit: number): Promise<void> {
	const done = join(pairs, 'collected.json');
	if (existsSync(done)) return;
	const sources = findSources(resolve(values.packages), values.corpus && resolve(values.corpus));
	const collector = await createCollector(Number(values.seed));
	// Small sources have less than their share, so large ones are asked for more.
	const most = Math.ceil((limit / sources.length) * 3);
	const found: { name: string; texts: Uint16Array[] }[] = [];
	for (const { name, folder } of sources) {
		const texts = await collector.collect(folder, name, most);
		if (texts.length > 0) found.push({ name, texts });
		process.stderr.write(`${name}: ${texts.length} texts\n`);
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
	writeFileSync(done, JSON.stringify(found.map(({ name }, i) => [name, counts[i]])));
}

/** Writes NAME.npy [texts, 384] beside each NAME.ends.npy that lacks it. */
async function embedTexts(pairs: string): Promise<void> {
	const names = (
		JSON.parse(readFileSync(join(pairs, 'collected.json'), 'utf8')) as [string, number][]
	).map(([name]) => name);
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
