/** Legal texts and lists of people: the same words everywhere, asked for by name. */
const BOILERPLATE =
	/^(?:licen[cs]es?|copying|notices?|authors|contributors|patents|thanks|third[-_]party[-_]\w+)\b/i;
/** Enough to know a text by. */
const SAMPLE_CHARS = 16_384;
const MIN_LINES = 40;

/**
 * True for plain text that is no prose: logs, licences, word lists, tables of numbers. It is found by its words; windows of
 * a thousand characters with an overlap would only cost.
 *
 * @param path Root-relative, with `/`.
 */
export function isDataText(path: string, text: string): boolean {
	const name = path.slice(path.lastIndexOf('/') + 1);
	if (name.endsWith('.log') || BOILERPLATE.test(name)) return true;
	const sample = text.slice(0, SAMPLE_CHARS);
	const lines = sample.split('\n').filter(line => line.trim() !== '');
	if (lines.length < MIN_LINES) return false;
	const letters = sample.match(/\p{L}/gu)?.length ?? 0;
	const others = sample.match(/[^\p{L}\s]/gu)?.length ?? 0;
	if (others > letters) return true;
	// Prose has lines of several words; a list of names or words has not.
	const single = lines.filter(line => !/\S\s+\S/.test(line.trim())).length;
	return single > lines.length * 0.8;
}
