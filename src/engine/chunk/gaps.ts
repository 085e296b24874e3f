import type { Segment } from './segment';
import type { ChunkLimits } from './types';

/**
 * What may be left between segments: closing marks hold nothing to be found. An `#endif` takes its whole line and nothing less, or many
 * in one line could be told apart in as many ways as there are subsets of them.
 */
const CLOSERS = /^(?:\s|[{}()[\];,]|\bend\b|\bfi\b|\bdone\b|\besac\b|#endif.*(?!.))*$/;

/** True for text of which nothing need be in a chunk. */
export function isClosing(text: string): boolean {
	return text.trim() === '' || CLOSERS.test(text);
}

/**
 * Adds segments for what no node stood for (directives, keywords), so that together they hold every character that is neither
 * white space nor a closing mark; and cuts those that reach over each other, as trees of broken texts yield.
 *
 * @param segments In order; changed.
 * @param part Of the text, which they are to hold; all of it where nothing is given.
 */
export function fillGaps(
	segments: readonly Segment[],
	source: string,
	limits: ChunkLimits,
	part: { readonly start: number; readonly end: number } = { start: 0, end: source.length },
): Segment[] {
	const all: Segment[] = [];
	let at = part.start;
	const fill = (end: number, scope: readonly string[]): void => {
		const text = source.slice(at, end);
		if (isClosing(text)) return;
		all.push({
			start: at + (text.length - text.trimStart().length),
			end: at + text.trimEnd().length,
			role: text.length < limits.minChars ? 'glue' : 'code',
			kind: 'code',
			name: '',
			scope,
			names: [],
			doc: '',
			node: undefined,
		});
	};
	for (const segment of segments) {
		if (segment.start < at) segment.start = skipSpace(source, at, segment.end);
		if (segment.end <= segment.start) continue;
		fill(segment.start, segment.scope);
		all.push(segment);
		at = segment.end;
	}
	fill(part.end, segments.at(-1)?.scope ?? []);
	return all;
}

function skipSpace(source: string, from: number, to: number): number {
	let at = from;
	while (at < to && isSpace(source.charCodeAt(at))) at++;
	return at;
}

export function isSpace(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;
}
