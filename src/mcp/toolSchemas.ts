import { z } from 'zod';
import type { AgentHealth } from '../shared/agent/agentHealth';
import { CHUNK_KINDS } from '../shared/types';

// Plain shapes on purpose: no unions, no references, no nullable fields, for clients that understand only those.

const globs = (what: string) =>
	z.array(z.string().min(1).max(200)).max(50).optional().describe(what);
const line = () => z.number().int().min(1).max(10_000_000);

const FILTERS = {
	folder: z
		.string()
		.max(4_096)
		.optional()
		.describe('Name or absolute path of one served folder; leave out to ask all of them.'),
	limit: z.number().int().min(1).max(50).optional().describe('Most files to return; default 8.'),
	maxTokens: z
		.number()
		.int()
		.min(200)
		.max(50_000)
		.optional()
		.describe('Budget for all results together, in estimated tokens; default 4000.'),
	include: globs('Only files that match one of these globs, such as "src/**/*.ts".'),
	exclude: globs('No files that match one of these globs, such as "**/test/**".'),
	languages: globs('Only these languages, such as "python" or "go".'),
	kinds: z.array(z.enum(CHUNK_KINDS)).max(20).optional().describe('Only these kinds of code.'),
};

export const SEARCH_INPUT = z.object({
	query: z
		.string()
		.min(1)
		.max(4_000)
		.describe(
			'What to find, in plain words ("where are passwords hashed") or as a name. "quoted text" must match literally, -word excludes.',
		),
	mode: z
		.enum(['hybrid', 'meaning', 'keyword'])
		.optional()
		.describe('hybrid (default) fuses both; keyword matches words alone.'),
	...FILTERS,
});

export const SIMILAR_INPUT = z.object({
	path: z.string().min(1).max(4_096).describe('File relative to its folder, as search returns it.'),
	line: line().describe('A line inside the code to compare with, 1-based.'),
	...FILTERS,
});

export const READ_INPUT = z.object({
	path: z.string().min(1).max(4_096).describe('File relative to its folder, as search returns it.'),
	startLine: line().describe('First line, 1-based.'),
	endLine: line().describe('Last line, inclusive; at most 2000 lines at once.'),
	folder: FILTERS.folder,
});

export const STATUS_INPUT = z.object({ folder: FILTERS.folder });

const HEALTH = z.object({
	folder: z.string(),
	state: z.string(),
	detail: z.string(),
	files: z.number(),
	chunks: z.number(),
	searchableByWords: z.number(),
	searchableByMeaning: z.number(),
	refined: z.number(),
	updatedAt: z.string(),
	answeredBy: z.string(),
});

export const ANSWER_OUTPUT = z.object({
	results: z.array(
		z.object({
			folder: z.string(),
			path: z.string(),
			startLine: z.number(),
			endLine: z.number(),
			language: z.string(),
			kind: z.string(),
			symbol: z.string(),
			strength: z.string(),
			textStartLine: z.number(),
			text: z.string(),
			complete: z.boolean(),
		}),
	),
	omitted: z.number(),
	notes: z.array(z.string()),
	health: z.array(HEALTH),
});

export const READ_OUTPUT = z.object({
	folder: z.string(),
	path: z.string(),
	startLine: z.number(),
	endLine: z.number(),
	totalLines: z.number(),
	text: z.string(),
	health: z.array(HEALTH),
});

export const STATUS_OUTPUT = z.object({ health: z.array(HEALTH) });

export type SearchInput = z.infer<typeof SEARCH_INPUT>;
export type SimilarInput = z.infer<typeof SIMILAR_INPUT>;
export type ReadInput = z.infer<typeof READ_INPUT>;
export interface ReadOutput extends Omit<z.infer<typeof READ_OUTPUT>, 'health'> {
	readonly health: readonly AgentHealth[];
}
