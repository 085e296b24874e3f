import type { SearchHit, Span } from '../shared/types';
import { inert } from './inert';
import type { Style } from './style';

/** A run of snippet lines to show: indices into `snippet.lines`, inclusive. */
interface LineRun {
	readonly from: number;
	readonly to: number;
}

/**
 * The lines of a hit as ripgrep's users expect them: number, source, matched words marked; gaps as a dim mark.
 *
 * @param most Lines shown at most; 0 = none.
 * @param columns Lines are cut to this many characters; Infinity = never.
 */
export function snippetText(hit: SearchHit, style: Style, most: number, columns: number): string[] {
	const snippet = hit.snippet;
	if (snippet === undefined || most <= 0 || snippet.lines.length === 0) return [];
	const runs = chooseLines(snippet.lines, snippet.startLine, hit.matches, most);
	const lastLine = snippet.startLine + snippet.lines.length;
	const gutter = String(lastLine).length;
	const out: string[] = [];
	let next = 0;
	for (const run of runs) {
		if (run.from > next) out.push(gap(run.from - next, gutter, style));
		for (let i = run.from; i <= run.to; i++) {
			const number = snippet.startLine + i;
			const marked = markedLine(
				snippet.lines[i] ?? '',
				number,
				hit.matches,
				style,
				columns - gutter - 2,
			);
			out.push(`${style.line(String(number + 1).padStart(gutter))}  ${marked}`.trimEnd());
		}
		next = run.to + 1;
	}
	const hidden = Math.max(snippet.lines.length, hit.span.endLine + 1 - snippet.startLine) - next;
	if (hidden > 0) out.push(gap(hidden, gutter, style));
	return out;
}

/**
 * Chooses what to show of a long snippet: its first line (the signature) and the window with the most distinct marked
 * lines; all of it when it fits.
 */
export function chooseLines(
	lines: readonly string[],
	startLine: number,
	matches: readonly Span[],
	most: number,
): LineRun[] {
	let last = lines.length - 1;
	while (last > 0 && (lines[last] ?? '').trim() === '') last--;
	if (last + 1 <= most) return [{ from: 0, to: last }];
	const marked = new Array<number>(last + 2).fill(0);
	for (const line of new Set(matches.map(match => match.startLine - startLine)))
		if (line >= 0 && line <= last) marked[line + 1] = 1;
	for (let i = 1; i < marked.length; i++) marked[i] = (marked[i] ?? 0) + (marked[i - 1] ?? 0);
	const width = Math.max(1, most - 1);
	const inWindow = (from: number): number => (marked[from + width] ?? 0) - (marked[from] ?? 0);
	let best = 1;
	for (let from = 2; from + width <= last + 1; from++)
		if (inWindow(from) > inWindow(best)) best = from;
	if (best === 1 || most === 1) return [{ from: 0, to: most - 1 }];
	return [
		{ from: 0, to: 0 },
		{ from: best, to: best + width - 1 },
	];
}

function gap(hidden: number, gutter: number, style: Style): string {
	return style.dim(
		`${' '.repeat(Math.max(0, gutter - 1))}…  ${hidden} more ${hidden === 1 ? 'line' : 'lines'}`,
	);
}

/** One line with its marked words coloured; everything from the file made inert. */
function markedLine(
	text: string,
	line: number,
	matches: readonly Span[],
	style: Style,
	columns: number,
): string {
	const cut =
		text.length > columns ? `${text.slice(0, Math.max(1, columns - 1)).trimEnd()}…` : text;
	const spans = matches
		.filter(match => match.startLine === line && match.endLine === line)
		.sort((a, b) => a.startColumn - b.startColumn);
	let out = '';
	let done = 0;
	for (const span of spans) {
		const from = Math.max(done, span.startColumn);
		const to = Math.min(cut.length, span.endColumn);
		if (to <= from) continue;
		out += inert(cut.slice(done, from), true) + style.match(inert(cut.slice(from, to), true));
		done = to;
	}
	return out + inert(cut.slice(done), true);
}
