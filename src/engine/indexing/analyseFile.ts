import { createHash } from 'node:crypto';
import type { Chunker } from '../chunk/chunker';
import type { Digest } from '../embed/digest';
import { quantiseInto } from '../embed/quantise';
import { EMBEDDED_TOKENS } from '../embed/textFormat';
import { DIMENSIONS, type DraftEmbedder, type TextTokenizer, type TokenIds } from '../embed/types';
import type { FileTermCollector } from '../lexical/fileTerms';
import { readSource } from '../scan/readSource';
import { hasGeneratedHeader } from '../scan/contentTraits';
import type { ParseJob } from '../threads/parseProtocol';
import {
	CHUNK_NUMBERS,
	FLAG_FALLBACK,
	FLAG_GENERATED,
	N_CHARS,
	N_END_COLUMN,
	N_END_LINE,
	N_KIND,
	N_LENGTH,
	N_START_COLUMN,
	N_START_LINE,
	packKind,
	type ChunkNames,
	type FileAnalysis,
	type FileResult,
} from './fileAnalysis';

export interface AnalysisTools {
	readonly chunker: Chunker;
	readonly terms: FileTermCollector;
	readonly digest: Digest;
	readonly tokenizer: TextTokenizer;
	readonly draft: DraftEmbedder;
	readonly fingerprint: string;
}

/**
 * Everything that the index needs of one file: reads it, cuts it, and computes terms, embedded texts and draft vectors.
 *
 * @throws what the chunker throws when a grammar traps; the file's own trouble is a result.
 */
export async function analyseFile(job: ParseJob, tools: AnalysisTools): Promise<FileResult> {
	let text: string;
	let stat: { hash: string; size: number; mtimeMs: number };
	if (job.text !== undefined) {
		text = job.text;
		const hash = createHash('sha256').update(text).digest('hex').slice(0, 32);
		stat = { hash, size: Buffer.byteLength(text), mtimeMs: 0 };
	} else {
		const source = readSource(job.absolutePath ?? job.path, job.maxFileBytes);
		if (!source.ok)
			return { ok: false, path: job.path, reason: source.reason, detail: source.detail };
		text = source.text;
		stat = source;
		if (job.knownHash === source.hash)
			return {
				ok: 'same',
				path: job.path,
				hash: source.hash,
				size: source.size,
				mtimeMs: source.mtimeMs,
			};
	}
	const file = await tools.chunker.chunk(job.path, text, {
		windowsOnly: job.windowsOnly === true,
	});
	const n = file.chunks.length;
	const numbers = new Uint32Array(n * CHUNK_NUMBERS);
	const names: ChunkNames[] = [];
	const docs: string[] = [];
	const contentHashes = new Uint8Array(n * 8);
	const keys = new Uint8Array(n * 16);
	const drafts = new Int8Array(n * DIMENSIONS);
	const draftScales = new Float32Array(n);
	const tokenEnds = new Uint32Array(n);
	const tokens: TokenIds[] = [];
	let tokenCount = 0;

	// Reused: an array a chunk lies outside the heap, where garbage is noticed late.
	const vector = new Float32Array(DIMENSIONS);

	for (const [i, chunk] of file.chunks.entries()) {
		const body = text.slice(chunk.startOffset, chunk.endOffset);
		const at = i * CHUNK_NUMBERS;
		numbers[at + N_START_LINE] = chunk.startLine;
		numbers[at + N_START_COLUMN] = chunk.startColumn;
		numbers[at + N_END_LINE] = chunk.endLine;
		numbers[at + N_END_COLUMN] = chunk.endColumn;
		numbers[at + N_KIND] = packKind(chunk.kind, chunk.part);
		numbers[at + N_LENGTH] = tools.terms.addChunk(body, chunk.definitions, chunk.scope);
		numbers[at + N_CHARS] = body.length;
		names.push([chunk.symbol, chunk.scope, chunk.definitions]);
		docs.push(chunk.docLine);
		contentHashes.set(createHash('sha256').update(body).digest().subarray(0, 8), i * 8);
		const embedded = tools.digest({ path: job.path, chunk, text: body });
		keys.set(
			createHash('sha256')
				.update(tools.fingerprint)
				.update('\0')
				.update(embedded)
				.digest()
				.subarray(0, 16),
			i * 16,
		);
		const ids = tools.tokenizer.encode(embedded, EMBEDDED_TOKENS);
		tokens.push(ids);
		tokenEnds[i] = tokenCount += ids.length;
		draftScales[i] = quantiseInto(
			tools.draft.embed(ids, vector),
			drafts.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
		);
	}
	const tokenIds = new Uint16Array(tokenCount);
	for (const [i, ids] of tokens.entries()) tokenIds.set(ids, i === 0 ? 0 : tokenEnds[i - 1]);
	const usesFallback = file.fallback !== 'none' && file.fallback !== 'no-grammar';
	const result: FileAnalysis = {
		ok: true,
		path: job.path,
		hash: stat.hash,
		size: stat.size,
		mtimeMs: stat.mtimeMs,
		language: file.language,
		flags: (hasGeneratedHeader(text) ? FLAG_GENERATED : 0) | (usesFallback ? FLAG_FALLBACK : 0),
		fallback: file.fallback,
		count: n,
		numbers,
		names: JSON.stringify(names),
		docs: JSON.stringify(docs),
		contentHashes,
		keys,
		tokenIds,
		tokenEnds,
		drafts,
		draftScales,
		...tools.terms.finish(),
	};
	return result;
}

/** Buffers of an analysis that may change hands instead of being copied. */
export function transferables(result: FileResult): ArrayBuffer[] {
	if (result.ok !== true) return [];
	return [
		result.numbers,
		result.contentHashes,
		result.keys,
		result.tokenIds,
		result.tokenEnds,
		result.drafts,
		result.draftScales,
		result.termPairs,
	].map(view => view.buffer as ArrayBuffer);
}
