/** A place in the code as a question: `similar:src/a.ts#L42` (1-based, as people count). It can be kept, repeated and shared like any other. */
export interface SimilarQuery {
	readonly path: string;
	/** 0-based. */
	readonly line: number;
}

export const formatSimilar = ({ path, line }: SimilarQuery): string =>
	`similar:${path}#L${line + 1}`;

export function parseSimilar(query: string): SimilarQuery | undefined {
	const match = /^\s*similar:(.+)#L(\d{1,9})\s*$/s.exec(query);
	const [, path, line] = match ?? [];
	return path !== undefined && line !== undefined && Number(line) > 0
		? { path, line: Number(line) - 1 }
		: undefined;
}
