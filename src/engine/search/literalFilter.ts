import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { Candidates } from '../rank/gather';
import type { RankedFile } from '../rank/types';
import { Hydrator } from './hydrate';
import type { TextCache } from './textCache';

/** Files whose text is read at most to test literals: bounds the time of one query. */
const MAX_FILES = 400;

/**
 * Makes the test for `"quoted"` text (must stand in the chunk, case-sensitive only if it holds a capital letter) and `-words`
 * (must not, whole words, any case). Texts are read from disk, best files first.
 *
 * @returns undefined when the query has neither.
 */
export function literalFilter(
	index: WorkspaceIndex,
	root: string,
	overlays: ReadonlyMap<string, string>,
	maxFileBytes: number,
	texts: TextCache,
	literals: readonly string[],
	excluded: readonly string[],
): ((candidates: Candidates, ranked: readonly RankedFile[]) => Promise<RankedFile[]>) | undefined {
	if (literals.length === 0 && excluded.length === 0) return undefined;
	const must = literals.map(literal => {
		const exact = /\p{Lu}/u.test(literal);
		const wanted = exact ? literal : literal.toLowerCase();
		return (text: string, lower: string): boolean => (exact ? text : lower).includes(wanted);
	});
	const mustNot = excluded.map(word => {
		const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
		return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'iu');
	});
	return async (candidates, ranked) => {
		const hydrator = new Hydrator(index, root, maxFileBytes, overlays, texts);
		const kept: RankedFile[] = [];
		for (const [i, file] of ranked.slice(0, MAX_FILES).entries()) {
			// Reading hundreds of files must not hold up a cancellation.
			if (i % 20 === 19) await new Promise(resolve => setImmediate(resolve));
			const chunks = file.chunks.filter(({ index: place }) => {
				const chunk = candidates.chunks[place];
				const text = chunk === undefined ? undefined : hydrator.text(chunk.chunkId);
				if (text === undefined) return false;
				const lower = text.toLowerCase();
				return (
					must.every(test => test(text, lower)) && !mustNot.some(pattern => pattern.test(text))
				);
			});
			if (chunks.length > 0) kept.push({ ...file, chunks });
		}
		return kept;
	};
}
