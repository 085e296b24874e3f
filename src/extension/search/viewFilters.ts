import type { SearchFilters } from '../../shared/types';
import type { ViewFilters } from '../../shared/view/viewProtocol';

/** What the editor knows at the time of a search: root-relative paths of one folder. */
export interface FilterSurroundings {
	readonly currentFile: string | undefined;
	readonly changedFiles: readonly string[];
	readonly openEditors: readonly string[];
}

/** Splits a comma-separated list of globs; commas inside braces belong to their glob. */
export function splitGlobs(text: string): readonly string[] {
	const globs: string[] = [];
	let depth = 0;
	let glob = '';
	for (const char of text) {
		if (char === '{') depth++;
		else if (char === '}') depth = Math.max(0, depth - 1);
		if (char === ',' && depth === 0) {
			globs.push(glob);
			glob = '';
		} else glob += char;
	}
	globs.push(glob);
	return globs.map(each => each.trim().replace(/^\.\//, '')).filter(each => each !== '');
}

/**
 * The view's filters for one folder.
 *
 * @returns `undefined` when nothing in this folder can pass, so that it need not be asked.
 */
export function toSearchFilters(
	view: ViewFilters,
	folderId: string,
	around: FilterSurroundings,
): SearchFilters | undefined {
	if (view.folders.length > 0 && !view.folders.includes(folderId)) return undefined;
	const limits: (readonly string[])[] = [];
	if (view.currentFile) limits.push(around.currentFile === undefined ? [] : [around.currentFile]);
	if (view.changedFiles) limits.push(around.changedFiles);
	if (view.openEditors) limits.push(around.openEditors);
	const paths = limits.reduce<readonly string[] | undefined>(
		(kept, limit) => (kept ? kept.filter(path => limit.includes(path)) : limit),
		undefined,
	);
	if (paths?.length === 0) return undefined;
	return {
		include: splitGlobs(view.include),
		exclude: splitGlobs(view.exclude),
		languages: view.languages,
		kinds: view.kinds,
		...(paths ? { paths } : {}),
	};
}

export function hasFilters(view: ViewFilters): boolean {
	return (
		view.include !== '' ||
		view.exclude !== '' ||
		view.languages.length + view.kinds.length + view.folders.length > 0 ||
		view.currentFile ||
		view.changedFiles ||
		view.openEditors
	);
}
