import type { SearchHit, SearchResponse } from '../../src/shared/types';

/** All hits of an answer, best of each file first. */
export const hitsOf = ({ groups }: SearchResponse): SearchHit[] =>
	groups.flatMap(({ best, more }) => [best, ...more]);
