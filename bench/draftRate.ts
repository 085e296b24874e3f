/**
 * The draft embedder's rate: `npx tsx bench/draftRate.ts --corpus DIR [--texts N] [--rounds N] [--seed N]` after `npm run build`. Cuts N chunks (default
 * 5,000) of files of DIR drawn by a seed, then times their way to vectors: tokenising and draft embedding (the target of issue 6), each alone, and
 * with the digest that chooses the text. Processor time of this thread, which does not depend on others' load; median of the rounds, lowest and highest.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createChunker } from '../src/engine/chunk/chunker';
import { createDigest, type DigestSource } from '../src/engine/embed/digest';
import { createDraftEmbedder, shareDraftBytes } from '../src/engine/embed/draftTable';
import { EMBEDDED_TOKENS } from '../src/engine/embed/textFormat';
import { createTokenizer } from '../src/engine/embed/tokenizer';
import { defaultFolderSettings } from '../src/engine/engineTypes';
import { readSource } from '../src/engine/scan/readSource';
import { resolveRoot } from '../src/engine/scan/resolveRoot';
import { walkFolder } from '../src/engine/scan/walkFolder';
import { spread } from './cost/statistics';
import { BENCH_RUNTIME } from './runtime';
import { random } from './spans/random';

async function main(argv: string[]): Promise<void> {
	const { values } = parseArgs({
		args: argv,
		strict: true,
		options: {
			corpus: { type: 'string' },
			texts: { type: 'string', default: '5000' },
			rounds: { type: 'string', default: '7' },
			seed: { type: 'string', default: '1' },
		},
	});
	if (values.corpus === undefined)
		throw new Error('usage: bench/draftRate.ts --corpus DIR [--texts N] [--rounds N] [--seed N]');
	const sources = await chunksOf(values.corpus, Number(values.texts), Number(values.seed));
	const model = (file: string): Buffer => readFileSync(join(BENCH_RUNTIME.models, file));
	const tokenizer = createTokenizer(model('tokenizer.json').toString('utf8'));
	const draft = createDraftEmbedder(shareDraftBytes(model('draft.bin')));
	const digest = createDigest(tokenizer, draft.idf);
	const texts = sources.map(digest);
	const tokens = texts.map(text => tokenizer.encode(text, EMBEDDED_TOKENS));
	const vector = new Float32Array(draft.embed(tokens[0] ?? new Uint16Array()).length);
	const stages: Readonly<Record<string, () => void>> = {
		tokenise: () => texts.forEach(text => tokenizer.encode(text, EMBEDDED_TOKENS)),
		'draft vector': () => tokens.forEach(ids => draft.embed(ids, vector)),
		'tokenise and draft vector': () =>
			texts.forEach(text => draft.embed(tokenizer.encode(text, EMBEDDED_TOKENS), vector)),
		'digest, tokenise and draft vector': () =>
			sources.forEach(source =>
				draft.embed(tokenizer.encode(digest(source), EMBEDDED_TOKENS), vector),
			),
	};
	const report: Record<string, unknown> = {
		texts: texts.length,
		tokensPerText: tokens.reduce((sum, ids) => sum + ids.length, 0) / texts.length,
	};
	const rates = new Map(Object.keys(stages).map(name => [name, [] as number[]]));
	// Side by side, round by round: what disturbs one disturbs all. The first round warms up.
	for (let round = 0; round <= Number(values.rounds); round++)
		for (const [name, run] of Object.entries(stages)) {
			const before = process.cpuUsage();
			run();
			const { user, system } = process.cpuUsage(before);
			if (round > 0) rates.get(name)?.push(texts.length / ((user + system) / 1e6));
		}
	for (const [name, all] of rates) report[`${name}, texts a CPU second`] = spread(all);
	process.stdout.write(`${JSON.stringify(report, undefined, '\t')}\n`);
}

/** Chunks of files drawn at random, all of a file. */
async function chunksOf(corpus: string, limit: number, seed: number): Promise<DigestSource[]> {
	const root = resolveRoot(corpus);
	const paths: string[] = [];
	for await (const batch of walkFolder(root, defaultFolderSettings))
		paths.push(...batch.files.map(({ path }) => path));
	const next = random(seed);
	const drawn = paths
		.map(path => ({ path, key: next() }))
		.sort((a, b) => a.key - b.key)
		.map(({ path }) => path);
	const chunker = await createChunker({ grammarsDir: BENCH_RUNTIME.grammars });
	const sources: DigestSource[] = [];
	for (const path of drawn) {
		const source = readSource(join(root, path), defaultFolderSettings.maxFileBytes);
		if (!source.ok) continue;
		const { chunks } = await chunker.chunk(path, source.text);
		for (const chunk of chunks)
			sources.push({ path, chunk, text: source.text.slice(chunk.startOffset, chunk.endOffset) });
		if (sources.length >= limit) break;
	}
	if (sources.length === 0) throw new Error(`${corpus} holds no text to embed.`);
	return sources.slice(0, limit);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	process.stderr.write(`draftRate: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
