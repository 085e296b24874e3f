import { makeChunk } from './assemble';
import type { LineTable } from './lineTable';
import type { Chunk, ChunkLimits } from './types';

/**
 * Windows over prose; each repeats the end of the one before it, so that a thought cut in two is whole in one of them.
 */
export function proseChunks(lines: LineTable, language: string, limits: ChunkLimits): Chunk[] {
	const { text } = lines;
	const size = limits.proseChars;
	const overlap = Math.round(size * limits.proseOverlap);
	const facts = {
		language,
		kind: 'text',
		symbol: '',
		scope: [],
		docLine: '',
		definitions: [],
		part: undefined,
	} as const;
	const chunks: Chunk[] = [];
	for (let start = 0; start < text.length;) {
		const end =
			text.length - start <= size * 1.25
				? text.length
				: proseEnd(text, start + size * 0.6, start + size * 1.2);
		const chunk = makeChunk(lines, start, end, facts);
		if (chunk !== undefined) chunks.push(chunk);
		if (end >= text.length) break;
		start = Math.max(start + 1, proseStart(text, end - overlap * 1.5, end - overlap * 0.8));
	}
	return chunks;
}

/** The best place to end in [from, to]: a blank line, a line's end behind a full stop, a full stop, a line's end, a space. */
function proseEnd(text: string, from: number, to: number): number {
	const window = text.slice(Math.floor(from), Math.floor(to));
	for (const border of [/\n[ \t]*\r?\n/g, /[.!?:]\s*\r?\n/g, /[.!?。]\s+/g, /\n/g, /\s+/g]) {
		let last = -1;
		for (const match of window.matchAll(border)) last = match.index + match[0].length;
		if (last > 0) return Math.floor(from) + last;
	}
	return whole(text, Math.floor(to));
}

/** Where a window may begin in [from, to]: at a paragraph, a sentence, a line, a word. */
function proseStart(text: string, from: number, to: number): number {
	const base = Math.floor(from);
	const window = text.slice(base, Math.floor(to));
	for (const border of [/\n[ \t]*\r?\n/, /[.!?。]\s+/, /\n/, /\s+/]) {
		const match = border.exec(window);
		if (match !== null) return base + match.index + match[0].length;
	}
	return whole(text, Math.floor(to));
}

/** Not between the halves of a surrogate pair. */
function whole(text: string, offset: number): number {
	const code = text.charCodeAt(offset);
	return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}
