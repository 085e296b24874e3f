import type { HitRef, TokenStyle, ViewGroup, ViewSnippet } from '../../shared/view/viewProtocol';
import type { Colourer } from '../colour/colourer';

export interface RecolourTarget {
	palette(palette: readonly TokenStyle[]): void;
	snippets(snippets: readonly (HitRef & { readonly snippet: ViewSnippet })[]): void;
}

/** Files coloured between two messages: the first screen comes at once, the rest follows. */
const BATCH = 12;

/** Colours an answer's snippets after it is on screen, best files first; stops when a newer search begins. */
export async function recolour(
	colourer: Colourer,
	groups: readonly ViewGroup[],
	signal: AbortSignal,
	target: RecolourTarget,
): Promise<void> {
	let known = -1;
	for (let from = 0; from < groups.length && !signal.aborted; from += BATCH) {
		const batch = groups
			.slice(from, from + BATCH)
			.flatMap(group =>
				group.hits.flatMap(({ chunkId, snippet }) =>
					snippet ? [{ folderId: group.folderId, path: group.path, chunkId, snippet }] : [],
				),
			);
		const coloured = await colourer.colour(
			batch.map(({ path, snippet }) => ({ path, lines: snippet.lines.map(line => line.text) })),
		);
		if (isOver(signal)) return;
		// The palette grows as styles are met; indices that were sent stay valid.
		if (colourer.palette.length !== known) {
			known = colourer.palette.length;
			target.palette(colourer.palette);
		}
		const snippets = batch.flatMap((entry, i) => {
			const lines = coloured[i];
			if (!lines) return [];
			return [
				{
					...entry,
					snippet: {
						...entry.snippet,
						lines: entry.snippet.lines.map((line, n) => ({ ...line, colours: lines[n] ?? [] })),
					},
				},
			];
		});
		if (snippets.length > 0) target.snippets(snippets);
	}
}

/** A function, for the type checker takes the first look at `aborted` for the last. */
const isOver = (signal: AbortSignal) => signal.aborted;
