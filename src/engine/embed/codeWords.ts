import { commentSyntax, type CommentSyntax } from './commentSyntax';
import { KEYWORDS } from './keywords';

/** What a chunk of code says in words. */
export interface CodeWords {
	/** Text of comments and doc strings without their marks, white space collapsed, cut to the limit. */
	readonly comments: string;
	/** Identifiers that are no keywords, with their counts, in order of first appearance. */
	readonly identifiers: ReadonlyMap<string, number>;
}

export interface CodeWordLimits {
	readonly commentChars: number;
	readonly readChars: number;
	readonly minIdentifierChars: number;
	readonly stringWords: boolean;
	readonly skipLicences: boolean;
}

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const KINDS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const char = String.fromCharCode(code);
	if (/[A-Za-z_$]/.test(char)) KINDS[code] = LETTER;
	else if (/[0-9]/.test(char)) KINDS[code] = DIGIT;
}
// Any other script's characters belong to identifiers; their spaces and punctuation are too rare in code to matter.
const kindOf = (code: number): number => (code < 128 ? (KINDS[code] ?? OTHER) : LETTER);

const LICENCE =
	/copyright|licen[cs]ed? (?:under|as|to)|with the licen[cs]e|SPDX-License|all rights reserved/i;
const MARKS_AT_LINE_START = /^[\s/*!#;%"'=<>{(-]+/gm;
const MARKS_AT_END = /[\s/*#"'=}>)-]+$/;

/**
 * Reads one chunk's text without a grammar, one pass, about 30 µs for 1,200 characters. Errors in odd corners (nested comments, regular expressions with
 * quotes) put a few words into the wrong list, no more.
 * @param language Language id; unknown ones are read like C.
 */
export function codeWords(text: string, language: string, limits: CodeWordLimits): CodeWords {
	return new CodeWordReader(text, commentSyntax(language), limits).read();
}

class CodeWordReader {
	readonly #identifiers = new Map<string, number>();
	#comments = '';
	readonly #end: number;
	readonly #starters: string;

	constructor(
		private readonly text: string,
		private readonly syntax: CommentSyntax,
		private readonly limits: CodeWordLimits,
	) {
		this.#end = Math.min(text.length, limits.readChars);
		this.#starters = starters(syntax);
	}

	read(): CodeWords {
		let at = 0;
		while (at < this.#end) {
			const kind = kindOf(this.text.charCodeAt(at));
			if (kind === LETTER) at = this.#word(at, this.#end);
			else if (kind === DIGIT) at = this.#number(at);
			else if (this.#starters.includes(this.text.charAt(at))) at = this.#commentOrString(at);
			else at++;
		}
		return { comments: this.#comments, identifiers: this.#identifiers };
	}

	#word(start: number, limit: number): number {
		let end = start + 1;
		while (end < limit && kindOf(this.text.charCodeAt(end)) !== OTHER) end++;
		if (end - start >= this.limits.minIdentifierChars) {
			const word = this.text.slice(start, end);
			if (!KEYWORDS.has(word)) {
				this.#identifiers.set(word, (this.#identifiers.get(word) ?? 0) + 1);
			}
		}
		return end;
	}

	/** Numbers with their suffixes (0xFF, 10px) are no words. */
	#number(start: number): number {
		let end = start + 1;
		while (end < this.#end && kindOf(this.text.charCodeAt(end)) !== OTHER) end++;
		return end;
	}

	#commentOrString(at: number): number {
		const { text, syntax } = this;
		for (const [open, close] of syntax.block) {
			if (text.startsWith(open, at)) return this.#comment(at + open.length, close);
		}
		for (const quote of syntax.docQuotes) {
			if (text.startsWith(quote, at)) return this.#comment(at + quote.length, quote);
		}
		for (const mark of syntax.line) {
			if (text.startsWith(mark, at)) return this.#lineComments(at, mark);
		}
		const quote = text.charAt(at);
		return syntax.quotes.includes(quote) ? this.#string(at, quote) : at + 1;
	}

	#comment(start: number, close: string): number {
		const found = this.text.indexOf(close, start);
		const end = found < 0 || found > this.#end ? this.#end : found;
		this.#keep(start, end);
		return Math.min(end + close.length, this.#end);
	}

	/** Comments on lines that follow each other are one, so that a licence is known by any of its lines. */
	#lineComments(start: number, mark: string): number {
		let end = start;
		for (let next = start; this.text.startsWith(mark, next);) {
			const found = this.text.indexOf('\n', next);
			end = found < 0 || found > this.#end ? this.#end : found;
			next = end + 1;
			while (next < this.#end && ' \t'.includes(this.text.charAt(next))) next++;
			const block = this.syntax.block.some(([open]) => this.text.startsWith(open, next));
			if (next >= this.#end || block) break;
		}
		this.#keep(start + mark.length, end);
		return end;
	}

	#keep(start: number, end: number): void {
		const room = this.limits.commentChars - this.#comments.length;
		if (room > 0) {
			// Marks and indentation are cut away: twice the room is enough to fill it.
			const words = plainComment(this.text.slice(start, Math.min(end, start + room * 2 + 80)));
			const separator = this.#comments === '' ? '' : ' ';
			if (words !== '' && !(this.limits.skipLicences && LICENCE.test(words))) {
				this.#comments += (separator + words).slice(0, room);
			}
		}
	}

	/** A quote without a partner on its line is an apostrophe or a lifetime, not a string. */
	#string(start: number, quote: string): number {
		let end = start + 1;
		for (; end < this.#end; end++) {
			const char = this.text.charAt(end);
			if (char === quote) break;
			if (char === '\\') end++;
			else if (char === '\n' && quote !== '`') return start + 1;
		}
		if (end >= this.#end) return start + 1;
		if (this.limits.stringWords) {
			for (let at = start + 1; at < end;) {
				const kind = kindOf(this.text.charCodeAt(at));
				at = kind === LETTER ? this.#word(at, end) : at + 1;
			}
		}
		return end + 1;
	}
}

function plainComment(text: string): string {
	return text
		.replace(MARKS_AT_LINE_START, ' ')
		.replace(MARKS_AT_END, '')
		.replace(/\s+/g, ' ')
		.trim();
}

const starterCache = new WeakMap<CommentSyntax, string>();

/** The characters with which a comment or string can begin. */
function starters(syntax: CommentSyntax): string {
	let result = starterCache.get(syntax);
	if (result === undefined) {
		const marks = [...syntax.line, ...syntax.block.map(pair => pair[0]), ...syntax.docQuotes];
		result = syntax.quotes + marks.map(mark => mark.charAt(0)).join('');
		starterCache.set(syntax, result);
	}
	return result;
}
