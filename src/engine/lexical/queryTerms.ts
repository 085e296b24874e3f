import { forEachToken, tokenTerms } from './codeTokenizer';
import { identifierParts } from './identifierTerms';
import { STOP_WORDS } from './stopWords';

export interface QueryTerms {
	/** Distinct index terms, in the order of the query; stop words are left out where something else stays. */
	readonly terms: readonly string[];
	/** Tokens that look like names from code (several words, quoted, or the whole query is one word), as typed. */
	readonly identifiers: readonly string[];
	/** Prose words (lower case, unstemmed, without stop words), for marking and for typo look-up. */
	readonly words: readonly string[];
}

/** `"…"` and `` `…` `` are taken literally: no stop words inside. */
const QUOTED = /"([^"]*)"|`([^`]*)`/g;

/** What a query asks the keyword index; operators (`lang:`, `-word`) must have been taken out before. */
export function queryTerms(query: string): QueryTerms {
	const quoted: string[] = [];
	const prose = query.replace(QUOTED, (_match, double?: string, back?: string) => {
		quoted.push(double ?? back ?? '');
		return ' ';
	});
	const tokens: { readonly text: string; readonly isCode: boolean }[] = [];
	forEachToken(prose, text => tokens.push({ text, isCode: isCodeLike(text) }));
	for (const part of quoted) forEachToken(part, text => tokens.push({ text, isCode: true }));
	const [only] = tokens;
	if (tokens.length === 1 && only !== undefined) tokens[0] = { text: only.text, isCode: true };

	const kept = tokens.filter(token => token.isCode || !STOP_WORDS.has(token.text.toLowerCase()));
	const used = kept.length > 0 ? kept : tokens;
	const terms = new Set<string>();
	for (const token of used) for (const term of tokenTerms(token.text)) terms.add(term);
	return {
		terms: [...terms],
		identifiers: unique(used.filter(token => token.isCode).map(token => token.text)),
		words: unique(used.filter(token => !token.isCode).map(token => token.text.toLowerCase())),
	};
}

/** A name from code has several words, or a mark that prose has not: `retry_failed`, `HTTPServer`, `$el`, `_id`. */
function isCodeLike(token: string): boolean {
	const parts = identifierParts(token);
	if (parts.length > 1) return true;
	return parts[0] !== undefined && parts[0].length !== token.length;
}

function unique(values: readonly string[]): string[] {
	return [...new Set(values)];
}
