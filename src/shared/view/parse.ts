/**
 * Small hand-written parsers for messages from an untrusted sender. Each takes `unknown` and returns a fresh value
 * with exactly the named fields, or throws `Refused` with the place; nothing of the sender's object is kept.
 */
export class Refused extends Error {
	override readonly name = 'Refused';
}

export type Parser<T> = (value: unknown, at: string) => T;

function refuse(at: string, expected: string): never {
	throw new Refused(`${at}: expected ${expected}`);
}

/** A string that identifies something: longer than `max` UTF-16 units is refused. */
export function string(max: number): Parser<string> {
	return (value, at) =>
		typeof value === 'string' && value.length <= max ? value : refuse(at, `a string of ${max}`);
}

/** A string that is only shown: longer than `max` UTF-16 units is cut, for one long line must not cost the whole answer. */
export function shown(max: number): Parser<string> {
	return (value, at) => {
		if (typeof value !== 'string') return refuse(at, 'a string');
		return value.length <= max ? value : `${value.slice(0, max - 1)}…`;
	};
}

export function matching(pattern: RegExp, max: number): Parser<string> {
	return (value, at) =>
		typeof value === 'string' && value.length <= max && pattern.test(value)
			? value
			: refuse(at, pattern.source);
}

export const boolean: Parser<boolean> = (value, at) =>
	typeof value === 'boolean' ? value : refuse(at, 'a boolean');

/** A safe integer in min..max. */
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Parser<number> {
	return (value, at) =>
		typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
			? value
			: refuse(at, `an integer ${min}..${max}`);
}

/** A finite number in min..max. */
export function number(min: number, max: number): Parser<number> {
	return (value, at) =>
		typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max
			? value
			: refuse(at, `a number ${min}..${max}`);
}

export function oneOf<const T extends string | number>(values: readonly T[]): Parser<T> {
	return (value, at) => {
		const found = values.find(candidate => candidate === value);
		return found === undefined ? refuse(at, values.join(' | ')) : found;
	};
}

/** An array of at most `max` items; a longer one is refused. */
export function list<T>(item: Parser<T>, max: number): Parser<readonly T[]> {
	return (value, at) =>
		Array.isArray(value) && value.length <= max
			? value.map((entry: unknown, i) => item(entry, `${at}[${i}]`))
			: refuse(at, `a list of at most ${max}`);
}

/** A list of at most `max` integers in 0..`highest`; one loop, because a thousand coloured snippets hold very many. */
export function integers(highest: number, max: number): Parser<readonly number[]> {
	return (value, at) => {
		if (!Array.isArray(value) || value.length > max) return refuse(at, `at most ${max} integers`);
		return (value as readonly unknown[]).map(entry => {
			const fits = typeof entry === 'number' && Number.isInteger(entry) && entry >= 0;
			return fits && entry <= highest ? entry : refuse(at, `integers 0..${highest}`);
		});
	};
}

/** `undefined` and `null` (JSON has no undefined) become undefined. */
export function optional<T>(parser: Parser<T>): Parser<T | undefined> {
	return (value, at) => (value === undefined || value === null ? undefined : parser(value, at));
}

/** An object: every named field is parsed, every other one dropped. */
export function shape<T extends object>(fields: {
	readonly [K in keyof T]-?: Parser<T[K]>;
}): Parser<T> {
	const entries = Object.entries<Parser<unknown>>(fields);
	return (value, at) => {
		const source = object(value, at);
		return Object.fromEntries(
			entries.map(([key, parser]) => [
				key,
				parser(Object.hasOwn(source, key) ? source[key] : undefined, `${at}.${key}`),
			]),
		) as T;
	};
}

/** A map from short keys to values, without a prototype, so that `__proto__` is a key like any other. */
export function map<T>(item: Parser<T>, max: number): Parser<Readonly<Record<string, T>>> {
	return (value, at) => {
		const entries = Object.entries(object(value, at));
		if (entries.length > max) return refuse(at, `at most ${max} entries`);
		const out = Object.create(null) as Record<string, T>;
		for (const [key, entry] of entries) out[string(200)(key, at)] = item(entry, `${at}.${key}`);
		return out;
	};
}

/** Chooses the parser by the object's `type` field. */
export function union<T>(variants: Readonly<Record<string, Parser<T>>>): Parser<T> {
	return (value, at) => {
		const type = object(value, at)['type'];
		const parser =
			typeof type === 'string' && Object.hasOwn(variants, type) ? variants[type] : undefined;
		return parser === undefined ? refuse(at, Object.keys(variants).join(' | ')) : parser(value, at);
	};
}

export function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Readonly<Record<string, unknown>>)
		: refuse(at, 'an object');
}
