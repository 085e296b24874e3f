/**
 * Neighbouring words of a question written as one name, the ways code does: `connection pool` → `connectionpool`,
 * `connection_pool`. The index holds whole identifiers as terms, so a compound that exists is a strong hint.
 *
 * @param words Words of the query in order, lower case, unstemmed, without stop words.
 * @returns Candidate terms without duplicates; the caller keeps those that the index holds.
 */
export function compoundTerms(words: readonly string[]): string[] {
	const found = new Set<string>();
	for (let i = 0; i + 1 < words.length; i++) {
		for (const a of forms(words[i] ?? '')) {
			for (const b of forms(words[i + 1] ?? '')) {
				found.add(a + b);
				found.add(`${a}_${b}`);
			}
		}
	}
	return [...found];
}

/** A word and its singular, roughly: names are mostly singular where questions say "pools". */
function forms(word: string): string[] {
	if (/[^su]s$/.test(word) && word.length > 3) return [word, word.slice(0, -1)];
	return [word];
}
