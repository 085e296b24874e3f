import type { Coverage, FileGroup, SearchResponse } from '../../shared/types';

/** One folder's answer to a question that was put to several. */
export interface FolderAnswer {
	readonly folderId: string;
	readonly response: SearchResponse;
}

export interface FolderGroup extends FileGroup {
	readonly folderId: string;
}

/** All folders' answers as one. */
export interface Answer {
	readonly groups: readonly FolderGroup[];
	readonly totalFiles: number;
	readonly nothingConvincing: boolean;
	readonly degraded: string | undefined;
	readonly coverage: Coverage;
	readonly basis: 'refined' | 'draft' | 'keyword';
	readonly warnings: readonly string[];
}

/**
 * Merges ranked answers. Scores of two answers compare to nothing, so the calibrated probability of each list's head
 * decides which list gives the next group: every folder's own order is kept.
 */
export function mergeAnswers(answers: readonly FolderAnswer[], limit: number): Answer {
	const lists = answers.map(({ folderId, response }) =>
		response.groups.map((group): FolderGroup => ({ ...group, folderId })),
	);
	const heads = lists.map(() => 0);
	const groups: FolderGroup[] = [];
	while (groups.length < limit) {
		let chosen = -1;
		let most = -1;
		for (const [i, list] of lists.entries()) {
			const probability = list[heads[i] ?? 0]?.best.probability;
			if (probability !== undefined && probability > most) {
				most = probability;
				chosen = i;
			}
		}
		const group = lists[chosen]?.[heads[chosen] ?? 0];
		if (!group) break;
		heads[chosen] = (heads[chosen] ?? 0) + 1;
		groups.push(group);
	}
	const responses = answers.map(answer => answer.response);
	return {
		groups,
		totalFiles: sum(responses.map(response => response.totalFiles)),
		nothingConvincing: responses.every(response => response.nothingConvincing),
		degraded: responses.find(response => response.degraded)?.degraded,
		coverage: sumCoverage(responses.map(response => response.coverage)),
		basis: basisOf(responses, groups),
		warnings: [...new Set(responses.flatMap(response => response.warnings))],
	};
}

export function sumCoverage(all: readonly Coverage[]): Coverage {
	return {
		chunks: sum(all.map(each => each.chunks)),
		keyword: sum(all.map(each => each.keyword)),
		meaning: sum(all.map(each => each.meaning)),
		refined: sum(all.map(each => each.refined)),
	};
}

function basisOf(
	responses: readonly SearchResponse[],
	groups: readonly FolderGroup[],
): Answer['basis'] {
	if (responses.every(response => response.mode === 'keyword')) return 'keyword';
	const precisions = groups.map(group => group.best.precision);
	if (precisions.includes('draft')) return 'draft';
	if (precisions.includes('refined')) return 'refined';
	const coverage = sumCoverage(responses.map(response => response.coverage));
	return coverage.meaning === 0
		? 'keyword'
		: coverage.refined < coverage.chunks
			? 'draft'
			: 'refined';
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
