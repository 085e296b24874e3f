/**
 * A light stemmer for words of code: plurals, -ing, -ed, agent nouns (parser → pars) and -ation, so that "where are
 * uploads retried" meets `retryFailedUpload`. It is Porter's step 1 and 5a with a few suffixes of step 4, repeated until
 * nothing changes, which makes it idempotent: `stem(stem(w)) === stem(w)`.
 *
 * @see Porter: An algorithm for suffix stripping, Program 14(3), 1980 (measure, *o condition).
 */

/** Words whose ending only looks like a suffix, where cutting would merge two different ideas of code. */
const KEEP = new Set(
	(
		'header number member letter matter whether together another rather offset process access address class string ' +
		'during thing nothing something anything everything embed this series species news lens alias canvas ' +
		'sibling ceiling union version session'
	).split(' '),
);

const IRREGULAR = new Map([
	['used', 'use'],
	['using', 'use'],
	['aliases', 'alias'],
	['canvases', 'canvas'],
	['children', 'child'],
	['indices', 'index'],
	['vertices', 'vertex'],
	['matrices', 'matrix'],
	['queries', 'query'],
	['found', 'find'],
	['written', 'write'],
	['built', 'build'],
	['sent', 'send'],
	['chosen', 'choose'],
	['hidden', 'hide'],
]);

/** The stem of a lower-case word; words with anything but a–z, and words under four letters, come back as they are. */
export function stem(word: string): string {
	let current = word;
	if (!isPlain(word)) return word;
	for (;;) {
		const next = strip(IRREGULAR.get(current) ?? current);
		if (next === current) return current;
		current = next;
	}
}

/**
 * Beginnings one of which every word with this stem has, so that words which cannot match are passed over without being stemmed.
 * A suffix is cut or replaced by one letter (an e or a y), and irregular words go their own ways.
 *
 * @param term A stem, or any other lower-case word.
 */
export function beginningsOf(term: string): string[] {
	const beginnings = [/[ey]$/.test(term) ? term.slice(0, -1) : term];
	for (const [irregular, root] of IRREGULAR)
		if (stem(root) === term) beginnings.push(irregular.slice(0, -1));
	return beginnings;
}

function isPlain(word: string): boolean {
	for (let i = 0; i < word.length; i++) {
		const code = word.charCodeAt(i);
		if (code < 97 || code > 122) return false;
	}
	return true;
}

/** One round; never returns anything longer than `word`. */
function strip(word: string): string {
	const n = word.length;
	if (n < 4 || KEEP.has(word)) return word;
	switch (word.charCodeAt(n - 1)) {
		case 115: // s
			if (word.endsWith('ies')) return n > 4 ? word.slice(0, -3) + 'y' : word;
			if (word.endsWith('sses')) return word.slice(0, -2);
			if (word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word;
			// statuses → status, but clauses → clause.
			if (word.endsWith('uses') && measure(word.slice(0, -2)) > 1) return word.slice(0, -2);
			return word.slice(0, -1);
		case 103: // g
			return word.endsWith('ing') ? afterSuffix(word, 3, 3) : word;
		case 100: // d
			return word.endsWith('ed') && !word.endsWith('eed') ? afterSuffix(word, 2, 3) : word;
		case 114: // r
			if (n >= 7 && (word.endsWith('ator') || word.endsWith('ctor'))) return word.slice(0, -2);
			return word.endsWith('er') ? afterSuffix(word, 2, 4) : word;
		case 110: // n
			if (n >= 9 && word.endsWith('ization')) return word.slice(0, -5);
			if (n >= 8 && (word.endsWith('ation') || word.endsWith('ction'))) return word.slice(0, -3);
			return word;
		case 101: // e
			return dropFinalE(word);
		default:
			return word;
	}
}

/** Cuts a suffix if enough with a vowel stays; undoubles a final consonant (mapp → map) or gives an e back (fil → file). */
function afterSuffix(word: string, suffix: number, least: number): string {
	const left = word.slice(0, -suffix);
	const n = left.length;
	if (n < least || measure(left) === 0) return word;
	const last = left.charCodeAt(n - 1);
	if (last === left.charCodeAt(n - 2) && !isVowel(left, n - 1)) {
		// Porter keeps ll, ss and zz (fill, pass, buzz); three letters stay too (add).
		return last === 108 || last === 115 || last === 122 || n < 4 ? left : left.slice(0, -1);
	}
	// After an s the e always stays (parse), or the next round would take the s for a plural.
	if (last === 115) return left.endsWith('us') && measure(left) > 1 ? left : left + 'e';
	return endsCvc(left) && measure(left) === 1 ? left + 'e' : left;
}

/** Porter 5a: cache → cach (as caching), but code, state and file keep theirs. */
function dropFinalE(word: string): string {
	const left = word.slice(0, -1);
	if (left.endsWith('s')) return word;
	const m = measure(left);
	return m > 1 || (m === 1 && !endsCvc(left)) ? left : word;
}

function isVowel(word: string, i: number): boolean {
	switch (word.charCodeAt(i)) {
		case 97:
		case 101:
		case 105:
		case 111:
		case 117:
			return true;
		case 121:
			return i > 0 && !isVowel(word, i - 1);
		default:
			return false;
	}
}

/** Porter's m: the number of vowel–consonant sequences. */
function measure(word: string): number {
	let m = 0;
	let inVowel = false;
	for (let i = 0; i < word.length; i++) {
		const vowel = isVowel(word, i);
		if (inVowel && !vowel) m++;
		inVowel = vowel;
	}
	return m;
}

/** Ends consonant–vowel–consonant, the last not w, x or y. */
function endsCvc(word: string): boolean {
	const n = word.length;
	if (n < 3 || isVowel(word, n - 1) || !isVowel(word, n - 2) || isVowel(word, n - 3)) return false;
	const last = word.charCodeAt(n - 1);
	return last !== 119 && last !== 120 && last !== 121;
}
