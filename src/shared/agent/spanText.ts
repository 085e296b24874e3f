import type { SearchHit, Snippet } from '../types';

/** Snippet lines are cut to this many UTF-16 units by the engine (`snippet.ts`). */
const CUT = 400;

/** Lines of a text as the engine counts them: `\r\n`, `\n` and a lone `\r` end one. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/** Text of a hit for an agent, and where it stands. */
export interface HitText {
	/** 0-based line in the file of `lines[0]`. */
	readonly startLine: number;
	readonly lines: readonly string[];
	/** Whether the lines are all of the hit's span. */
	readonly whole: boolean;
}

/**
 * The source of a hit: the whole span when the file still says what the engine verified, else the verified snippet alone.
 *
 * @param file The file's lines as just read; undefined when it could not be.
 * @returns undefined when the hit has no verified text at all.
 */
export function hitText(
	hit: Pick<SearchHit, 'span' | 'snippet'>,
	file: readonly string[] | undefined,
): HitText | undefined {
	const { span, snippet } = hit;
	if (snippet === undefined) return undefined;
	if (file !== undefined && agrees(file, snippet) && span.endLine < file.length)
		return {
			startLine: span.startLine,
			lines: file.slice(span.startLine, span.endLine + 1),
			whole: true,
		};
	return { startLine: snippet.startLine, lines: snippet.lines, whole: !snippet.truncated };
}

function agrees(file: readonly string[], snippet: Snippet): boolean {
	return snippet.lines.every((line, i) => {
		const now = file[snippet.startLine + i];
		// A line that was cut agrees as far as it goes; engines may mark the cut, so the last unit is not compared.
		return now === line || (line.length >= CUT && now?.startsWith(line.slice(0, CUT - 1)) === true);
	});
}
