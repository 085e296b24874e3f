/** `HTTPServer2_fooBar` → `HTTP Server 2 foo Bar`: borders of case, digits, `_`, `$` and any other mark. */
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Mn}]+|\p{Lo}+|\p{N}+/gu;
const ASCII_PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const ASCII = /^[\0-\x7f]*$/;

/**
 * Splits an identifier into its words.
 * @returns Lower-case words; empty if it has neither letters nor digits.
 */
export function identifierWords(identifier: string): string[] {
	const parts = identifier.match(ASCII.test(identifier) ? ASCII_PART : PART);
	return parts === null ? [] : parts.map(part => part.toLowerCase());
}
