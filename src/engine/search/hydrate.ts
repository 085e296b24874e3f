import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Snippet, Span } from '../../shared/types';
import { N_END_COLUMN, N_END_LINE, N_START_COLUMN, N_START_LINE } from '../indexing/fileAnalysis';
import type { FileEntry, WorkspaceIndex } from '../indexing/workspaceIndex';
import { readText } from '../scan/readSource';
import { lineStarts, lineText, spanText } from './lineIndex';
import { matchLine, markSpans } from './matchMarks';
import { chooseSnippet } from './snippet';

/** Lines of a snippet; front ends may show fewer. */
const SNIPPET_LINES = 12;
/** Of an endless chunk only so many lines are looked at. */
const MAX_WEIGHED_LINES = 500;

export interface HydratedChunk {
	readonly snippet: Snippet;
	readonly matches: readonly Span[];
	/** The chunk's text, for literal tests and the lines nearest in meaning. */
	readonly text: string;
}

/** Span of a chunk as the index has it. */
export function chunkSpan(index: WorkspaceIndex, chunkId: number): Span {
	return {
		startLine: index.chunks.number(chunkId, N_START_LINE),
		startColumn: index.chunks.number(chunkId, N_START_COLUMN),
		endLine: index.chunks.number(chunkId, N_END_LINE),
		endColumn: index.chunks.number(chunkId, N_END_COLUMN),
	};
}

/**
 * Reads the text behind hits, each file once. What a hit shows is compared with the hash of what was indexed: a span whose text
 * has changed is never shown, its file is reported as stale instead.
 */
export class Hydrator {
	readonly staleFiles = new Set<string>();
	readonly #open = new Map<number, OpenFile | undefined>();

	constructor(
		private readonly index: WorkspaceIndex,
		private readonly root: string,
		private readonly maxFileBytes: number,
		/** Text of unsaved documents. */
		private readonly overlays: ReadonlyMap<string, string>,
	) {}

	/** The chunk's text; undefined when its file changed or vanished. */
	text(chunkId: number): string | undefined {
		return this.#verified(chunkId)?.text;
	}

	/** @param weights Weight of each query term, for choosing the lines. @returns undefined when the file changed or vanished. */
	hydrate(
		chunkId: number,
		terms: ReadonlySet<string>,
		weights: ReadonlyMap<string, number>,
	): HydratedChunk | undefined {
		const verified = this.#verified(chunkId);
		if (verified === undefined) return undefined;
		const { file, span, text } = verified;
		const lines = span.endLine - span.startLine + 1;
		// A chunk that is shown whole needs no choice of lines.
		const weighed = lines > SNIPPET_LINES ? weighLines(file, span, terms, weights) : [];
		const snippet = chooseSnippet(file.text, file.starts, span, weighed, SNIPPET_LINES);
		return { snippet, matches: markSpans(snippet.lines, snippet.startLine, terms), text };
	}

	#verified(chunkId: number): { file: OpenFile; span: Span; text: string } | undefined {
		const entry = this.index.fileOfChunk(chunkId);
		const file = entry === undefined ? undefined : this.#openFile(entry);
		if (entry === undefined || file === undefined) return undefined;
		const span = chunkSpan(this.index, chunkId);
		const text = spanText(file.text, file.starts, span);
		const place = (chunkId - entry.first) * 8;
		if (text !== undefined) {
			const hash = createHash('sha256').update(text).digest().subarray(0, 8);
			if (Buffer.compare(hash, file.hashes.subarray(place, place + 8)) === 0)
				return { file, span, text };
		}
		this.staleFiles.add(entry.path);
		return undefined;
	}

	#openFile(entry: FileEntry): OpenFile | undefined {
		if (this.#open.has(entry.id)) return this.#open.get(entry.id);
		const opened = this.#read(entry);
		if (opened === undefined) this.staleFiles.add(entry.path);
		this.#open.set(entry.id, opened);
		return opened;
	}

	#read(entry: FileEntry): OpenFile | undefined {
		const { contentHashes } = this.index.labelsOf(entry);
		const text =
			(entry.overlay ? this.overlays.get(entry.path) : undefined) ??
			readText(join(this.root, entry.path), this.maxFileBytes);
		return text === undefined
			? undefined
			: { text, starts: lineStarts(text), hashes: contentHashes };
	}
}

/** Weight of what matches on each of a span's first lines. */
function weighLines(
	file: OpenFile,
	span: Span,
	terms: ReadonlySet<string>,
	weights: ReadonlyMap<string, number>,
): number[] {
	const seen = new Set<string>();
	const weighed: number[] = [];
	const count = Math.min(span.endLine - span.startLine + 1, MAX_WEIGHED_LINES);
	for (let i = 0; i < count; i++) {
		const line = lineText(file.text, file.starts, span.startLine + i).slice(0, 2_000);
		let weight = 0;
		for (const { term } of matchLine(line, terms)) {
			// The first mention of a word tells more than its repetitions.
			weight += (weights.get(term) ?? 1) * (seen.has(term) ? 0.3 : 1);
			seen.add(term);
		}
		weighed.push(weight);
	}
	return weighed;
}

interface OpenFile {
	readonly text: string;
	readonly starts: Uint32Array;
	readonly hashes: Uint8Array;
}
