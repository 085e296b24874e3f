/** Longest question made from a selection, in UTF-16 units: the model reads no more anyway. */
const MAX = 1_000;

/** A selection as a question: one line, without what the question language would take for an operator. */
export function questionFromSelection(selection: string): string {
	return selection
		.replace(/\s+/g, ' ')
		.replace(/(^| )-(?=\S)/g, '$1')
		.replace(/"/g, ' ')
		.replace(/ +/g, ' ')
		.trim()
		.slice(0, MAX);
}
