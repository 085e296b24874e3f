/** Both ends inclusive, as UTF-16 units. */
type Range = readonly [low: number, high: number];

/** A piece of a glob. */
export type Token =
	| { readonly type: 'char'; readonly code: number }
	/** One of the ranges, or none of them. */
	| { readonly type: 'set'; readonly ranges: readonly Range[]; readonly negated: boolean }
	/** Any run; `deep` runs cross `/`. */
	| { readonly type: 'run'; readonly deep: boolean }
	/** Nothing, or anything that ends with a slash. */
	| { readonly type: 'folders' };

export interface GlobOptions {
	/** `*`, `?` and sets do not match `/`; `**` between slashes matches folders. */
	readonly pathname: boolean;
	/** ASCII letters match in either case. */
	readonly ignoreCase: boolean;
}

/** Lower-cases ASCII letters only, as git does. */
export function foldAscii(text: string): string {
	return text.replace(/[A-Z]+/g, letters => letters.toLowerCase());
}

/** The pieces of a glob; undefined for a pattern that cannot match anything. */
export function parseGlob(pattern: string, options: GlobOptions): Token[] | undefined {
	const tokens: Token[] = [];
	for (let p = 0; p < pattern.length; p++) {
		const c = pattern.charAt(p);
		if (c === '*') {
			const from = p;
			while (pattern.charAt(p + 1) === '*') p++;
			p += pushRun(tokens, pattern, from, p, options.pathname);
		} else if (c === '?') {
			tokens.push({ type: 'set', ranges: [], negated: true });
		} else if (c === '[') {
			const set = parseSet(pattern, p + 1, options.ignoreCase);
			if (set === undefined) return undefined;
			tokens.push(set.token);
			p = set.end;
		} else if (c === '\\') {
			p++;
			if (p >= pattern.length) return undefined;
			// git compares an escaped capital as it stands, even when it ignores case elsewhere.
			tokens.push({ type: 'char', code: pattern.charCodeAt(p) });
		} else {
			const folded = options.ignoreCase ? foldAscii(c) : c;
			tokens.push({ type: 'char', code: folded.charCodeAt(0) });
		}
	}
	return tokens;
}

/** Adds the token of the stars at `from`..`to`; returns how many further characters belong to it. */
function pushRun(
	tokens: Token[],
	pattern: string,
	from: number,
	to: number,
	pathname: boolean,
): number {
	const rest = pattern.slice(to + 1, to + 3);
	const between =
		to > from &&
		(from === 0 || pattern.charAt(from - 1) === '/') &&
		(rest === '' || rest.startsWith('/') || rest === '\\/');
	if (pathname && between && rest.startsWith('/')) {
		tokens.push({ type: 'folders' });
		return 1;
	}
	tokens.push({ type: 'run', deep: !pathname || between });
	return 0;
}

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
	alnum: [
		[48, 57],
		[65, 90],
		[97, 122],
	],
	alpha: [
		[65, 90],
		[97, 122],
	],
	blank: [
		[9, 9],
		[32, 32],
	],
	cntrl: [
		[0, 31],
		[127, 127],
	],
	digit: [[48, 57]],
	graph: [[33, 126]],
	lower: [[97, 122]],
	print: [[32, 126]],
	punct: [
		[33, 47],
		[58, 64],
		[91, 96],
		[123, 126],
	],
	space: [
		[9, 13],
		[32, 32],
	],
	upper: [[65, 90]],
	xdigit: [
		[48, 57],
		[65, 70],
		[97, 102],
	],
};

/** Parses what follows `[`. `end` is the position of the closing bracket; undefined when malformed. */
function parseSet(
	pattern: string,
	start: number,
	ignoreCase: boolean,
): { token: Token; end: number } | undefined {
	const ranges: Range[] = [];
	const addRange = (low: number, high: number): void => {
		ranges.push([low, high]);
		// Ranges and classes also take the small forms of the capitals in them; single letters do not (git).
		const from = Math.max(low, 65);
		const to = Math.min(high, 90);
		if (ignoreCase && from <= to) ranges.push([from + 32, to + 32]);
	};
	let p = start;
	const negated = pattern.charAt(p) === '!' || pattern.charAt(p) === '^';
	if (negated) p++;
	/** The character that a following `-` would start a range from; 0 when there is none. */
	let previous = 0;
	// A bracket in the first place stands for itself.
	for (let first = true; first || pattern.charAt(p) !== ']'; first = false, p++) {
		const c = pattern.charAt(p);
		if (c === '') return undefined;
		if (c === '\\') {
			p++;
			if (p >= pattern.length) return undefined;
			previous = pattern.charCodeAt(p);
			ranges.push([previous, previous]);
		} else if (c === '-' && previous !== 0 && !['', ']'].includes(pattern.charAt(p + 1))) {
			p++;
			if (pattern.charAt(p) === '\\') p++;
			if (p >= pattern.length) return undefined;
			const high = pattern.charCodeAt(p);
			if (previous <= high) addRange(previous, high);
			previous = 0;
		} else if (c === '[' && pattern.charAt(p + 1) === ':') {
			const close = pattern.indexOf(']', p + 2);
			if (close < 0) return undefined;
			if (close > p + 2 && pattern.charAt(close - 1) === ':') {
				const members = CLASSES[pattern.slice(p + 2, close - 1)];
				if (members === undefined) return undefined;
				for (const [low, high] of members) addRange(low, high);
				p = close;
				previous = 0;
			} else {
				ranges.push([91, 91]);
				previous = 91;
			}
		} else {
			previous = pattern.charCodeAt(p);
			ranges.push([previous, previous]);
		}
	}
	return { token: { type: 'set', ranges, negated }, end: p };
}
