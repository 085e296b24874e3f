import { CHUNK_KINDS, type ChunkKind } from '../../shared/types';

/** A question taken apart into what is asked and what limits it. */
export interface ParsedQuery {
	/** Words to search by: the text without operators; the contents of quotes stay in it. */
	readonly text: string;
	/** Must stand in the file's chunk letter for letter (case-sensitive only if they hold a capital letter). */
	readonly literals: readonly string[];
	/** Chunks with one of these (whole words, case-insensitive) are left out. */
	readonly excluded: readonly string[];
	/** Language ids. */
	readonly languages: readonly string[];
	/** Globs over root-relative paths; a plain word means "anywhere in the path". */
	readonly paths: readonly string[];
	readonly excludedPaths: readonly string[];
	readonly kinds: readonly ChunkKind[];
	/** Sentences about what was not understood; the search runs all the same. */
	readonly warnings: readonly string[];
}

/** Maps what people type (`ts`, `TypeScript`, `c++`) to a language id; undefined when there is none. */
export type LanguageResolver = (name: string) => string | undefined;

/** Names for kinds that people type besides the ids. */
const KIND_ALIASES: Readonly<Record<string, readonly ChunkKind[]>> = {
	func: ['function', 'method'],
	fn: ['function', 'method'],
	def: ['function', 'method'],
	function: ['function', 'method'],
	var: ['variable'],
	const: ['variable'],
	constant: ['variable'],
	field: ['property'],
	heading: ['section'],
	doc: ['section'],
	docs: ['section'],
	prose: ['section', 'text'],
	tests: ['test'],
};

/** Pasted code and shell lines: here a dash or a quote is part of the text, not an operator. */
const PASTED = /[;{}]|=>|[\w)\]]\(|\)\s*[.;]|[^=!<>]=[^=]|^\s*[$>#]\s|\s--\w|\bat \S+:\d+/;

const TOKEN = /(-?)(lang|language|path|file|kind|type):(?:"([^"]*)"|(\S*))|(-?)"([^"]*)"|\S+/giu;

/**
 * Understands `"quoted"`, `-word`, `-"quoted"`, `lang:`, `path:` (with `-` to leave out) and `kind:`; everything else is text.
 * An operator counts only at the start of a word. In pasted code quotes and dashes are text.
 */
export function parseQuery(query: string, language: LanguageResolver): ParsedQuery {
	const words: string[] = [];
	const literals: string[] = [];
	const excluded: string[] = [];
	const languages = new Set<string>();
	const paths: string[] = [];
	const excludedPaths: string[] = [];
	const kinds = new Set<ChunkKind>();
	const warnings: string[] = [];
	const pasted = PASTED.test(query.replace(/"[^"]*"/g, '""'));

	for (const match of tokensAtWordStarts(query)) {
		const [whole, minus, field, quotedValue, bareValue, quoteMinus, quoted] = match;
		if (field !== undefined) {
			const value = (quotedValue ?? bareValue ?? '').trim();
			const used = value !== '' && takeField(field.toLowerCase(), value, minus === '-');
			if (!used) words.push(whole);
		} else if (quoted !== undefined && !pasted) {
			if (quoted.trim() === '') continue;
			if (quoteMinus === '-') excluded.push(quoted);
			else {
				literals.push(quoted);
				words.push(quoted);
			}
		} else if (!pasted && /^-[\p{L}_][\p{L}\p{N}_]+$/u.test(whole)) {
			excluded.push(whole.slice(1));
		} else {
			words.push(whole);
		}
	}
	if (words.length === 0 && excluded.length > 0) {
		warnings.push('Only words to leave out were given; add what to look for.');
	}
	return {
		text: words.join(' ').trim(),
		literals,
		excluded,
		languages: [...languages],
		paths,
		excludedPaths,
		kinds: [...kinds],
		warnings,
	};

	function takeField(field: string, value: string, negated: boolean): boolean {
		if (field === 'path' || field === 'file') {
			for (const one of value.split(',').filter(Boolean))
				(negated ? excludedPaths : paths).push(asGlob(one));
			return true;
		}
		if (negated) {
			warnings.push(`"-${field}:" is not supported; only "-path:" can leave things out.`);
			return true;
		}
		for (const one of value.split(',').filter(Boolean)) {
			if (field === 'lang' || field === 'language') {
				const id = language(one.toLowerCase());
				if (id === undefined)
					warnings.push(`There is no language "${one}"; the filter was left out.`);
				else languages.add(id);
			} else {
				const found = kindsOf(one.toLowerCase());
				// `type:` is also a word of many languages (`type: string`), so it must be right to count.
				if (found.length === 0 && field === 'type') return false;
				if (found.length === 0)
					warnings.push(`There is no kind "${one}"; known are ${CHUNK_KINDS.join(', ')}.`);
				for (const kind of found) kinds.add(kind);
			}
		}
		return true;
	}
}

function kindsOf(name: string): readonly ChunkKind[] {
	const alias = KIND_ALIASES[name];
	if (alias) return alias;
	const kind = CHUNK_KINDS.find(
		each => each === name || `${each}s` === name || `${each}es` === name,
	);
	return kind ? [kind] : [];
}

/** A value without glob characters means any path that holds it. */
function asGlob(value: string): string {
	const clean = value.replaceAll('\\', '/').replace(/^\.\//, '');
	if (/[*?[\]{}]/.test(clean)) return clean;
	const trimmed = clean.replace(/^\/+|\/+$/g, '');
	return `**/*${trimmed}*{,/**}`;
}

/** Matches of `TOKEN` that start a word; what follows another character directly stays with that word. */
function* tokensAtWordStarts(query: string): Generator<RegExpExecArray> {
	TOKEN.lastIndex = 0;
	for (let match = TOKEN.exec(query); match; match = TOKEN.exec(query)) {
		const end = match.index + match[0].length;
		const after = query[end];
		const [, , field, , , , quoted] = match;
		if (quoted !== undefined && field === undefined && after !== undefined && !/\s/.test(after)) {
			// A quote in the middle of something (`"a"+"b"`): take the whole run of characters as text.
			const run = /\S+/y;
			run.lastIndex = match.index;
			const text = run.exec(query);
			if (text) {
				TOKEN.lastIndex = run.lastIndex;
				yield text;
				continue;
			}
		}
		yield match;
	}
}
