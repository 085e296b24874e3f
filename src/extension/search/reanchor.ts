import { redact } from '../../shared/redact';
import type { Snippet, Span } from '../../shared/types';

/** The live text of a document, by line. */
export interface LineSource {
	readonly lineCount: number;
	lineAt(line: number): string;
}

/** How far from the indexed place a moved chunk is looked for, in lines. */
const REACH = 2_000;

/**
 * Finds where an indexed span is in text that may have been edited since: the nearest place whose lines equal most of
 * the snippet's. Without a snippet, or when its lines are gone, the span is only kept inside the document.
 */
export function reanchor(span: Span, snippet: Snippet | undefined, live: LineSource): Span {
	const shift = snippet ? findShift(snippet, live) : 0;
	const last = Math.max(0, live.lineCount - 1);
	const startLine = clamp(span.startLine + shift, 0, last);
	const endLine = clamp(span.endLine + shift, startLine, last);
	return {
		startLine,
		startColumn: Math.min(span.startColumn, live.lineAt(startLine).length),
		endLine,
		endColumn: Math.min(span.endColumn, live.lineAt(endLine).length),
	};
}

function findShift(snippet: Snippet, live: LineSource): number {
	// Lines that could stand anywhere (blank, a lone brace) prove nothing.
	const telling = snippet.lines
		.map((text, i) => ({ text: text.trim(), line: snippet.startLine + i }))
		.filter(({ text }) => text.length > 3)
		.slice(0, 8);
	if (telling.length === 0) return 0;
	const agree = (shift: number) =>
		telling.filter(({ text, line }) => {
			const at = line + shift;
			return at >= 0 && at < live.lineCount && startsAlike(redact(live.lineAt(at)).trim(), text);
		}).length;
	let best = 0;
	let most = agree(0);
	if (most === telling.length) return 0;
	for (
		let distance = 1;
		distance <= Math.min(REACH, live.lineCount + snippet.startLine);
		distance++
	) {
		for (const shift of [-distance, distance]) {
			const agreeing = agree(shift);
			if (agreeing > most) {
				most = agreeing;
				best = shift;
			}
		}
		if (most === telling.length) break;
	}
	return best;
}

/** Snippet lines are cut when long, so the longer live line may go on. */
const startsAlike = (live: string, indexed: string) =>
	live === indexed || (indexed.length > 300 && live.startsWith(indexed.slice(0, 300)));

const clamp = (value: number, least: number, most: number) =>
	Math.min(most, Math.max(least, value));
