import { detached } from '../detached';
import { identifierTerms, MAX_IDENTIFIER } from './identifierTerms';

/** Character classes; built once, so that scanning is one table look-up a UTF-16 unit. */
const OTHER = 0;
const WORD = 1;
const DIGIT = 2;
/** Scripts without spaces: indexed by overlapping pairs. */
const IDEOGRAPH = 3;

/** Kana, Han and Hangul. */
const IDEOGRAPHS = [
	[0x3041, 0x30ff],
	[0x3400, 0x9fff],
	[0xac00, 0xd7af],
] as const;

const CLASS = classTable();

function classTable(): Uint8Array {
	const table = new Uint8Array(65536);
	// Surrogates stay OTHER: emoji and rare scripts are not searched by word.
	for (const [first, end] of [
		[128, 0xd800],
		[0xe000, 0x10000],
	] as const) {
		const codes = Uint16Array.from({ length: end - first }, (_, i) => first + i);
		// One search over all characters: a test of each took 35 ms at every start.
		const text = Buffer.from(codes.buffer).toString('utf16le');
		for (const { 0: run, index } of text.matchAll(/[\p{L}\p{M}\p{Nl}]+/gu))
			table.fill(WORD, first + index, first + index + run.length);
	}
	for (const [first, last] of IDEOGRAPHS) table.fill(IDEOGRAPH, first, last + 1);
	for (let code = 0; code < 128; code++) {
		const lower = code | 32;
		if (code >= 48 && code <= 57) table[code] = DIGIT;
		else if ((lower >= 97 && lower <= 122) || code === 95 || code === 36) table[code] = WORD;
	}
	return table;
}

/** Longer runs that begin with a digit are data (hashes, hex dumps). */
const MAX_NUMBER = 12;

/**
 * Walks over the identifiers, numbers and ideograph pairs of any text, in order. Identifiers begin with a letter, `_` or
 * `$`; numbers (with suffix or hex digits) have 2 to 12 characters.
 *
 * @param visit Gets each token as it stands in the text.
 */
export function forEachToken(text: string, visit: (token: string) => void): void {
	const n = text.length;
	let i = 0;
	while (i < n) {
		const kind = CLASS[text.charCodeAt(i)] ?? OTHER;
		if (kind === OTHER) {
			i++;
			continue;
		}
		const start = i++;
		if (kind === IDEOGRAPH) {
			while (i < n && CLASS[text.charCodeAt(i)] === IDEOGRAPH) i++;
			if (i - start === 1) visit(text.slice(start, i));
			for (let at = start; at + 1 < i; at++) visit(text.slice(at, at + 2));
			continue;
		}
		for (; i < n; i++) {
			const next = CLASS[text.charCodeAt(i)];
			if (next !== WORD && next !== DIGIT) break;
		}
		const length = i - start;
		if (kind === DIGIT ? length > 1 && length <= MAX_NUMBER : length <= 2 * MAX_IDENTIFIER) {
			visit(text.slice(start, i));
		}
	}
}

const CACHE_SIZE = 12_288;

/**
 * Terms of a token, remembered: code repeats its identifiers. Two generations approximate least-recently-used at the
 * price of a Map look-up; memory is bounded by 2 × 12,288 entries.
 */
export class TermCache {
	private young = new Map<string, readonly string[]>();
	private old = new Map<string, readonly string[]>();

	termsOf(token: string): readonly string[] {
		const hit = this.young.get(token);
		if (hit !== undefined) return hit;
		const terms = this.old.get(token) ?? tokenTerms(detached(token));
		if (this.young.size >= CACHE_SIZE) {
			this.old = this.young;
			this.young = new Map();
		}
		this.young.set(detached(token), terms);
		return terms;
	}
}

/** Terms of one token as `forEachToken` gives it; not remembered. */
export function tokenTerms(token: string): readonly string[] {
	const first = CLASS[token.charCodeAt(0)];
	if (first === IDEOGRAPH || first === DIGIT) return [token.toLowerCase()];
	return identifierTerms(token);
}
