import * as vscode from 'vscode';
import type { AgentCall } from '../../shared/agent/agentCall';
import type { AgentHit } from '../../shared/agent/agentAnswer';
import { healthText } from '../../shared/agent/agentAnswer';
import { hitText } from '../../shared/agent/spanText';
import { estimateTokens } from '../../shared/agent/tokens';
import { isCancelled, LodestoneError } from '../../shared/errors';
import type { DisposableStore } from '../../shared/lifecycle';
import type { EngineClient } from '../client/engineClient';
import { TOOLS } from '../contributions';
import type { FolderGroup } from '../search/mergeAnswers';
import type { FolderIndex } from '../workspace/folderIndex';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { askFolders } from './askFolders';
import { signalOf } from './token';
import { parseReadInput, parseSearchInput } from './toolInput';
import { healthOf, textWithin, type CountTokens } from './toolText';
import { workspaceLines } from './workspaceFile';

const DEFAULT_TOKENS = 4_000;
const MAX_LINES = 1_000;
const CLIENT = 'VS Code chat';

/** Registers the tools that chat models may call. On a host without them (older forks) nothing is registered. */
export function registerLanguageModelTools(
	engine: EngineClient,
	folders: WorkspaceFolders,
	owned: DisposableStore,
): void {
	const lm = (vscode as { readonly lm?: Partial<typeof vscode.lm> }).lm;
	if (typeof lm?.registerTool !== 'function') return;
	const { t } = vscode.l10n;

	/** Runs one call, writes it down, and turns a failure into a sentence that the model can act on. */
	const answered = async (
		tool: string,
		question: string,
		options: Readonly<Record<string, unknown>>,
		token: vscode.CancellationToken,
		work: (
			signal: AbortSignal,
		) => Promise<{ text: string; places: readonly string[]; tokens: number }>,
	): Promise<vscode.LanguageModelToolResult> => {
		const startedMs = performance.now();
		const cancel = signalOf(token);
		const write = (rest: Pick<AgentCall, 'places' | 'tokens' | 'error'>) =>
			engine
				.call('recordAgentCall', {
					at: new Date().toISOString(),
					client: CLIENT,
					tool,
					question,
					options,
					ms: Math.round(performance.now() - startedMs),
					state: healthOf(snapshots())
						.map(each => each.state)
						.join(', '),
					...rest,
				})
				.catch(() => undefined);
		try {
			const { text, places, tokens } = await work(cancel.signal);
			void write({ places, tokens });
			return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
		} catch (error) {
			const message = error instanceof Error ? error.message : String(error);
			void write({ places: [], tokens: 0, error: message });
			throw isCancelled(error) ? new vscode.CancellationError() : error;
		} finally {
			cancel.dispose();
		}
	};
	const snapshots = () => folders.enabled.map(folder => folder.snapshot);
	const label = (folder: FolderIndex | undefined) =>
		folders.enabled.length > 1 ? (folder?.name ?? '') : '';
	const toHit = async ({ folderId, best }: FolderGroup): Promise<AgentHit> => {
		const folder = folders.byId(folderId);
		const lines = folder && (await workspaceLines(folders, folder, best.path));
		return { folder: label(folder), hit: best, text: hitText(best, lines) };
	};

	owned.add(
		lm.registerTool<unknown>(TOOLS.search, {
			prepareInvocation: ({ input }) => {
				const { query } = parseSearchInput(input);
				return {
					invocationMessage: t('Searching the code for “{0}”', query),
					confirmationMessages: {
						title: t('Search the code with Lodestone'),
						message: t(
							'Find code about “{0}” in the folders of this window. The search runs on this computer; the code that is found goes to the chat model.',
							query,
						),
					},
				};
			},
			invoke: ({ input, tokenizationOptions }, token) => {
				const { query, limit, maxTokens, filters, folder } = parseSearchInput(input);
				const options = { limit, ...filters, ...(folder === '' ? {} : { folder }) };
				return answered('search', query, options, token, async signal => {
					const asked = named(folders.enabled, folder);
					const answer = await askFolders(engine.call, asked, { query, limit, filters, signal });
					const hits = await Promise.all(answer.groups.map(toHit));
					const notes = [
						...answer.warnings,
						...(answer.degraded === undefined ? [] : [answer.degraded]),
						...(answer.nothingConvincing && hits.length > 0
							? ['Nothing convincing: these are only the nearest places.']
							: []),
					];
					const budget = Math.min(
						maxTokens ?? DEFAULT_TOKENS,
						tokenizationOptions?.tokenBudget ?? Infinity,
					);
					const count: CountTokens | undefined =
						tokenizationOptions && (text => tokenizationOptions.countTokens(text, token));
					return textWithin(hits, notes, healthOf(asked.map(each => each.snapshot)), budget, count);
				});
			},
		}),
	);

	owned.add(
		lm.registerTool<unknown>(TOOLS.readSpan, {
			prepareInvocation: ({ input }) => {
				const { path, startLine, endLine } = parseReadInput(input);
				const place = `${path}:${startLine}-${endLine}`;
				return {
					invocationMessage: t('Reading {0}', place),
					confirmationMessages: {
						title: t('Read code with Lodestone'),
						message: t('Read {0} and give it to the chat model.', place),
					},
				};
			},
			invoke: ({ input }, token) => {
				const { path, startLine, endLine, folder } = parseReadInput(input);
				return answered('read_span', `${path}:${startLine}-${endLine}`, {}, token, async signal => {
					const { found, inside } = fileOf(folders.enabled, path, folder);
					// What was left out of the index (secrets, ignored files) is not read for a model either.
					const explanation = await engine.call(
						'explain',
						{ folderId: found.id, path: inside },
						{ signal },
					);
					if (!explanation.indexed)
						throw new LodestoneError(
							'bad-argument',
							`This file is not in the index and is not read: ${explanation.detail}`,
						);
					const lines = await workspaceLines(folders, found, inside);
					if (!lines) throw new LodestoneError('not-found', 'The file cannot be read.');
					const start = Math.min(startLine, lines.length);
					const end = Math.min(endLine, lines.length, start + MAX_LINES - 1);
					const place = `${path}:${start}-${end}`;
					const text = `${place} of ${lines.length} lines\n${lines.slice(start - 1, end).join('\n')}\n\n${healthText(healthOf([found.snapshot]))}`;
					return { text, places: [place], tokens: estimateTokens(text) };
				});
			},
		}),
	);
}

/** @throws {LodestoneError} `not-found` when no folder is open or none has that name. */
function named(folders: readonly FolderIndex[], name: string): readonly FolderIndex[] {
	const found = name === '' ? folders : folders.filter(folder => folder.name === name);
	if (found.length > 0) return found;
	throw new LodestoneError(
		'not-found',
		folders.length === 0
			? 'No folder of this window is indexed.'
			: `There is no folder of that name; there are: ${folders.map(each => each.name).join(', ')}.`,
	);
}

/** The folder of a file, which a model may name with the folder in front as search results do. */
function fileOf(
	folders: readonly FolderIndex[],
	path: string,
	name: string,
): { readonly found: FolderIndex; readonly inside: string } {
	const clean = path.replace(/^\.\//, '');
	const prefix =
		folders.length > 1 && name === ''
			? folders.find(folder => clean.startsWith(`${folder.name}/`))
			: undefined;
	const [found] = prefix ? [prefix] : named(folders, name);
	if (!found) throw new LodestoneError('not-found', 'No folder of this window is indexed.');
	return { found, inside: prefix ? clean.slice(prefix.name.length + 1) : clean };
}
