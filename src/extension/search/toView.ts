import type { SearchHit, Span } from '../../shared/types';
import type { ColouredLine, ViewGroup, ViewHit, ViewSnippet } from '../../shared/view/viewProtocol';
import type { FolderGroup } from './mergeAnswers';

export interface ToViewOptions {
	readonly previewLines: number;
	/** Words of the question, lower-cased, for the marks in names. */
	readonly words: readonly string[];
	readonly isUnsaved: (folderId: string, path: string) => boolean;
}

/** A group as the view draws it, without colours: those follow. */
export function toViewGroup(group: FolderGroup, options: ToViewOptions): ViewGroup {
	const unsaved = options.isUnsaved(group.folderId, group.path);
	return {
		folderId: group.folderId,
		path: group.path,
		language: group.language,
		hits: [group.best, ...group.more].map(hit => toViewHit(hit, unsaved, options)),
	};
}

function toViewHit(hit: SearchHit, unsaved: boolean, options: ToViewOptions): ViewHit {
	return {
		chunkId: hit.chunkId,
		span: hit.span,
		kind: hit.kind,
		symbol: hit.symbol,
		symbolMarks: wordMarks(hit.symbol, options.words),
		scope: hit.scope,
		docLine: hit.docLine,
		strength: hit.strength,
		precision: hit.precision,
		snippet: plainSnippet(hit, options.previewLines),
		unsaved,
	};
}

/** The lines of a hit without colours; `undefined` when the file could not be read. */
export function plainSnippet(hit: SearchHit, previewLines: number): ViewSnippet | undefined {
	const { snippet } = hit;
	if (!snippet) return undefined;
	return {
		startLine: snippet.startLine,
		truncated: snippet.truncated || snippet.lines.length > previewLines,
		lines: snippet.lines.slice(0, previewLines).map((text, i): ColouredLine => ({
			text,
			colours: [],
			marks: lineMarks(hit.matches, snippet.startLine + i, text.length),
		})),
	};
}

/** Flat (start, end) columns of the spans that touch a line: sorted, merged, inside the line. */
export function lineMarks(
	matches: readonly Span[],
	line: number,
	length: number,
): readonly number[] {
	const ranges = matches
		.filter(span => span.startLine <= line && line <= span.endLine)
		.map((span): [number, number] => [
			span.startLine === line ? span.startColumn : 0,
			span.endLine === line ? Math.min(span.endColumn, length) : length,
		])
		.filter(([start, end]) => start >= 0 && start < end)
		.sort((a, b) => a[0] - b[0]);
	return flatten(ranges);
}

/** Flat (start, end) pairs of the words inside a name, whatever their case. */
export function wordMarks(name: string, words: readonly string[]): readonly number[] {
	const lower = name.toLowerCase();
	// Lower-casing can change lengths (İ); marks would then be off, so there are none.
	if (lower.length !== name.length) return [];
	const ranges: [number, number][] = [];
	for (const word of words) {
		if (word.length < 2) continue;
		for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length))
			ranges.push([at, at + word.length]);
	}
	return flatten(ranges.sort((a, b) => a[0] - b[0]));
}

function flatten(sorted: readonly (readonly [number, number])[]): readonly number[] {
	const flat: number[] = [];
	for (const [start, end] of sorted) {
		const last = flat.at(-1);
		if (last !== undefined && start <= last) flat[flat.length - 1] = Math.max(last, end);
		else flat.push(start, end);
	}
	return flat;
}

/** Words of a question that can be marked in a name: operators and filters taken out. */
export function questionWords(query: string): readonly string[] {
	const bare = query.replace(/(?:^|\s)(?:-\S+|(?:lang|path|kind):\S+)/g, ' ');
	return [...new Set(bare.toLowerCase().match(/[\p{L}\p{N}_$]{2,}/gu) ?? [])];
}
