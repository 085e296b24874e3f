import { platformsIn } from './platforms';
import { tokenTerms, forEachToken } from '../lexical/codeTokenizer';

/** What a path tells about a file without opening it. Flags are 0 or 1, so that they can be signals as they are. */
export interface PathFacts {
	/** Terms of the file name without its extensions. */
	readonly stem: readonly string[];
	/** The file name without extensions, letters and digits only, lower-case. */
	readonly stemKey: string;
	/** See `wholeTerms`. */
	readonly stemTerms: readonly string[];
	/** The file name without extensions as it is written, and with the folder that holds the file before it: what is embedded. */
	readonly stemText: string;
	readonly folderStemText: string;
	/** Terms of the folder that holds the file. */
	readonly folder: readonly string[];
	/** Number of folders above the file. */
	readonly depth: number;
	readonly isTest: number;
	readonly isExample: number;
	/** Prose: Markdown, text, licences. */
	readonly isProse: number;
	/** Data and settings: JSON, YAML, TOML, lock-like. */
	readonly isConfig: number;
	/** A file that collects others: index, `__init__`, mod, lib, main. */
	readonly isEntry: number;
	/** Declares without implementing: `.d.ts`, `.pyi`, headers. */
	readonly isDeclaration: number;
	/** Kept for compatibility, old, or brought in from elsewhere. */
	readonly isLegacy: number;
	/** Under a folder named internal, private or impl, or a name that starts with `_`. */
	readonly isInternal: number;
	/** Platforms that the path names: see `platformsIn`. */
	readonly platforms: readonly string[];
}

const TEST =
	/(?:^|\/)(?:tests?|__tests__|specs?|testing|test[-_]?data|testdata|fixtures?|__mocks__|mocks?|e2e|stubs?|snapshots?)(?:\/|$)|(?:^|\/)(?:test_[^/]*|conftest\.py|[^/]*(?:[._-](?:test|tests|spec|bench)\.[^/]+|_test\.[^/]+|[a-z\d](?:Tests?|Spec|TestCase|IT)\.[a-z]+))$/;
const EXAMPLE =
	/(?:^|\/)(?:examples?|samples?|demos?|docs?(?:_src)?|tutorials?|playground|benchmarks?|bench)(?:\/|$)/i;
const PROSE =
	/(?:\.(?:md|mdx|markdown|rst|adoc|txt|org)|(?:^|\/)(?:readme|license|licence|copying|changelog|authors|notice|contributing)[^/]*)$/i;
const CONFIG =
	/(?:\.(?:json|json5|jsonc|ya?ml|toml|ini|cfg|conf|xml|csv|tsv|plist|properties|lock|bazel|bzl|gradle|cmake|html?|css)|(?:^|\/)(?:makefile|dockerfile|cmakelists\.txt|\.[^/]+))$/i;
const ENTRY =
	/(?:^|\/)(?:index|__init__|__main__|mod|lib|main|init|package|prelude|exports?|module)\.[^/]+$/i;
const DECLARATION = /\.(?:d\.[cm]?ts|pyi|h|hh|hpp|hxx|mli)$/i;
const LEGACY =
	/(?:^|[/_.-])(?:legacy|deprecated|compat(?:ibility)?|old|obsolete|vendor(?:ed)?|third[-_]?party|external|extern|bundled|polyfills?|shims?|v[01]|backports?|archive[ds]?)(?=[/_.-])/i;
const INTERNAL = /(?:^|\/)(?:internals?|private|impl|detail|_[^/_][^/]*)(?:\/|\.|$)/i;

const cache = new Map<string, PathFacts>();
const CACHE_SIZE = 20_000;

/** @param path Root-relative, with `/`. Remembered: the same files come back query after query. */
export function pathFacts(path: string): PathFacts {
	const known = cache.get(path);
	if (known) return known;
	const slash = path.lastIndexOf('/');
	const name = path.slice(slash + 1);
	const above = slash < 0 ? '' : path.slice(0, slash);
	// Only the last ending and what stands for a role: `Serializer.Json.cs` is not `Serializer`.
	const dot = name.lastIndexOf('.');
	const stem = (dot <= 0 ? name : name.slice(0, dot)).replace(
		/\.(?:d|tests?|spec|html|min|config|inl)$/i,
		'',
	);
	const folder = above.slice(above.lastIndexOf('/') + 1);
	const flag = (pattern: RegExp): number => (pattern.test(path) ? 1 : 0);
	const facts: PathFacts = {
		stem: termsOf(stem),
		stemKey: letters(stem),
		// `Serializer.Json.cs` holds a part of `Serializer`.
		stemTerms: wholeTerms(stem.split('.')[0] ?? ''),
		stemText: stem,
		folderStemText: `${folder} ${stem}`,
		folder: termsOf(folder),
		depth: above === '' ? 0 : above.split('/').length,
		isTest: flag(TEST),
		isExample: flag(EXAMPLE),
		isProse: flag(PROSE),
		isConfig: flag(CONFIG),
		isEntry: flag(ENTRY),
		isDeclaration: flag(DECLARATION),
		isLegacy: flag(LEGACY),
		isInternal: flag(INTERNAL),
		platforms: platformsIn(path),
	};
	if (cache.size >= CACHE_SIZE) cache.clear();
	cache.set(path, facts);
	return facts;
}

/** What signals read of a defined name or scope. */
export interface NameFacts {
	/** Terms of its words. */
	readonly words: readonly string[];
	/** See `wholeTerms`. */
	readonly whole: readonly string[];
	/** See `letters`. */
	readonly key: string;
	/** Its last part as it is written, `Bar` for `foo::Bar`, and the letters of that. */
	readonly last: string;
	readonly lastKey: string;
}

/** Words are asked for less often than keys, and cost more. */
class LazyNameFacts implements NameFacts {
	readonly key: string;
	readonly last: string;
	readonly lastKey: string;
	#words: readonly string[] | undefined;
	#whole: readonly string[] | undefined;

	constructor(private readonly name: string) {
		this.key = letters(name);
		const last = Math.max(name.lastIndexOf('.'), name.lastIndexOf('#'), name.lastIndexOf('::') + 1);
		this.last = last <= 0 && !/^[.#]/.test(name) ? name : name.slice(last + 1);
		this.lastKey = this.last === name ? this.key : letters(this.last);
	}

	get words(): readonly string[] {
		return (this.#words ??= termsOf(this.name));
	}

	get whole(): readonly string[] {
		return (this.#whole ??= wholeTerms(this.name));
	}
}

const names = new Map<string, NameFacts>();
const NAME_CACHE_SIZE = 50_000;

/** Remembered, because the same names come back query after query. */
export function nameFacts(name: string): NameFacts {
	const known = names.get(name);
	if (known) return known;
	const facts = new LazyNameFacts(name);
	if (names.size >= NAME_CACHE_SIZE) names.clear();
	names.set(name, facts);
	return facts;
}

/** `empty?`, `@name` */
const MARKS_AROUND = /^[^\p{L}\p{N}_$]+|[^\p{L}\p{N}_$]+$/gu;

/**
 * Index terms that mean a name as a whole: `SessionStore` → `sessionstore`; `session_store` → the same and as it is written; a single
 * word → its stem, for the index holds no other form of it. Of a qualified name (`foo::Bar`) those of its last part.
 */
export function wholeTerms(name: string): string[] {
	const last = (name.split(/::|[.#/]/).at(-1) ?? '').replace(MARKS_AROUND, '');
	const terms = new Set<string>();
	// `session-store` is two tokens of a text, and no term means both.
	if (/^[\p{L}\p{N}_$]+$/u.test(last)) {
		const [whole] = tokenTerms(last);
		if (whole !== undefined) terms.add(whole);
	}
	const key = letters(last);
	if (key !== '' && key !== last.toLowerCase()) terms.add(key);
	return [...terms];
}

/** Index terms of a name's words, without the whole identifier; no duplicates. */
export function termsOf(name: string): string[] {
	const terms = new Set<string>();
	forEachToken(name, token => {
		const all = tokenTerms(token);
		const whole = token.toLowerCase();
		for (const term of all) if (all.length === 1 || term !== whole) terms.add(term);
	});
	return [...terms];
}

/** `retry_failed-Uploads` → `retryfaileduploads`: names that differ in spelling only are the same. */
export function letters(name: string): string {
	if (/^[a-zA-Z0-9]*$/.test(name)) return name.toLowerCase();
	return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
