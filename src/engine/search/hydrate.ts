import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Snippet, Span } from '../../shared/types';
import { N_END_COLUMN, N_END_LINE, N_START_COLUMN, N_START_LINE } from '../indexing/fileAnalysis';
import type { FileEntry } from '../indexing/fileTable';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { redactLines } from '../../shared/redact';
import { lineStarts, lineText, spanText } from './lineIndex';
import { matchSpans, type LineMatch, type TermMatcher } from './matchMarks';
import { chooseSnippet, MAX_LINE_UNITS } from './snippet';
import type { ShownText, TextCache } from './textCache';

/** Lines of a snippet where nobody says otherwise, and the most that anybody gets. */
const SNIPPET_LINES = 12;
const MAX_SNIPPET_LINES = 40;
/** Of an endless chunk only so many lines are looked at, and so much of an endless line. */
const MAX_WEIGHED_LINES = 500;
const MAX_WEIGHED_UNITS = 2_000;
/** Words marked in one snippet. */
const MAX_MARKS = 64;

/** What a question's words weigh, for choosing the lines that a hit shows. */
export interface WordWeights {
	/** Index terms of the question. */
	readonly terms: ReadonlySet<string>;
	/** Finds them. */
	readonly matcher: TermMatcher;
	/** Weight of each term, ≥ 0; 1 for one that is missing. */
	readonly weights: ReadonlyMap<string, number>;
	/** Terms that are names which the question spells out, lower-cased. */
	readonly names: ReadonlySet<string>;
}

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
	/** Whether folders lead where their path says, by absolute path: see `isUnlinked`. */
	readonly #folders = new Map<string, boolean>();
	readonly #snippetLines: number;

	/** @param snippetLines Lines that will be shown: a window chosen for more would lose what matched when it is cut. */
	constructor(
		private readonly index: WorkspaceIndex,
		private readonly root: string,
		private readonly maxFileBytes: number,
		/** Text of unsaved documents. */
		private readonly overlays: ReadonlyMap<string, string>,
		private readonly texts: TextCache,
		snippetLines = SNIPPET_LINES,
	) {
		this.#snippetLines = Math.min(MAX_SNIPPET_LINES, Math.max(1, Math.trunc(snippetLines)));
	}

	/** The chunk's text; undefined when its file changed or vanished. */
	text(chunkId: number): string | undefined {
		return this.#verified(chunkId)?.text;
	}

	/** @returns undefined when the file changed or vanished. */
	hydrate(chunkId: number, words: WordWeights): HydratedChunk | undefined {
		const verified = this.#verified(chunkId);
		if (verified === undefined) return undefined;
		const { file, span, text } = verified;
		const lines = span.endLine - span.startLine + 1;
		const looked = Math.min(lines, MAX_WEIGHED_LINES);
		const found = matchesNear(file, span.startLine, looked, words.matcher);
		// A chunk that is shown whole needs no choice of lines.
		const weighed = lines > this.#snippetLines ? weighLines(found, looked, words) : [];
		const chosen = chooseSnippet(file.text, file.starts, span, weighed, this.#snippetLines);
		// Cut to whole characters of the same length: marks and spans stay where they are.
		const shown = redactLines(chosen.lines);
		const marked = shown.map((line, i) => {
			const at = chosen.startLine - span.startLine + i;
			// What was found holds for a line that was looked at and is shown as it is.
			const isWhole = at < looked && line === chosen.lines[i] && line.length < MAX_LINE_UNITS;
			return isWhole ? (found[at] ?? []) : words.matcher.matchLine(line);
		});
		const matches = matchSpans(marked, chosen.startLine, MAX_MARKS);
		return { snippet: { ...chosen, lines: shown }, matches, text };
	}

	#verified(chunkId: number): { file: OpenFile; span: Span; text: string } | undefined {
		const entry = this.index.fileOfChunk(chunkId);
		const file = entry === undefined ? undefined : this.#openFile(entry);
		if (entry === undefined || file === undefined) return undefined;
		const span = chunkSpan(this.index, chunkId);
		const text = spanText(file.text, file.starts, span);
		if (text !== undefined) {
			// A file whose bytes are those that were indexed holds the chunks that were indexed.
			if (file.hash !== undefined && file.hash === entry.hash) return { file, span, text };
			const place = (chunkId - entry.first) * 8;
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
		const hashes = this.index.labelsOf(entry).contentHashes;
		const unsaved = entry.overlay ? this.overlays.get(entry.path) : undefined;
		if (unsaved !== undefined)
			return { text: unsaved, starts: lineStarts(unsaved), hash: undefined, hashes };
		const file = join(this.root, entry.path);
		const shown = this.#isUnlinked(dirname(file))
			? this.texts.read(file, this.maxFileBytes)
			: undefined;
		return shown === undefined ? undefined : { ...shown, hashes };
	}

	#isUnlinked(folder: string): boolean {
		let known = this.#folders.get(folder);
		if (known === undefined) this.#folders.set(folder, (known = isUnlinked(folder)));
		return known;
	}
}

/** Words of the question on each of a span's first lines; nothing where a line has none. */
function matchesNear(
	file: ShownText,
	firstLine: number,
	count: number,
	matcher: TermMatcher,
): LineMatch[][] {
	const found: LineMatch[][] = [];
	for (const line of matcher.linesNear(file.text, file.starts, firstLine, count)) {
		const text = lineText(file.text, file.starts, line);
		found[line - firstLine] = matcher.matchLine(text.slice(0, MAX_WEIGHED_UNITS));
	}
	return found;
}

/**
 * Weight of what matches on each of a span's first `count` lines. The first line (the signature) gets a little more, so that a window
 * elsewhere has to earn it; a name that the question spells out outweighs all other words together.
 */
function weighLines(
	found: readonly (readonly LineMatch[] | undefined)[],
	count: number,
	words: WordWeights,
): number[] {
	const { terms, weights, names } = words;
	const weightOf = (term: string): number => weights.get(term) ?? 1;
	const nameWeight = 2 * [...terms].reduce((sum, term) => sum + weightOf(term), 0);
	const seen = new Set<string>();
	let most = 0;
	const weighed = new Array<number>(count).fill(0);
	for (let i = 0; i < found.length; i++) {
		let weight = 0;
		let named = 0;
		for (const { term } of found[i] ?? []) {
			// The first mention of a word tells more than its repetitions.
			const share = seen.has(term) ? 0.3 : 1;
			weight += weightOf(term) * share;
			if (names.has(term)) named += nameWeight * share;
			seen.add(term);
		}
		most = Math.max(most, weight);
		weighed[i] = weight + named;
	}
	weighed[0] = (weighed[0] ?? 0) + 0.75 * most;
	return weighed;
}

/** False when a folder on the way has become a link since it was indexed: it may lead out of the workspace. */
function isUnlinked(folder: string): boolean {
	try {
		return realpathSync.native(folder) === folder;
	} catch {
		return false;
	}
}

interface OpenFile extends ShownText {
	/** See `FileLabels.contentHashes`. */
	readonly hashes: Uint8Array;
}
