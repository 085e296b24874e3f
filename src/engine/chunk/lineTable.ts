/**
 * Where lines start. `\r\n`, `\n` and a lone `\r` each end a line, as in VS Code.
 */
export class LineTable {
	/** Offset of each line's first character; at least one entry. */
	readonly starts: readonly number[];

	constructor(readonly text: string) {
		const starts = [0];
		for (let i = 0; i < text.length; i++) {
			const code = text.charCodeAt(i);
			if (code === 10) starts.push(i + 1);
			else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts.push(i + 1);
		}
		this.starts = starts;
	}

	get count(): number {
		return this.starts.length;
	}

	/** 0-based line that holds the offset. */
	lineAt(offset: number): number {
		let low = 0;
		let high = this.starts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.startOf(middle) <= offset) low = middle;
			else high = middle - 1;
		}
		return low;
	}

	/** Offset of the line's first character; the text's length for a line past the end. */
	startOf(line: number): number {
		return this.starts[line] ?? this.text.length;
	}

	/** The line without its end. */
	lineText(line: number): string {
		let end = this.startOf(line + 1);
		const start = this.startOf(line);
		while (end > start && isLineEnd(this.text.charCodeAt(end - 1))) end--;
		return this.text.slice(start, end);
	}
}

function isLineEnd(code: number): boolean {
	return code === 10 || code === 13;
}

/** The same text with each lone `\r` as `\n`, so that grammars end comments there; offsets are unchanged. */
export function withNewlines(text: string): string {
	return text.includes('\r') ? text.replace(/\r(?!\n)/g, '\n') : text;
}
