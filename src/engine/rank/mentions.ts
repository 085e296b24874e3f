import type { KeywordIndex } from '../lexical/keywordIndex';
import { isHeaderKind } from './headerKinds';
import { nameFacts, pathFacts } from './pathFacts';
import type { CandidateChunk } from './types';

/** Names that more chunks have than this are words of the workspace, and name no file. */
const MOST_CHUNKS = 300;
const MOST_NAMES = 4;
const MIN_LETTERS = 3;

/**
 * Which candidate files mention which: a file goes by its own name (one that collects others by its folder's) and by the classes and the
 * like that its candidates define. Only the candidate chunks count, so that what is counted is about the question.
 *
 * @returns Per file, the files of the list that mention it.
 */
export function mentionedBy(
	paths: readonly string[],
	chunks: readonly CandidateChunk[],
	keyword: KeywordIndex,
): number[][] {
	const names = paths.map(path => new Set(fileTerms(path)));
	const fileOf = new Map<number, number>();
	for (const chunk of chunks) {
		fileOf.set(chunk.chunkId, chunk.file);
		const own = names[chunk.file];
		if (own && own.size < MOST_NAMES && chunk.part === 0 && isHeaderKind(chunk.kind))
			for (const term of nameFacts(chunk.symbol).whole) own.add(term);
	}
	return names.map((own, file) => {
		const found = new Set<number>();
		for (const name of own) {
			if (name.length < MIN_LETTERS) continue;
			const term = keyword.dictionary.find(name);
			if (term === undefined || keyword.documentFrequency(term) > MOST_CHUNKS) continue;
			keyword.eachChunkWith(term, chunk => {
				const other = fileOf.get(chunk);
				if (other !== undefined && other !== file) found.add(other);
			});
		}
		return [...found];
	});
}

function fileTerms(path: string): readonly string[] {
	const { stemTerms, isEntry } = pathFacts(path);
	return isEntry === 0 ? stemTerms : nameFacts(path.split('/').at(-2) ?? '').whole;
}
