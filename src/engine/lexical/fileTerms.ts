import { forEachToken, TermCache } from './codeTokenizer';

/** Marks the term of a defined name, case kept (`=retryFailedUploads`); no token can begin so. */
export const SYMBOL_MARK = '=';

/** The terms of one file, as they travel from a parse worker and into the catalogue. */
export interface FileTerms {
	/** Distinct terms of the file. */
	readonly terms: readonly string[];
	/** Per chunk: number of body pairs, number of name pairs, then that many (position in `terms`, count) pairs, body first. */
	readonly termPairs: Uint32Array<ArrayBuffer>;
}

/**
 * Collects the terms of a file's chunks. Body: all words of the chunk's text. Names: words of the names that it defines
 * and of its scopes, and one marked term for each defined name, so that definitions can be asked for exactly.
 * One collector may serve any number of files, one after the other.
 */
export class FileTermCollector {
	private readonly cache = new TermCache();
	private terms: string[] = [];
	private readonly positions = new Map<string, number>();
	/** Token → positions of its terms: a token that comes again costs one look-up. */
	private readonly tokens = new Map<string, readonly number[]>();
	private counts = new Uint32Array(1024);
	private readonly touched: number[] = [];
	private pairs: number[] = [];
	private length = 0;

	/** @returns Number of body terms, repetitions included: the chunk's length for BM25. */
	addChunk(text: string, definitions: readonly string[], scope: readonly string[]): number {
		const head = this.pairs.length;
		this.pairs.push(0, 0);
		this.length = 0;
		forEachToken(text, this.countToken);
		const bodyLength = this.length;
		this.pairs[head] = this.flush();
		for (const name of definitions) forEachToken(name, this.countToken);
		for (const name of scope) forEachToken(name, this.countToken);
		for (const name of definitions) {
			if (name.length > 0 && name.length <= 200) this.count(this.position(SYMBOL_MARK + name));
		}
		this.pairs[head + 1] = this.flush();
		return bodyLength;
	}

	/** Hands the file over and starts the next. */
	finish(): FileTerms {
		const result = { terms: this.terms, termPairs: Uint32Array.from(this.pairs) };
		this.terms = [];
		this.pairs = [];
		this.positions.clear();
		this.tokens.clear();
		return result;
	}

	private readonly countToken = (token: string): void => {
		let positions = this.tokens.get(token);
		if (positions === undefined) {
			positions = this.cache.termsOf(token).map(term => this.position(term));
			this.tokens.set(token, positions);
		}
		this.length += positions.length;
		for (const position of positions) this.count(position);
	};

	private count(position: number): void {
		const before = this.counts[position] ?? 0;
		if (before === 0) this.touched.push(position);
		this.counts[position] = before + 1;
	}

	private position(term: string): number {
		let position = this.positions.get(term);
		if (position === undefined) {
			position = this.terms.length;
			this.terms.push(term);
			this.positions.set(term, position);
			if (position >= this.counts.length) {
				const grown = new Uint32Array(this.counts.length * 2);
				grown.set(this.counts);
				this.counts = grown;
			}
		}
		return position;
	}

	/** Moves the counts into `pairs`. @returns Number of pairs. */
	private flush(): number {
		for (const position of this.touched) {
			this.pairs.push(position, this.counts[position] ?? 0);
			this.counts[position] = 0;
		}
		const count = this.touched.length;
		this.touched.length = 0;
		return count;
	}
}

/** Paths repeat their folders. */
const pathCache = new TermCache();

/** Distinct terms of a root-relative path: words of its folders, its stem and its extension. */
export function pathTerms(path: string): string[] {
	const terms = new Set<string>();
	forEachToken(path, token => {
		for (const term of pathCache.termsOf(token)) terms.add(term);
	});
	return [...terms];
}
