import { stem } from './stemmer';

/** Longer tokens are data (base64, hashes), not names. */
export const MAX_IDENTIFIER = 80;
const MAX_PARTS = 16;

/**
 * Splits an identifier into its words at case changes, `_`, `$`, and between letters and digits:
 * `parseHTTPResponse2xx` → parse, HTTP, Response, 2, xx. Case is kept, nothing is dropped.
 */
export function identifierParts(identifier: string): string[] {
	const parts: string[] = [];
	let start = 0;
	let previous = 0;
	for (let i = 0; i <= identifier.length; i++) {
		const kind = i < identifier.length ? kindOf(identifier.charCodeAt(i)) : SEPARATOR;
		let cut = false;
		if (kind === SEPARATOR) cut = true;
		else if (i > start && kind !== previous) {
			if (kind === UPPER || kind === DIGIT || previous === DIGIT) cut = true;
			// HTTPServer: the S belongs to the word that follows it.
			else if (previous === UPPER && i - start > 1) {
				parts.push(identifier.slice(start, i - 1));
				start = i - 1;
			}
		}
		if (cut) {
			if (i > start) parts.push(identifier.slice(start, i));
			start = kind === SEPARATOR ? i + 1 : i;
		}
		previous = kind;
	}
	return parts;
}

const SEPARATOR = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;

function kindOf(code: number): number {
	if (code >= 97 && code <= 122) return LOWER;
	if (code >= 65 && code <= 90) return UPPER;
	if (code >= 48 && code <= 57) return DIGIT;
	return code === 95 || code === 36 ? SEPARATOR : LOWER;
}

/**
 * Index terms of one identifier: stems of its words, after the whole identifier lower-cased and unstemmed when it has
 * several words (or digits, or a leading `_`). Single letters and single digits are no terms. Duplicates stay: they count.
 */
export function identifierTerms(identifier: string): string[] {
	const parts = identifierParts(identifier);
	const whole = identifier.toLowerCase();
	const terms: string[] = [];
	if (parts.length > 1 || (parts.length === 1 && parts[0]?.length !== identifier.length)) {
		if (whole.length > 1 && whole.length <= MAX_IDENTIFIER) terms.push(whole);
	}
	const count = Math.min(parts.length, MAX_PARTS);
	for (let i = 0; i < count; i++) {
		// Lower-casing may lengthen (İ), so the length is checked after it.
		const part = (parts[i] ?? '').toLowerCase();
		if (part.length > 1) terms.push(stem(part));
	}
	return terms;
}
