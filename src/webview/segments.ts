import type { ColouredLine } from '../shared/view/viewProtocol';

/** A run of one line that is drawn alike. `colour` is a palette index, −1 for the editor's own colour. */
export interface Segment {
	readonly text: string;
	readonly colour: number;
	readonly marked: boolean;
}

/**
 * Makes control and direction characters visible, one unit for one unit, so that neither an escape sequence nor a
 * bidirectional override can disguise what a line says (CVE-2021-42574) and all columns stay what they were.
 */
export function visible(text: string): string {
	return text.replace(
		/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g,
		char => {
			const code = char.charCodeAt(0);
			if (code < 0x20) return String.fromCharCode(0x2400 + code);
			return code === 0x7f ? '\u2421' : '\ufffd';
		},
	);
}

/** Cuts a line where its colour or its mark changes. Ranges that overlap, go backwards or leave the line are clipped. */
export function segments(line: ColouredLine): readonly Segment[] {
	const text = visible(line.text);
	const out: Segment[] = [];
	let mark = 0;
	const emit = (from: number, to: number, colour: number): void => {
		let at = from;
		while (at < to) {
			while (mark < line.marks.length && (line.marks[mark + 1] ?? 0) <= at) mark += 2;
			const start = line.marks[mark] ?? Infinity;
			const end = line.marks[mark + 1] ?? Infinity;
			const marked = start <= at;
			const next = Math.min(to, marked ? end : start);
			out.push({ text: text.slice(at, next), colour, marked });
			at = next;
		}
	};
	let column = 0;
	for (let i = 0; i + 1 < line.colours.length && column < text.length; i += 2) {
		const end = Math.min(text.length, column + (line.colours[i] ?? 0));
		emit(column, end, line.colours[i + 1] ?? -1);
		column = end;
	}
	emit(column, text.length, -1);
	return out;
}

/** Leading white space (in units) that all non-empty lines share; drawn away so that deep code starts at the left edge. */
export function commonIndent(lines: readonly ColouredLine[]): number {
	let indent = Infinity;
	for (const { text } of lines) {
		const first = text.search(/\S/);
		if (first >= 0) indent = Math.min(indent, first);
	}
	return Number.isFinite(indent) ? indent : 0;
}

/** The line without its first `count` units. */
export function dedent(line: ColouredLine, count: number): ColouredLine {
	if (count === 0) return line;
	const colours: number[] = [];
	let left = count;
	for (let i = 0; i + 1 < line.colours.length; i += 2) {
		const length = line.colours[i] ?? 0;
		const cut = Math.min(left, length);
		left -= cut;
		if (length > cut) colours.push(length - cut, line.colours[i + 1] ?? 0);
	}
	return {
		text: line.text.slice(count),
		colours,
		marks: line.marks.map(column => Math.max(0, column - count)),
	};
}

/** A first match beyond this column would be out of sight in a side bar; what stands so far before it is cut away. */
const FAR_COLUMN = 72;
const CONTEXT_COLUMNS = 20;

/** Columns to cut from the front of a line so that its first match shows; 0 for almost all lines. */
export function farIndent({ text, marks }: ColouredLine): number {
	const first = marks[0];
	if (first === undefined || first < FAR_COLUMN) return 0;
	// From the start of a word on, where there is one near.
	const from = first - CONTEXT_COLUMNS;
	const word = text.slice(from, first).search(/(?<!\w)\w/);
	return from + Math.max(0, word);
}
