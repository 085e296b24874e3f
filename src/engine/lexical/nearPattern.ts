import { beginningsOf } from './stemmer';

const PLAIN = /^[\x20-\x7e\n]+$/;
/** The characters beyond ASCII that become ASCII letters when lower-cased: K (Kelvin) and İ. */
const ODD_CASE = ['\u212a', '\u0130'];

let last: { readonly key: string; readonly pattern: RegExp } | undefined;

/**
 * Finds in any text where words may stand that have one of these index terms; all others can be passed over. One search takes the
 * place of splitting and stemming every word.
 *
 * @returns A global pattern, ignoring case: `lastIndex` is to be set before it is used, for it may be shared. Undefined where case is
 * not that of ASCII, or without terms: then every word is to be looked at.
 */
export function nearPattern(terms: ReadonlySet<string>): RegExp | undefined {
	if (terms.size === 0) return undefined;
	// Ranking and showing ask for the pattern of one question, one after the other: it is compiled once.
	const key = [...terms].join('\n');
	if (!PLAIN.test(key)) return undefined;
	if (last?.key !== key) last = { key, pattern: compile(terms) };
	return last.pattern;
}

function compile(terms: ReadonlySet<string>): RegExp {
	const beginnings = [...new Set([...terms].flatMap(beginningsOf))];
	// What holds another beginning is found by that one.
	const least = beginnings.filter(
		text => !beginnings.some(other => other !== text && text.includes(other)),
	);
	const escaped = least.map(text => text.replace(/[^a-z0-9]/g, '\\$&'));
	return new RegExp([...escaped, ...ODD_CASE].join('|'), 'gi');
}
