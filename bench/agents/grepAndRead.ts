import { STOP_WORDS } from '../../src/engine/lexical/stopWords';
import { estimateTokens } from '../../src/shared/agent/tokens';

/** A file of the searched repository. */
export interface SourceFile {
	readonly path: string;
	readonly text: string;
}

/** What an agent without an index reads, in order; each item costs its tokens. */
export interface Reading {
	readonly path: string;
	/** 1-based, inclusive. */
	readonly startLine: number;
	readonly endLine: number;
	readonly tokens: number;
}

/** Lines around a match that an agent looks at, each way. */
const AROUND = 25;

/** Words of a question that are worth grepping for: three letters or more, no stop words, each once. */
export function keywordsOf(query: string): string[] {
	const words = query.toLowerCase().match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [];
	return [...new Set(words)].filter(word => word.length > 2 && !STOP_WORDS.has(word));
}

/** Files that hold a keyword literally (without regard to case), those with the most distinct ones first; then shorter first. */
export function grep(files: readonly SourceFile[], keywords: readonly string[]): SourceFile[] {
	return files
		.map(file => {
			const text = file.text.toLowerCase();
			return { file, found: keywords.filter(word => text.includes(word)).length };
		})
		.filter(({ found }) => found > 0)
		.sort((a, b) => b.found - a.found || a.file.text.length - b.file.text.length)
		.map(({ file }) => file);
}

/** Reads whole files in that order: the method of the benchmark's description. */
export function* readWhole(files: readonly SourceFile[]): Generator<Reading> {
	for (const { path, text } of files)
		yield { path, startLine: 1, endLine: text.split('\n').length, tokens: estimateTokens(text) };
}

/** A more careful agent: only windows around the lines that match, merged where they touch. */
export function* readWindows(
	files: readonly SourceFile[],
	keywords: readonly string[],
): Generator<Reading> {
	for (const { path, text } of files) {
		const lines = text.split('\n');
		let start = -1;
		let end = -1;
		const reading = (): Reading => ({
			path,
			startLine: start + 1,
			endLine: end + 1,
			tokens: estimateTokens(lines.slice(start, end + 1).join('\n')),
		});
		for (const [i, line] of lines.entries()) {
			const low = line.toLowerCase();
			if (!keywords.some(word => low.includes(word))) continue;
			const from = Math.max(0, i - AROUND);
			if (start >= 0 && from > end + 1) yield reading();
			if (start < 0 || from > end + 1) start = from;
			end = Math.min(lines.length - 1, i + AROUND);
		}
		if (start >= 0) yield reading();
	}
}
