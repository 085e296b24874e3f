import { LodestoneError } from '../../shared/errors';
import { CHUNK_KINDS, type ChunkKind, type SearchFilters } from '../../shared/types';

export interface SearchToolInput {
	readonly query: string;
	/** Empty: all folders. */
	readonly folder: string;
	readonly limit: number;
	readonly maxTokens: number | undefined;
	readonly filters: SearchFilters;
}
export interface ReadToolInput {
	readonly path: string;
	readonly folder: string;
	/** 1-based, inclusive. */
	readonly startLine: number;
	readonly endLine: number;
}

const DEFAULT_LIMIT = 8;
const MAX_LIMIT = 50;
const MIN_TOKENS = 200;
const MAX_TOKENS = 50_000;

/**
 * Input of the search tool. The host checks it against the manifest's schema, but a model's numbers may still be odd: they are brought
 * into range; what cannot be understood is an error that the model can read.
 *
 * @throws {LodestoneError} `bad-argument`.
 */
export function parseSearchInput(input: unknown): SearchToolInput {
	const given = record(input);
	const query = text(given['query']);
	if (query === '') throw new LodestoneError('bad-argument', 'The query is empty.');
	const maxTokens = given['maxTokens'];
	const kinds = strings(given['kinds']).filter((kind): kind is ChunkKind =>
		(CHUNK_KINDS as readonly string[]).includes(kind),
	);
	const lists = {
		include: strings(given['include']),
		exclude: strings(given['exclude']),
		languages: strings(given['languages']),
		kinds,
	};
	return {
		query,
		folder: text(given['folder']),
		limit: clamp(given['limit'], 1, MAX_LIMIT, DEFAULT_LIMIT),
		maxTokens:
			maxTokens === undefined ? undefined : clamp(maxTokens, MIN_TOKENS, MAX_TOKENS, MIN_TOKENS),
		filters: Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)),
	};
}

/** Input of the tool that reads lines. @throws {LodestoneError} `bad-argument`. */
export function parseReadInput(input: unknown): ReadToolInput {
	const given = record(input);
	const path = text(given['path']);
	if (path === '') throw new LodestoneError('bad-argument', 'The path is empty.');
	const startLine = clamp(given['startLine'], 1, Number.MAX_SAFE_INTEGER, 1);
	const endLine = clamp(given['endLine'], 1, Number.MAX_SAFE_INTEGER, startLine);
	if (endLine < startLine)
		throw new LodestoneError('bad-argument', 'endLine lies before startLine.');
	return { path, folder: text(given['folder']), startLine, endLine };
}

const record = (input: unknown): Record<string, unknown> =>
	typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
const text = (value: unknown): string =>
	typeof value === 'string' ? value.trim().slice(0, 4_000) : '';
const strings = (value: unknown): string[] =>
	Array.isArray(value)
		? value.filter((each): each is string => typeof each === 'string' && each !== '').slice(0, 50)
		: [];
function clamp(value: unknown, least: number, most: number, otherwise: number): number {
	return typeof value === 'number' && Number.isFinite(value)
		? Math.min(most, Math.max(least, Math.round(value)))
		: otherwise;
}
