/**
 * The text as a string of its own. A slice of 13 or more characters keeps the whole text that it was cut from alive in V8: a
 * cache of identifiers would keep every file that they stand in.
 */
export function detached(text: string): string {
	return text.length < 13 ? text : ` ${text}`.slice(1);
}
