import { makeChunk } from './assemble';
import { docSentence } from './commentText';
import type { LineTable } from './lineTable';
import { splitLong } from './splitLong';
import type { Chunk, ChunkLimits } from './types';

const MAX_DEPTH = 100;

interface Cell {
	readonly type: string;
	/** The source's strings in the raw text, from the first's opening quote to the last's closing one. */
	readonly start: number;
	readonly end: number;
	readonly source: string;
}

/**
 * A notebook by its cells. Spans point at the cells' source strings in the raw JSON, outputs are left out.
 *
 * @returns undefined when the text is no notebook (broken JSON, no cells).
 */
export function notebookChunks(lines: LineTable, limits: ChunkLimits): Chunk[] | undefined {
	const cells = readCells(lines.text);
	if (cells === undefined || cells.length === 0) return undefined;
	const chunks: Chunk[] = [];
	let heading = '';
	for (const cell of cells) {
		if (cell.source.trim() === '') continue;
		const isProse = cell.type !== 'code';
		const title = isProse
			? /^#{1,6}\s+(.+)$/m.exec(cell.source)?.[1]?.trim().slice(0, 120)
			: undefined;
		const definitions = isProse ? [] : definedNames(cell.source);
		const cuts = splitLong(lines.text, cell.start, cell.end, limits.maxChars);
		[cell.start, ...cuts].forEach((start, index) => {
			const chunk = makeChunk(lines, start, cuts[index] ?? cell.end, {
				language: 'jupyter',
				kind: 'cell',
				symbol: title ?? definitions[0] ?? '',
				scope: heading === '' || title !== undefined ? [] : [heading],
				docLine:
					isProse || index > 0
						? ''
						: docSentence(/^(?:\s*#.*(?:\n|$))+/.exec(cell.source)?.[0] ?? ''),
				definitions: index === 0 ? definitions : [],
				part: cuts.length === 0 ? undefined : { index, count: cuts.length + 1 },
			});
			if (chunk !== undefined) chunks.push(chunk);
		});
		heading = title ?? heading;
	}
	return chunks;
}

function definedNames(source: string): string[] {
	const names = [
		...source.matchAll(/^(?:async\s+)?(?:def|class)\s+(\w+)|^([A-Za-z_]\w*)\s*=(?!=)/gm),
	];
	return [...new Set(names.map(match => match[1] ?? match[2] ?? ''))].slice(0, 64);
}

/** Reads the JSON once, noting where each cell's `source` stands. */
function readCells(text: string): Cell[] | undefined {
	try {
		return new NotebookReader(text).read();
	} catch {
		// Broken JSON is an ordinary file state, for example in a merge; the caller uses windows.
		return undefined;
	}
}

class NotebookReader {
	#at = 0;
	readonly #cells: Cell[] = [];

	constructor(readonly text: string) {}

	read(): Cell[] {
		this.#object((key, depth) => {
			if (key !== 'cells') this.#skip(depth);
			else this.#array(inner => this.#cell(inner), depth);
		}, 0);
		return this.#cells;
	}

	#cell(depth: number): void {
		let type = '';
		let start = -1;
		let end = -1;
		let source = '';
		const string = (): void => {
			this.#space();
			const from = this.#at;
			source += this.#string();
			if (start < 0) start = from;
			end = this.#at;
		};
		this.#object((key, inner) => {
			if (key === 'cell_type') type = this.#string();
			else if (key === 'source' || key === 'input') {
				this.#space();
				if (this.text[this.#at] === '[') this.#array(string, inner);
				else string();
			} else this.#skip(inner);
		}, depth);
		if (start >= 0) this.#cells.push({ type, start, end, source });
	}

	#object(member: (key: string, depth: number) => void, depth: number): void {
		this.#list('{', '}', depth, inner => {
			const key = this.#string();
			this.#expect(':');
			this.#space();
			member(key, inner);
		});
	}

	#array(element: (depth: number) => void, depth: number): void {
		this.#list('[', ']', depth, element);
	}

	#list(open: string, close: string, depth: number, item: (depth: number) => void): void {
		if (depth > MAX_DEPTH) throw new Error('nested too deep');
		this.#expect(open);
		this.#space();
		if (this.text[this.#at] === close) {
			this.#at++;
			return;
		}
		for (;;) {
			this.#space();
			item(depth + 1);
			this.#space();
			const next = this.text[this.#at++];
			if (next === close) return;
			if (next !== ',') throw new Error('expected a comma');
		}
	}

	#skip(depth: number): void {
		this.#space();
		const first = this.text[this.#at];
		if (first === '{') this.#object((_key, inner) => this.#skip(inner), depth);
		else if (first === '[') this.#array(inner => this.#skip(inner), depth);
		else if (first === '"') this.#string();
		else {
			const literal = /[-+.\w]+/y;
			literal.lastIndex = this.#at;
			if (!literal.test(this.text)) throw new Error('expected a value');
			this.#at = literal.lastIndex;
		}
	}

	#string(): string {
		this.#space();
		if (this.text[this.#at] !== '"') throw new Error('expected a string');
		const start = this.#at;
		let at = start + 1;
		for (;;) {
			const code = this.text.charCodeAt(at);
			if (Number.isNaN(code)) throw new Error('string without end');
			if (code === 34) break;
			at += code === 92 ? 2 : 1;
		}
		this.#at = at + 1;
		// Outputs hold images of megabytes: only short keys and sources are decoded.
		const raw = this.text.slice(start, at + 1);
		return raw.length > 1_000_000 ? '' : String(JSON.parse(raw));
	}

	#expect(mark: string): void {
		this.#space();
		if (this.text[this.#at] !== mark) throw new Error(`expected ${mark}`);
		this.#at++;
	}

	#space(): void {
		while (this.#at < this.text.length && this.text.charCodeAt(this.#at) <= 32) this.#at++;
	}
}
