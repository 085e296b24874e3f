import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { AgentCall } from '../shared/agent/agentCall';
import { answerText, healthText } from '../shared/agent/agentAnswer';
import type { AgentHealth } from '../shared/agent/agentHealth';
import { estimateTokens } from '../shared/agent/tokens';
import { isCancelled, LodestoneError } from '../shared/errors';
import type { FolderTools } from './folderTools';
import {
	ANSWER_OUTPUT,
	READ_INPUT,
	READ_OUTPUT,
	SEARCH_INPUT,
	SIMILAR_INPUT,
	STATUS_INPUT,
	STATUS_OUTPUT,
} from './toolSchemas';

const INSTRUCTIONS =
	'Finds code by what it means in the served folders, fully on this machine. Ask search first, in plain words, instead of grepping for guesses; read_span gives more lines of a result. Each answer says how complete the index is: trust "nothing found" only when it is OK.';

/** The four tools only look: clients may run them without asking. */
const READ_ONLY = {
	readOnlyHint: true,
	destructiveHint: false,
	idempotentHint: true,
	openWorldHint: false,
};

export interface McpServerOptions {
	readonly tools: FolderTools;
	readonly version: string;
	/** Hears every call after it was answered. */
	readonly record: (call: AgentCall) => Promise<void>;
}

/** What a tool answers, before it is put into the protocol's form. */
interface Outcome {
	readonly structured: object;
	readonly text: string;
	readonly health: readonly AgentHealth[];
	readonly places: readonly string[];
}

/** The MCP server over `FolderTools`; the caller connects it to a transport. */
export function createMcpServer({ tools, version, record }: McpServerOptions): McpServer {
	const server = new McpServer(
		{ name: 'lodestone', title: 'Lodestone', version },
		{ instructions: INSTRUCTIONS },
	);
	const answered = async (
		tool: string,
		question: string,
		options: Readonly<Record<string, unknown>>,
		work: () => Promise<Outcome>,
	): Promise<CallToolResult> => {
		const startedMs = performance.now();
		const client = server.server.getClientVersion();
		const write = (rest: Pick<AgentCall, 'places' | 'tokens' | 'state' | 'error'>) =>
			record({
				at: new Date().toISOString(),
				client: client ? `${client.name} ${client.version}` : 'unknown',
				tool,
				question,
				options,
				ms: Math.round(performance.now() - startedMs),
				...rest,
			});
		try {
			const { structured, text, health, places } = await work();
			const state = [...new Set(health.map(each => each.state))].join(', ');
			await write({ places, tokens: estimateTokens(text), state });
			return {
				content: [{ type: 'text', text }],
				structuredContent: structured as Record<string, unknown>,
			};
		} catch (error) {
			const message = failureText(error);
			await write({ places: [], tokens: 0, state: '', error: message });
			return { content: [{ type: 'text', text: message }], isError: true };
		}
	};

	server.registerTool(
		'search',
		{
			title: 'Search code by meaning',
			description:
				'Finds the functions, classes and sections that answer a question or bear a name, best first, with their source. Describe what the code does rather than guessing identifiers.',
			inputSchema: SEARCH_INPUT,
			outputSchema: ANSWER_OUTPUT,
			annotations: READ_ONLY,
		},
		({ query, ...options }, { signal }) =>
			answered('search', query, options, async () => {
				const answer = await tools.search({ query, ...options }, signal);
				return outcomeOf(answer);
			}),
	);
	server.registerTool(
		'similar',
		{
			title: 'Find similar code',
			description: 'Finds code whose meaning is near that of the code at a line of a file.',
			inputSchema: SIMILAR_INPUT,
			outputSchema: ANSWER_OUTPUT,
			annotations: READ_ONLY,
		},
		({ path, line, ...options }, { signal }) =>
			answered('similar', `${path}:${line}`, options, async () =>
				outcomeOf(await tools.similar({ path, line, ...options }, signal)),
			),
	);
	server.registerTool(
		'read_span',
		{
			title: 'Read lines of an indexed file',
			description:
				'Returns lines of a file that is in the index, for example more of a search result. Files that were left out (ignored, secret, outside) are not read.',
			inputSchema: READ_INPUT,
			outputSchema: READ_OUTPUT,
			annotations: READ_ONLY,
		},
		(input, { signal }) =>
			answered(
				'read_span',
				`${input.path}:${input.startLine}-${input.endLine}`,
				input.folder === undefined ? {} : { folder: input.folder },
				async () => {
					const read = await tools.read(input, signal);
					const place = `${read.path}:${read.startLine}-${read.endLine}`;
					const text = `${place} of ${read.totalLines} lines\n${read.text}\n\n${healthText(read.health)}`;
					return { structured: read, text, health: read.health, places: [place] };
				},
			),
	);
	server.registerTool(
		'status',
		{
			title: 'State of the index',
			description: 'Says which folders are served and how complete and fresh their index is.',
			inputSchema: STATUS_INPUT,
			outputSchema: STATUS_OUTPUT,
			annotations: READ_ONLY,
		},
		({ folder }, { signal }) =>
			answered('status', folder ?? '', {}, async () => {
				const health = await tools.status(folder, signal);
				return { structured: { health }, text: statusText(health), health, places: [] };
			}),
	);
	return server;
}

function outcomeOf(answer: Awaited<ReturnType<FolderTools['search']>>): Outcome {
	return {
		structured: answer,
		text: answerText(answer),
		health: answer.health,
		places: answer.results.map(span => `${span.path}:${span.startLine}-${span.endLine}`),
	};
}

/** Beside the state: whose engine answers, which other answers leave out to save tokens. */
function statusText(health: readonly AgentHealth[]): string {
	const who = health.map(each => `Answers about ${each.folder} come from ${each.answeredBy}.`);
	return [healthText(health), ...who].join('\n');
}

function failureText(error: unknown): string {
	if (isCancelled(error)) return 'Cancelled.';
	if (error instanceof LodestoneError)
		return [error.message, error.remedy].filter(Boolean).join(' ');
	return `This failed unexpectedly: ${error instanceof Error ? error.message : String(error)}`;
}
