import type { QueryKind } from './types';

/** Extensions by which a single word such as `session.ts` is taken for a file name rather than for `object.member`. */
const FILE_EXTENSION =
	/\.(?:[cm]?[jt]sx?|py[ix]?|go|rs|java|kts?|scala|sbt|rb|rake|erb|php|[ch](?:h|pp|xx|c)?|cs|fsx?|swift|mm?|exs?|heex|lua|sh|bash|zsh|fish|ps1|zig|hs|mli?|elm?|dart|sql|proto|graphql|html?|css|s[ac]ss|less|vue|svelte|mdx?|rst|txt|ya?ml|toml|json[c5]?|xml|ini|cfg|conf|gradle|cmake|tf|hcl|nix|lock|ipynb|sol|res|jl|r|pl|pm|clj[cs]?|edn)$/i;

const PATH_PIECE = /^\.{0,2}\/?(?:[\w@.~+()[\]-]+[\\/])+[\w@.~+()[\]-]*$/;
const IDENTIFIER =
	/^[@#$:]{0,2}[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#|->|\/|-)[\p{L}_$][\p{L}\p{N}_$]*)*[!?]?(?:\(\))?$/u;
/** Humps, underscores, scope marks, call parentheses, digits inside: what prose does not have. */
const CODE_LIKE =
	/[a-z\d][A-Z]|[A-Z]{2,}[a-z]|[\p{L}\d]_[\p{L}\d]|^_|::|->|\(\)|[\p{L}]\.[\p{L}]{2,}|^[$@#]\p{L}|[=;{}<>]/u;

/** @returns True for `auth/session.ts`, `src/lib/`, `session.ts`. */
export function looksLikePath(word: string): boolean {
	if (/^[a-z]+:\/\//i.test(word)) return false;
	if (FILE_EXTENSION.test(word) && /^[^\s:(){}'"]+$/.test(word)) return true;
	// "read/write" and "and/or" are prose; two separators or a dotted tail are not.
	return (
		PATH_PIECE.test(word) &&
		(word.split(/[\\/]/).length > 2 || /[._]/.test(word) || /[\\/]$/.test(word))
	);
}

/** @returns True for words that only code has: `retrieveUser`, `max_age`, `std::move`, `send()`. */
export function looksLikeCode(word: string): boolean {
	return CODE_LIKE.test(word);
}

/** What a question is, after operators were taken out. A single word counts as an identifier. */
export function queryKind(text: string): QueryKind {
	const words = text.trim().split(/\s+/).filter(Boolean);
	const [first] = words;
	if (first === undefined) return 'empty';
	if (words.length === 1) {
		if (looksLikePath(first)) return 'path';
		return IDENTIFIER.test(first) ? 'identifier' : 'mixed';
	}
	return words.some(word => looksLikeCode(word) || looksLikePath(word)) ? 'mixed' : 'prose';
}

/** A name that a question gives as code. */
export interface QueryIdentifier {
	/** What is asked for: the last part of a qualified name, as typed. */
	readonly name: string;
	/** The parts before it, outermost first: `Rails::Engine` → ['Rails']. */
	readonly qualifiers: readonly string[];
}

/**
 * Identifiers that a question names: its only word, or the words that look like code, without call parentheses and marks
 * around them.
 * @returns Without duplicates, at most 16.
 */
export function queryIdentifiers(text: string): QueryIdentifier[] {
	const words = text
		.trim()
		.split(/[\s,;]+/)
		.filter(Boolean);
	const found = new Map<string, QueryIdentifier>();
	for (const word of words) {
		if (looksLikePath(word) || (words.length > 1 && !looksLikeCode(word))) continue;
		const bare = word.replace(/[(<[].*$/, '').replace(/^[^\p{L}_$]+|[^\p{L}\p{N}_$!?]+$/gu, '');
		const parts = bare
			.split(/::|->|[.#/\\]/)
			.filter(part => /^[\p{L}_$][\p{L}\p{N}_$-]*[!?]?$/u.test(part));
		const name = parts.at(-1);
		if (name !== undefined && !found.has(name))
			found.set(name, { name, qualifiers: parts.slice(0, -1) });
	}
	return [...found.values()].slice(0, 16);
}
