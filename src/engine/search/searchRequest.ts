import { LodestoneError } from '../../shared/errors';
import type { SearchFilters, SearchRequest } from '../../shared/types';
import type { parseQuery } from './queryParser';

export const MAX_LIMIT = 1_000;
export const DEFAULT_LIMIT = 10;

/** Which files of the order are wanted. @throws {LodestoneError} `bad-argument`. */
export function checkPage(request: SearchRequest): { limit: number; offset: number } {
	const limit = request.limit ?? DEFAULT_LIMIT;
	const offset = request.offset ?? 0;
	if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
		throw new LodestoneError(
			'bad-argument',
			`The limit must be a whole number from 1 to ${MAX_LIMIT}.`,
		);
	if (!Number.isInteger(offset) || offset < 0)
		throw new LodestoneError('bad-argument', 'The offset must be a whole number, 0 or more.');
	return { limit, offset };
}

/** Filters of the request and operators of the query together; an operator goes before the request's own languages and kinds. */
export function joinFilters(
	filters: SearchFilters | undefined,
	parsed: ReturnType<typeof parseQuery>,
): SearchFilters {
	return {
		include: [...(filters?.include ?? []), ...parsed.paths],
		exclude: [...(filters?.exclude ?? []), ...parsed.excludedPaths],
		languages: parsed.languages.length > 0 ? parsed.languages : (filters?.languages ?? []),
		kinds: parsed.kinds.length > 0 ? parsed.kinds : (filters?.kinds ?? []),
		...(filters?.paths === undefined ? {} : { paths: filters.paths }),
	};
}

/** A glob that matches one path. */
export function literalGlob(path: string): string {
	return path.replace(/[\\*?{}()[\]!+@|^$]/g, '\\$&');
}
