import { foldAscii, type GlobOptions, parseGlob, type Token } from './globTokens';

/**
 * With more runs than this, or in a longer text, backtracking could take for ever (its steps grow with the length to the power of the
 * runs): then the pattern is matched position by position.
 */
const MAX_BACKTRACKING_RUNS = 2;
const MAX_BACKTRACKING_LENGTH = 512;
const MAX_UNIT = 0xffff;

/**
 * Compiles a glob as gitignore(5) and fnmatch(3) describe it: `*`, `?`, `[a-z]`, `[!x]`, `[[:alpha:]]`, `\x`, and with
 * `pathname` the `**` of git. Malformed patterns match nothing. The work of a match is bounded by
 * pattern length × text length, whatever the pattern.
 */
export function compileGlob(
	pattern: string,
	options: GlobOptions & {
		/** What beneath a matching folder matches too: `also` it, or `only` that and not the folder itself. */
		readonly beneath?: 'also' | 'only';
	},
): (text: string) => boolean {
	const tokens = parseGlob(pattern, options);
	if (tokens === undefined) return () => false;
	const fold = options.ignoreCase ? foldAscii : (text: string) => text;
	const runs = tokens.filter(token => token.type === 'run' || token.type === 'folders').length;
	const { beneath } = options;
	const byPosition = (text: string): boolean => {
		const reached = positions(tokens, text, options);
		if (reached === undefined) return false;
		if (beneath !== 'only' && reached[text.length] === 1) return true;
		if (beneath === undefined) return false;
		for (let t = text.indexOf('/', 1); t > 0; t = text.indexOf('/', t + 1))
			if (reached[t] === 1) return true;
		return false;
	};
	if (runs > MAX_BACKTRACKING_RUNS) return text => byPosition(fold(text));
	const source = tokens.map(token => tokenSource(token, options)).join('');
	const end = { also: '(?:$|(?<=.)(?=/))', only: '(?<=.)(?=/)' };
	const expression = new RegExp(`^${source}${beneath === undefined ? '$' : end[beneath]}`, 's');
	return text =>
		text.length > MAX_BACKTRACKING_LENGTH ? byPosition(fold(text)) : expression.test(fold(text));
}

/** The UTF-8 bytes of a string, one a UTF-16 unit: git matches bytes, so that `?` is half an `é`. */
export function toByteString(value: string): string {
	for (let i = 0; i < value.length; i++) {
		if (value.charCodeAt(i) > 127) return Buffer.from(value, 'utf8').toString('latin1');
	}
	return value;
}

function tokenSource(token: Token, { pathname }: GlobOptions): string {
	switch (token.type) {
		case 'char':
			return unit(token.code);
		case 'folders':
			return '(?:.*/)?';
		case 'run':
			return token.deep ? '.*' : '[^/]*';
		case 'set': {
			const inside = token.ranges.map(([low, high]) => `${unit(low)}-${unit(high)}`).join('');
			const noSlash = pathname ? '(?!/)' : '';
			return `${noSlash}[${token.negated ? '^' : ''}${inside}]`;
		}
	}
}

const unit = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

/** The set of positions that the tokens can end at, computed token by token; undefined when there is none. */
function positions(
	tokens: readonly Token[],
	text: string,
	options: GlobOptions,
): Uint8Array | undefined {
	let reached = new Uint8Array(text.length + 1);
	reached[0] = 1;
	for (const token of tokens) {
		const next = new Uint8Array(text.length + 1);
		let open = false;
		let any = false;
		for (let t = 0; t <= text.length; t++) {
			const here = reached[t] === 1;
			const code = t < text.length ? text.charCodeAt(t) : MAX_UNIT + 1;
			if (token.type === 'run') {
				open = open || here;
				if (open) next[t] = 1;
				if (code === 47 && !token.deep) open = false;
			} else if (token.type === 'folders') {
				if (here) next[t] = 1;
				open = open || here;
				if (open && code === 47) next[t + 1] = 1;
			} else if (here && code <= MAX_UNIT && matchesUnit(token, code, options.pathname)) {
				next[t + 1] = 1;
			}
			any ||= next[t] === 1 || next[t + 1] === 1;
		}
		if (!any) return undefined;
		reached = next;
	}
	return reached;
}

function matchesUnit(
	token: Extract<Token, { type: 'char' | 'set' }>,
	code: number,
	pathname: boolean,
): boolean {
	if (token.type === 'char') return token.code === code;
	if (pathname && code === 47) return false;
	return token.ranges.some(([low, high]) => code >= low && code <= high) !== token.negated;
}
