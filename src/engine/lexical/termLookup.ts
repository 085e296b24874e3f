import { SYMBOL_MARK } from './fileTerms';
import { identifierParts } from './identifierTerms';
import { letterMask, type TermDictionary } from './termDictionary';

/** Whether `toLowerCase` may change the length or the letters in a way that the bag of letters does not follow. */
const ASCII = /^[\x20-\x7e]*$/;

/**
 * Defined names that begin with `prefix`, letter case aside; shortest first. One pass over all names: 1 to 3 ms for 500,000.
 *
 * @returns At most `limit` term ids (of `=Name` terms).
 */
export function symbolsWithPrefix(
	dictionary: TermDictionary,
	prefix: string,
	limit: number,
): number[] {
	const wanted = prefix.toLowerCase();
	const mask = letterMask(wanted, 0);
	const found: number[] = [];
	const { masks, lengths } = dictionary;
	for (const id of dictionary.symbols) {
		if (((masks[id] ?? 0) & mask) !== mask || (lengths[id] ?? 0) < Math.min(prefix.length, 255))
			continue;
		if (nameOf(dictionary, id).slice(0, prefix.length).toLowerCase() === wanted) found.push(id);
	}
	return byLength(dictionary, found).slice(0, limit);
}

/** All spellings of a defined name, letter case aside, the exact one first. */
export function symbolsNamed(dictionary: TermDictionary, name: string): number[] {
	const exact = dictionary.find(SYMBOL_MARK + name);
	const found = exact === undefined ? [] : [exact];
	const wanted = name.toLowerCase();
	const ascii = ASCII.test(name);
	const mask = letterMask(wanted, 0);
	const length = Math.min(name.length, 255);
	const { masks, lengths } = dictionary;
	for (const id of dictionary.symbols) {
		if (ascii && (masks[id] !== mask || lengths[id] !== length)) continue;
		if (id !== exact && nameOf(dictionary, id).toLowerCase() === wanted) found.push(id);
	}
	return found;
}

/**
 * Names by their humps: `rFU` → `retryFailedUploads`, `gUBI` → `get_user_by_id`. Each piece of the pattern must begin a
 * word of the name, in order and from the first; words may be left over at the end.
 *
 * @param pattern Upper case (or a digit) begins a piece; a pattern without upper case is taken letter by letter.
 */
export function symbolsByHumps(
	dictionary: TermDictionary,
	pattern: string,
	limit: number,
): number[] {
	const pieces = humpPieces(pattern);
	if (pieces.length < 2) return [];
	const mask = letterMask(pattern.toLowerCase(), 0);
	const found: number[] = [];
	const { masks } = dictionary;
	for (const id of dictionary.symbols) {
		if (((masks[id] ?? 0) & mask) !== mask) continue;
		const words = identifierParts(nameOf(dictionary, id));
		if (words.length < pieces.length) continue;
		if (pieces.every((piece, i) => words[i]?.slice(0, piece.length).toLowerCase() === piece))
			found.push(id);
	}
	return byLength(dictionary, found).slice(0, limit);
}

function humpPieces(pattern: string): string[] {
	if (!/^[\w$]+$/.test(pattern)) return [];
	if (pattern === pattern.toLowerCase()) return pattern.length <= 6 ? Array.from(pattern) : [];
	// Each upper-case letter begins a piece, also within a run: HTTP asks for four words.
	return pattern.split(/(?=[A-Z])/).map(piece => piece.toLowerCase().replace(/_/g, ''));
}

/**
 * Terms one typing error away from `term` (a letter more, less, other, or two neighbours swapped); the term itself is
 * left out. A scan over letter bags leaves a handful to compare: about 1 ms for 500,000 terms.
 *
 * @param symbolsOnly Only names that are defined (`=Name` terms, letter case aside), else only words of the text.
 */
export function termsOneEditAway(
	dictionary: TermDictionary,
	term: string,
	symbolsOnly: boolean,
	limit: number,
): number[] {
	if (term.length < 4 || term.length > 60) return [];
	const wanted = term.toLowerCase();
	const mask = letterMask(wanted, 0);
	const { masks, lengths } = dictionary;
	const found: number[] = [];
	const test = (id: number): void => {
		// One edit changes two bits of the bag at most, and the length by one at most.
		const difference = (lengths[id] ?? 0) - wanted.length;
		if (difference > 1 || difference < -1) return;
		const bits = ((masks[id] ?? 0) ^ mask) >>> 0;
		const once = (bits & (bits - 1)) >>> 0;
		if ((once & (once - 1)) !== 0) return;
		const text = dictionary.text(id);
		if (text.startsWith(SYMBOL_MARK) !== symbolsOnly) return;
		if (isOneEdit(symbolsOnly ? text.slice(1).toLowerCase() : text, wanted)) found.push(id);
	};
	if (symbolsOnly) dictionary.symbols.forEach(test);
	else for (let id = 0; id < dictionary.size; id++) test(id);
	return found.slice(0, limit);
}

/** True when one insertion, deletion, substitution or swap of neighbours turns `a` into `b`; false when they are equal. */
export function isOneEdit(a: string, b: string): boolean {
	if (a.length > b.length) return isOneEdit(b, a);
	if (b.length - a.length > 1 || a === b) return false;
	let i = 0;
	while (i < a.length && a[i] === b[i]) i++;
	if (a.length < b.length) return a.slice(i) === b.slice(i + 1);
	if (a.slice(i + 1) === b.slice(i + 1)) return true;
	return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

function nameOf(dictionary: TermDictionary, id: number): string {
	return dictionary.text(id).slice(SYMBOL_MARK.length);
}

function byLength(dictionary: TermDictionary, ids: number[]): number[] {
	return ids.sort((a, b) => (dictionary.lengths[a] ?? 0) - (dictionary.lengths[b] ?? 0) || a - b);
}
