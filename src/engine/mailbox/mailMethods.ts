import { DEADLINES_MS } from '../../shared/engineProtocol';
import { LodestoneError } from '../../shared/errors';
import { pathProblem } from '../../shared/paths';
import {
	CHUNK_KINDS,
	type Explanation,
	type IndexStatus,
	type SearchFilters,
	type SearchMode,
	type SearchRequest,
	type SearchResponse,
	type SimilarOptions,
} from '../../shared/types';
import { withinPatience } from '../../shared/withinPatience';
import type { Folder, Questions } from '../engineTypes';

/** What came of a question, and the state of the index at that moment. */
export interface Answered<T> {
	readonly value: T;
	readonly status: IndexStatus;
}

/**
 * The part of the engine's protocol that may be asked by mail: it only looks. The folder is not named: a mailbox belongs to one, so that
 * a guest can ask about no other.
 */
export interface MailMethods {
	readonly search: { readonly params: SearchRequest; readonly result: SearchResponse };
	readonly similar: {
		readonly params: SimilarOptions & { readonly path: string; readonly line: number };
		readonly result: SearchResponse;
	};
	readonly explain: { readonly params: { readonly path: string }; readonly result: Explanation };
	readonly status: { readonly params: undefined; readonly result: undefined };
}
export type MailMethod = keyof MailMethods;

/** Milliseconds within which each is answered or given up; those of the window's own questions. */
export const MAIL_DEADLINES_MS: Readonly<Record<MailMethod, number>> = {
	search: DEADLINES_MS.search,
	similar: DEADLINES_MS.similar,
	explain: DEADLINES_MS.explain,
	status: DEADLINES_MS.status,
};

/** How long a question waits for a model that is starting; then the draft table answers. */
const MODEL_PATIENCE_MS = 5_000;
const MAX_QUERY_CHARS = 16_000;
const MAX_PATH_CHARS = 4_096;
const MAX_LIMIT = 100;
const MAX_LIST = 100;
const MAX_LIST_CHARS = 1_000;
const MAX_SNIPPET_LINES = 40;
const MODES: readonly SearchMode[] = ['hybrid', 'meaning', 'keyword'];
const STYLE = process.platform === 'win32' ? 'win32' : 'posix';

/**
 * Answers one question that came by mail, from the index as it is saved. What was learned from what the person opened is not used.
 *
 * @param method, params As they came: nothing is taken for granted.
 * @throws {LodestoneError} `unknown-method`, `bad-argument`, and what the engine says.
 */
export async function answerMail(
	folder: Pick<Folder, 'saved' | 'status' | 'warmUp'>,
	method: string,
	params: unknown,
	signal: AbortSignal,
): Promise<Answered<unknown>> {
	const ask = questionOf(method, params, signal);
	// A window takes a draft vector rather than let its person wait for a model that is just starting; an agent would rather wait.
	if (method === 'search') await withinPatience(folder.warmUp(), MODEL_PATIENCE_MS, signal);
	return await folder.saved(async questions => {
		const value = await ask(questions);
		return { value, status: folder.status() };
	}, signal);
}

function questionOf(
	method: string,
	params: unknown,
	signal: AbortSignal,
): (questions: Questions) => Promise<unknown> {
	switch (method) {
		case 'search': {
			const given = record(params);
			const request: SearchRequest = {
				...optionsOf(given),
				query: text(given['query'], 'query', MAX_QUERY_CHARS),
				...(given['mode'] === undefined ? {} : { mode: one(given['mode'], MODES, 'mode') }),
			};
			return questions => questions.search(request, signal);
		}
		case 'similar': {
			const given = record(params);
			const path = pathOf(given['path']);
			const line = whole(given['line'], 'line', 0, Number.MAX_SAFE_INTEGER);
			const options = optionsOf(given);
			return questions => questions.similar(path, line, options);
		}
		case 'explain': {
			const path = pathOf(record(params)['path']);
			return questions => questions.explain(path);
		}
		case 'status':
			return () => Promise.resolve(undefined);
		default:
			throw new LodestoneError('unknown-method', 'This cannot be asked by mail.');
	}
}

function optionsOf(given: Readonly<Record<string, unknown>>): SimilarOptions {
	const { limit, snippetLines, filters } = given;
	return {
		...(limit === undefined ? {} : { limit: whole(limit, 'limit', 1, MAX_LIMIT) }),
		...(snippetLines === undefined
			? {}
			: { snippetLines: whole(snippetLines, 'snippetLines', 1, MAX_SNIPPET_LINES) }),
		...(filters === undefined ? {} : { filters: filtersOf(record(filters)) }),
	};
}

function filtersOf(given: Readonly<Record<string, unknown>>): SearchFilters {
	const { include, exclude, languages, kinds } = given;
	return {
		...(include === undefined ? {} : { include: list(include, 'include') }),
		...(exclude === undefined ? {} : { exclude: list(exclude, 'exclude') }),
		...(languages === undefined ? {} : { languages: list(languages, 'languages') }),
		...(kinds === undefined
			? {}
			: { kinds: list(kinds, 'kinds').map(kind => one(kind, CHUNK_KINDS, 'kinds')) }),
	};
}

function record(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('mail');
	return value as Readonly<Record<string, unknown>>;
}

function text(value: unknown, what: string, maxChars: number): string {
	if (typeof value !== 'string' || value.length > maxChars) throw malformed(what);
	return value;
}

function whole(value: unknown, what: string, least: number, most: number): number {
	if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most)
		throw malformed(what);
	return value;
}

function list(value: unknown, what: string): readonly string[] {
	if (!Array.isArray(value) || value.length > MAX_LIST) throw malformed(what);
	return value.map(item => text(item, what, MAX_LIST_CHARS));
}

function one<T extends string>(value: unknown, of: readonly T[], what: string): T {
	const found = of.find(each => each === value);
	if (found === undefined) throw malformed(what);
	return found;
}

function pathOf(value: unknown): string {
	const path = text(value, 'path', MAX_PATH_CHARS);
	if (pathProblem(path, STYLE) !== undefined) throw malformed('path');
	return path;
}

const malformed = (what: string): LodestoneError =>
	new LodestoneError('bad-argument', `The ${what} is malformed.`);
