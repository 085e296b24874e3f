import { LodestoneError } from '../../shared/errors';
import { grown } from './growable';
import { SYMBOL_MARK } from './fileTerms';

/** Ids stay below this: more distinct terms than any workspace of this tool has. */
const MAX_TERMS = 1 << 26;

/**
 * Text ↔ u32 id of every term of a workspace; ids are dense, in order of first sight, and never taken back. Beside the
 * text lie a bag of letters and the length of each term, so that look-ups by prefix or with a typing error can pass over
 * 500,000 terms in a few ms (`termLookup.ts`).
 */
export class TermDictionary {
	private readonly ids = new Map<string, number>();
	private readonly texts: string[] = [];
	/** Bag of letters of the lower-cased text, without the symbol mark. */
	masks = new Uint32Array(1024);
	/** Length without the symbol mark, at most 255. */
	lengths = new Uint8Array(1024);
	/** Ids of the terms of defined names (`=Name`). */
	readonly symbols: number[] = [];

	get size(): number {
		return this.texts.length;
	}

	/** Id of a term, undefined when it was never seen. */
	find(term: string): number | undefined {
		return this.ids.get(term);
	}

	/** Id of a term, a new one when it was never seen. @throws {LodestoneError} `internal` beyond 67 million terms. */
	intern(term: string): number {
		const known = this.ids.get(term);
		if (known !== undefined) return known;
		const id = this.texts.length;
		if (id >= MAX_TERMS) throw new LodestoneError('internal', 'The index has too many words.');
		this.texts.push(term);
		this.ids.set(term, id);
		this.masks = grown(this.masks, id + 1);
		this.lengths = grown(this.lengths, id + 1);
		const isSymbol = term.startsWith(SYMBOL_MARK);
		const from = isSymbol ? 1 : 0;
		if (isSymbol) this.symbols.push(id);
		this.masks[id] = letterMask(isSymbol ? term.toLowerCase() : term, from);
		this.lengths[id] = Math.min(255, term.length - from);
		return id;
	}

	/** Ids of a file's terms, in their order. */
	internAll(terms: readonly string[]): Uint32Array<ArrayBuffer> {
		const ids = new Uint32Array(terms.length);
		for (let i = 0; i < terms.length; i++) ids[i] = this.intern(terms[i] ?? '');
		return ids;
	}

	/** @throws {RangeError} for an id that was never given. */
	text(id: number): string {
		const text = this.texts[id];
		if (text === undefined) throw new RangeError(`no term ${id}`);
		return text;
	}

	/** Whether the term stands for a defined name (`=Name`). */
	isSymbol(id: number): boolean {
		return this.texts[id]?.charCodeAt(0) === 61;
	}
}

/** Bit per letter a–z, digits together, `_` and `$`, all else: the terms with the same bag differ in order or number only. */
export function letterMask(text: string, from: number): number {
	let mask = 0;
	for (let i = from; i < text.length; i++) {
		const code = text.charCodeAt(i);
		const lower = code | 32;
		if (lower >= 97 && lower <= 122 && code < 128) mask |= 1 << (lower - 97);
		else if (code >= 48 && code <= 57) mask |= 1 << 26;
		else if (code === 95) mask |= 1 << 27;
		else mask |= 1 << (28 + (code & 3));
	}
	return mask >>> 0;
}
