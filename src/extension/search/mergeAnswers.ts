import { mergeByHead } from '../../shared/mergeByHead';
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

/** Merges ranked answers, see `mergeByHead`. */
export function mergeAnswers(answers: readonly FolderAnswer[], limit: number): Answer {
	const groups = mergeByHead(
		answers.map(({ folderId, response }) =>
			response.groups.map((group): FolderGroup => ({ ...group, folderId })),
		),
		limit,
		group => group.best.probability,
	);
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
