import { makeChunk } from './assemble';
import { packLines } from './lineRanges';
import type { LineTable } from './lineTable';
import { splitLong } from './splitLong';
import type { Chunk, ChunkLimits } from './types';
import type { ChunkKind } from '../../shared/types';

/**
 * Line windows without overlap, for text whose structure is unknown. They end at blank lines and at lines without indent where
 * one is near.
 *
 * @param most Offset at which to stop, for data files of which only the start is indexed.
 */
export function windowChunks(
	lines: LineTable,
	language: string,
	limits: ChunkLimits,
	kind: ChunkKind = 'text',
	most = lines.text.length,
): Chunk[] {
	const { text } = lines;
	const last = most >= text.length ? lines.count : Math.max(1, lines.lineAt(most));
	const chunks: Chunk[] = [];
	const facts = {
		language,
		kind,
		symbol: '',
		scope: [],
		docLine: '',
		definitions: [],
		part: undefined,
	};
	for (const range of packLines(lines, 0, last, limits.windowChars, line =>
		borderGoodness(lines, line),
	)) {
		const start = lines.startOf(range.from);
		const end = Math.min(lines.startOf(range.to), Math.max(most, limits.maxChars));
		const cuts =
			end - start > limits.maxChars ? splitLong(text, start, end, limits.windowChars) : [];
		[start, ...cuts].forEach((from, index) => {
			const chunk = makeChunk(lines, from, cuts[index] ?? end, facts);
			if (chunk !== undefined) chunks.push(chunk);
		});
	}
	return chunks;
}

/** How well a window can end before the line: best where a blank line is followed by one without indent. */
function borderGoodness(lines: LineTable, line: number): number {
	const afterBlank = isBlank(lines, line - 1);
	if (isBlank(lines, line)) return 0;
	const code = lines.text.charCodeAt(lines.startOf(line));
	// Closing brackets belong to what they close.
	const opens = code !== 32 && code !== 9 && code !== 125 && code !== 41 && code !== 93;
	return (afterBlank ? 2 : 0) + (opens ? 1 : 0);
}

export function isBlank(lines: LineTable, line: number): boolean {
	for (let at = lines.startOf(line); at < lines.startOf(line + 1); at++) {
		const code = lines.text.charCodeAt(at);
		if (code !== 32 && (code < 9 || code > 13)) return false;
	}
	return true;
}
