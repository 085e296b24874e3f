/** Indexes a folder in memory with the product's own parts, for experiments; analyses are kept on disk. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { createChunker } from '../../src/engine/chunk/chunker';
import type { Chunk, ChunkLimits } from '../../src/engine/chunk/types';
import { createDigest } from '../../src/engine/embed/digest';
import { createDraftEmbedder } from '../../src/engine/embed/draftTable';
import { TEXT_FORMAT, type TextFormat } from '../../src/engine/embed/textFormat';
import { createTokenizer } from '../../src/engine/embed/tokenizer';
import { FileTermCollector, pathTerms } from '../../src/engine/lexical/fileTerms';
import { KeywordIndex, type IndexedChunk } from '../../src/engine/lexical/keywordIndex';
import type { ChunkFacts, FileFacts } from '../../src/engine/rank/types';
import { walkFolder } from '../../src/engine/scan/walkFolder';
import { readSource } from '../../src/engine/scan/readSource';
import { VectorCache } from './vectors';

const ROOT = join(__dirname, '../..');
const MAX_BYTES = 1 << 20;

export interface RawFile {
	path: string;
	language: string;
	chunks: Chunk[];
	digests: string[];
	lengths: number[];
	terms: string[];
	termPairs: Uint32Array;
}

export interface Workshop {
	readonly tokenizer: ReturnType<typeof createTokenizer>;
	readonly draft: ReturnType<typeof createDraftEmbedder>;
	readonly vectors: VectorCache;
	readonly format: TextFormat;
	readonly tokens: number;
	readonly limits: ChunkLimits | undefined;
	readonly tag: string;
	readonly cache: string;
	/** `all`: run the transformer over all chunks (minutes); `known`: only those whose vector is in the cache, the others count as far away. */
	readonly refine: 'all' | 'known' | 'none';
}

export function openWorkshop(
	cache: string,
	options: {
		refine?: Workshop['refine'];
		format?: Partial<TextFormat>;
		limits?: ChunkLimits;
		tokens?: number;
		tag?: string;
		threads?: number;
	} = {},
): Workshop {
	const model = (name: string): string => join(ROOT, 'models', name);
	const tokenizer = createTokenizer(readFileSync(model('tokenizer.json'), 'utf8'));
	const bytes = readFileSync(model('draft.bin'));
	const copy = new Uint8Array(bytes).buffer;
	return {
		tokenizer,
		draft: createDraftEmbedder(copy),
		vectors: new VectorCache(join(cache, 'vectors.bin'), model('model.onnx'), options.threads),
		format: { ...TEXT_FORMAT, ...options.format },
		tokens: options.tokens ?? 64,
		limits: options.limits,
		tag: options.tag ?? 'base',
		cache,
		refine: options.refine ?? 'none',
	};
}

export interface ResearchIndex {
	readonly name: string;
	readonly keyword: KeywordIndex;
	readonly files: readonly FileFacts[];
	readonly chunks: readonly ChunkFacts[];
	readonly fileOf: Int32Array;
	/** Row-major [chunks, 384]. */
	readonly refined: Float32Array;
	readonly drafts: Float32Array;
	readonly digests: readonly string[];
}

async function analyse(folder: string, shop: Workshop): Promise<RawFile[]> {
	const chunker = await createChunker({
		grammarsDir: join(ROOT, 'dist/grammars'),
		...(shop.limits ? { limits: shop.limits } : {}),
	});
	const collector = new FileTermCollector();
	const digest = createDigest(shop.tokenizer, shop.draft.idf, shop.format);
	const found: RawFile[] = [];
	const rules = { include: [], exclude: [], respectGitignore: false, maxFileBytes: MAX_BYTES };
	for await (const batch of walkFolder(folder, rules)) {
		for (const entry of batch.files) {
			const source = readSource(join(folder, entry.path), MAX_BYTES);
			if (!source.ok) continue;
			const file = await chunker.chunk(entry.path, source.text, { deadlineMs: 10_000 });
			const digests: string[] = [];
			const lengths: number[] = [];
			for (const chunk of file.chunks) {
				const text = source.text.slice(chunk.startOffset, chunk.endOffset);
				lengths.push(collector.addChunk(text, chunk.definitions, chunk.scope));
				digests.push(digest({ path: entry.path, chunk, text }));
			}
			const { terms, termPairs } = collector.finish();
			found.push({
				path: entry.path,
				language: file.language,
				chunks: [...file.chunks],
				digests,
				lengths,
				terms: [...terms],
				termPairs,
			});
		}
	}
	return found;
}

/** Of the code that decides what an analysis holds: a changed chunker must not meet old analyses. */
let hash: string | undefined;
function sourceHash(): string {
	if (hash !== undefined) return hash;
	const sum = createHash('sha256');
	for (const folder of ['chunk', 'chunk/grammars', 'lexical', 'embed']) {
		const at = join(ROOT, 'src/engine', folder);
		for (const name of readdirSync(at).sort())
			if (name.endsWith('.ts')) sum.update(readFileSync(join(at, name)));
	}
	hash = sum.digest('hex').slice(0, 10);
	return hash;
}

/** @param folder Absolute. @param name Names the cache entry. */
export async function indexFolder(
	folder: string,
	name: string,
	shop: Workshop,
): Promise<ResearchIndex> {
	return assemble(name, await analysed(folder, name, shop), shop);
}

/** The files of a folder as the chunker and the word index see them, by path. @param name Names the cache entry. */
export async function analysed(folder: string, name: string, shop: Workshop): Promise<RawFile[]> {
	mkdirSync(shop.cache, { recursive: true });
	const file = join(shop.cache, `${name}.${shop.tag}.${sourceHash()}.v8`);
	let raw: RawFile[];
	if (existsSync(file)) raw = deserialize(readFileSync(file)) as RawFile[];
	else {
		raw = await analyse(folder, shop);
		writeFileSync(file, serialize(raw));
	}
	return raw;
}

/** An index of some analysed files. */
export async function assemble(
	name: string,
	raw: readonly RawFile[],
	shop: Workshop,
): Promise<ResearchIndex> {
	const keyword = new KeywordIndex();
	const files: FileFacts[] = [];
	const chunks: ChunkFacts[] = [];
	const fileOf: number[] = [];
	const digests: string[] = [];
	for (const file of raw) {
		const fileId = files.length;
		files.push({ path: file.path, language: file.language, chunkCount: file.chunks.length });
		const ids = keyword.dictionary.internAll(file.terms);
		const indexed: IndexedChunk[] = [];
		let at = 0;
		file.chunks.forEach((chunk, ordinal) => {
			const [bodyCount, nameCount] = [file.termPairs[at] ?? 0, file.termPairs[at + 1] ?? 0];
			at += 2;
			const body = sorted(file.termPairs, at, bodyCount, ids);
			at += bodyCount * 2;
			const names = sorted(file.termPairs, at, nameCount, ids);
			at += nameCount * 2;
			const length = file.lengths[ordinal] ?? 0;
			indexed.push({
				chunkId: chunks.length,
				bodyIds: body.ids,
				bodyCounts: body.counts,
				nameIds: names.ids,
				nameCounts: names.counts,
				length,
			});
			chunks.push({
				kind: chunk.kind,
				symbol: chunk.symbol,
				definitions: chunk.definitions,
				scope: chunk.scope,
				ordinal,
				startLine: chunk.startLine,
				endLine: chunk.endLine,
				part: chunk.part?.index ?? 0,
				docLine: chunk.docLine,
				length,
			});
			fileOf.push(fileId);
			digests.push(file.digests[ordinal] ?? '');
		});
		keyword.addFile(fileId, indexed, keyword.dictionary.internAll(pathTerms(file.path)));
	}
	const tokens = digests.map(text => shop.tokenizer.encode(text, shop.tokens));
	const refined = new Float32Array(tokens.length * 384);
	const drafts = new Float32Array(tokens.length * 384);
	if (shop.refine !== 'none') {
		const rows =
			shop.refine === 'all' ? await shop.vectors.embed(tokens, name) : shop.vectors.known(tokens);
		rows.forEach((row, i) => refined.set(row, i * 384));
	}
	tokens.forEach((ids, i) => drafts.set(shop.draft.embed(ids), i * 384));
	return {
		name,
		keyword,
		files,
		chunks,
		fileOf: Int32Array.from(fileOf),
		refined,
		drafts,
		digests,
	};
}

function sorted(
	pairs: Uint32Array,
	start: number,
	count: number,
	ids: Uint32Array,
): { ids: Uint32Array; counts: Uint8Array } {
	const list: [number, number][] = [];
	for (let i = 0; i < count; i++) {
		list.push([ids[pairs[start + 2 * i] ?? 0] ?? 0, Math.min(255, pairs[start + 2 * i + 1] ?? 1)]);
	}
	list.sort((a, b) => a[0] - b[0]);
	return { ids: Uint32Array.from(list, p => p[0]), counts: Uint8Array.from(list, p => p[1]) };
}
