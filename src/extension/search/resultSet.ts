import type { SearchHit } from '../../shared/types';
import type { HitRef, RowRef } from '../../shared/view/viewProtocol';
import type { Answer, FolderGroup } from './mergeAnswers';

export interface FoundHit {
	readonly group: FolderGroup;
	readonly hit: SearchHit;
}

/** An answer on screen: what the view names, the host finds here and nowhere else. */
export interface ResultSet {
	readonly seq: number;
	readonly query: string;
	readonly answer: Answer;
	find(ref: HitRef): FoundHit | undefined;
	/** All hits, best first. */
	all(): readonly FoundHit[];
}

export function createResultSet(seq: number, query: string, answer: Answer): ResultSet {
	const hitsOf = (group: FolderGroup) => [group.best, ...group.more];
	return {
		seq,
		query,
		answer,
		find(ref) {
			for (const group of answer.groups) {
				if (group.folderId !== ref.folderId || group.path !== ref.path) continue;
				const hit = hitsOf(group).find(each => each.chunkId === ref.chunkId);
				if (hit) return { group, hit };
			}
			return undefined;
		},
		all: () => answer.groups.flatMap(group => hitsOf(group).map(hit => ({ group, hit }))),
	};
}

/** The answer without the files and hits that a person took off the list. */
export function withoutRows(results: ResultSet, rows: readonly RowRef[]): ResultSet {
	if (rows.length === 0) return results;
	const groups = results.answer.groups.flatMap((group): FolderGroup[] => {
		const gone = rows.filter(row => row.folderId === group.folderId && row.path === group.path);
		if (gone.some(row => row.chunkId === undefined)) return [];
		const chunks = new Set(gone.map(row => row.chunkId));
		const [best, ...more] = [group.best, ...group.more].filter(hit => !chunks.has(hit.chunkId));
		return best ? [{ ...group, best, more }] : [];
	});
	return createResultSet(results.seq, results.query, { ...results.answer, groups });
}
