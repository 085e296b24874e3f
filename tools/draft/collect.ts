/** Texts of one source, as the product would embed them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChunker, type Chunker } from '../../src/engine/chunk/chunker';
import { createDigest, type Digest } from '../../src/engine/embed/digest';
import { createDraftEmbedder, shareDraftBytes } from '../../src/engine/embed/draftTable';
import { EMBEDDED_TOKENS } from '../../src/engine/embed/textFormat';
import { createTokenizer } from '../../src/engine/embed/tokenizer';
import type { TextTokenizer } from '../../src/engine/embed/types';
import { readSource } from '../../src/engine/scan/readSource';
import { walkFolder } from '../../src/engine/scan/walkFolder';
import { draw, shuffled } from './sample';

const ROOT = join(__dirname, '../..');
const MAX_FILE_BYTES = 1 << 19;
/** Chunks of one file: a generated monster shall not speak for its whole package. */
const MAX_FILE_CHUNKS = 40;
/** Share of chunks whose doc sentence is added as a text of its own: questions are embedded by the table too. */
const DOC_SENTENCES = 0.1;
/** Data says little about code and would crowd it out. */
const LEFT_OUT = new Set([
	'json',
	'jsonc',
	'jsonl',
	'csv',
	'po',
	'xml',
	'diff',
	'svg',
	'plaintext',
	'go.mod',
]);

export interface Collector {
	/** @returns Up to `limit` token id lists of a folder, without duplicates. */
	collect(folder: string, name: string, limit: number): Promise<Uint16Array[]>;
}

export async function createCollector(seed: number): Promise<Collector> {
	const model = (file: string): Buffer => readFileSync(join(ROOT, 'models', file));
	const tokenizer = createTokenizer(model('tokenizer.json').toString('utf8'));
	const { idf } = createDraftEmbedder(shareDraftBytes(model('draft.bin')));
	const digest = createDigest(tokenizer, idf);
	const chunker = await createChunker({ grammarsDir: join(ROOT, 'dist/grammars') });
	return {
		collect: (folder, name, limit) =>
			collect({ seed, tokenizer, digest, chunker }, folder, name, limit),
	};
}

interface Tools {
	readonly seed: number;
	readonly tokenizer: TextTokenizer;
	readonly digest: Digest;
	readonly chunker: Chunker;
}

async function collect(
	tools: Tools,
	folder: string,
	name: string,
	limit: number,
): Promise<Uint16Array[]> {
	const { seed, tokenizer, digest, chunker } = tools;
	const rules = { include: [], exclude: [], respectGitignore: false, maxFileBytes: MAX_FILE_BYTES };
	const paths: string[] = [];
	for await (const batch of walkFolder(folder, rules))
		paths.push(...batch.files.map(file => file.path));
	const texts = new Map<string, Uint16Array>();
	const add = (text: string): void => {
		if (!texts.has(text)) texts.set(text, tokenizer.encode(text, EMBEDDED_TOKENS));
	};
	for (const path of shuffled(paths, seed, path => `${name}/${path}`)) {
		if (texts.size >= limit) break;
		const source = readSource(join(folder, path), MAX_FILE_BYTES);
		if (!source.ok) continue;
		const file = await chunker.chunk(path, source.text).catch(() => undefined);
		if (file === undefined || LEFT_OUT.has(file.language)) continue;
		const chunks = shuffled(file.chunks, seed, chunk => `${path}:${chunk.startOffset}`);
		for (const chunk of chunks.slice(0, MAX_FILE_CHUNKS)) {
			const text = source.text.slice(chunk.startOffset, chunk.endOffset);
			add(digest({ path, chunk, text }));
			const wordy = chunk.docLine.split(' ').length >= 4;
			if (wordy && draw(seed, `doc ${path}:${chunk.startOffset}`) < DOC_SENTENCES)
				add(chunk.docLine);
		}
	}
	return [...texts.values()].slice(0, limit);
}
