/** The vocabulary split by position, so that a look-up needs no `##` in front of it. */
export interface WordPieceVocabulary {
	readonly initial: ReadonlyMap<string, number>;
	readonly continuing: ReadonlyMap<string, number>;
	readonly unknownId: number;
	/** Length in UTF-16 units of the longest piece. */
	readonly longest: number;
	readonly maxCharsPerWord: number;
}

export function splitVocabulary(
	vocabulary: Readonly<Record<string, number>>,
	unknownToken: string,
	maxCharsPerWord: number,
): WordPieceVocabulary {
	const initial = new Map<string, number>();
	const continuing = new Map<string, number>();
	let longest = 1;
	for (const [token, id] of Object.entries(vocabulary)) {
		if (token.startsWith('##') && token.length > 2) continuing.set(token.slice(2), id);
		// A word cannot start with `##` (both are punctuation), so `initial` needs none of those.
		else initial.set(token, id);
		longest = Math.max(longest, token.length);
	}
	const unknownId = vocabulary[unknownToken] ?? 100;
	return { initial, continuing, unknownId, longest, maxCharsPerWord };
}

/**
 * Cuts one lower-case ASCII word into its longest matching pieces, left to right.
 * @returns ids; one unknown id if the word is too long or a rest matches nothing.
 * @see Schuster, Nakajima 2012; Devlin et al. 2019 (WordPiece, greedy longest match first).
 */
export function wordPieces(word: string, vocabulary: WordPieceVocabulary): number[] {
	const { initial, continuing, unknownId, longest, maxCharsPerWord } = vocabulary;
	if (word.length > maxCharsPerWord) return [unknownId];
	const whole = initial.get(word);
	if (whole !== undefined) return [whole];
	const ids: number[] = [];
	let start = 0;
	while (start < word.length) {
		const pieces = start === 0 ? initial : continuing;
		let end = Math.min(word.length, start + longest);
		let id: number | undefined;
		for (; end > start; end--) {
			id = pieces.get(word.slice(start, end));
			if (id !== undefined) break;
		}
		if (id === undefined) return [unknownId];
		ids.push(id);
		start = end;
	}
	return ids;
}
