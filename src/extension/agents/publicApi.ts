import * as vscode from 'vscode';
import { isCancelled, LodestoneError } from '../../shared/errors';
import { Emitter, type DisposableStore } from '../../shared/lifecycle';
import type { SearchFilters } from '../../shared/types';
import type {
	FolderStatus,
	LodestoneApi,
	LodestoneStatus,
	SearchAnswer,
	SearchMatch,
	SearchOptions,
} from '../../../types/lodestone';
import type { EngineClient } from '../client/engineClient';
import { mergeAnswers, type Answer, type FolderGroup } from '../search/mergeAnswers';
import type { FolderSnapshot } from '../workspace/folderIndex';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { askFolders } from './askFolders';
import { signalOf } from './token';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1_000;

/** What `activate` gives to other extensions; see types/lodestone.d.ts. What they pass in is checked: it is code of others. */
export function createPublicApi(
	engine: EngineClient,
	folders: WorkspaceFolders,
	owned: DisposableStore,
): LodestoneApi {
	const changes = owned.add(new Emitter<LodestoneStatus>());
	const status = (): LodestoneStatus => ({
		engine: engine.state.type,
		folders: folders.all.map(folder => folderStatus(folder.snapshot)),
	});
	let last = JSON.stringify(status());
	const tell = () => {
		const now = status();
		const text = JSON.stringify(now);
		if (text === last) return;
		last = text;
		changes.fire(now);
	};
	owned.add(engine.onDidChangeState(tell));
	owned.add(folders.onDidChange(tell));

	const answered = async (
		token: vscode.CancellationToken | undefined,
		work: (signal: AbortSignal) => Promise<Answer>,
	): Promise<SearchAnswer> => {
		const cancel = signalOf(token);
		try {
			return toAnswer(await work(cancel.signal));
		} catch (error) {
			throw isCancelled(error) ? new vscode.CancellationError() : error;
		} finally {
			cancel.dispose();
		}
	};
	const toAnswer = (answer: Answer): SearchAnswer => ({
		matches: answer.groups.flatMap(group => toMatch(group, folders)),
		complete: folders.enabled.every(({ snapshot }) => isComplete(snapshot)),
		nothingConvincing: answer.nothingConvincing,
		notes: [...answer.warnings, ...(answer.degraded === undefined ? [] : [answer.degraded])],
	});

	return Object.freeze<LodestoneApi>({
		version: 1,
		search: (query: unknown, options, token) =>
			answered(token, signal => {
				if (folders.enabled.length === 0) throw nothingOpen();
				if (typeof query !== 'string')
					throw new LodestoneError('bad-argument', 'query must be text.');
				const { limit, filters } = checked(options);
				return askFolders(engine.call, folders.enabled, {
					query,
					limit,
					filters,
					signal,
				});
			}),
		similar: (uri, line, options, token) =>
			answered(token, async signal => {
				const located = folders.locate(uri);
				if (!located?.folder.enabled) throw nothingOpen();
				const folderId = located.folder.id;
				const { path } = located;
				const response = await engine.call(
					'similar',
					{ folderId, path, line, ...checked(options) },
					{ signal },
				);
				return mergeAnswers([{ folderId, response }], MAX_LIMIT);
			}),
		get status() {
			return status();
		},
		onDidChangeStatus: (listener, thisArgs, disposables) => {
			const listening = changes.event(now => {
				// A listener of another extension must not break ours.
				try {
					listener.call(thisArgs, now);
				} catch (error) {
					console.error(error);
				}
			});
			const registered = new vscode.Disposable(() => listening.dispose());
			disposables?.push(registered);
			return registered;
		},
	});
}

const nothingOpen = () =>
	new LodestoneError('not-found', 'No folder of this window is indexed.', 'Open a folder first.');

function checked(options: SearchOptions | undefined): {
	readonly limit: number;
	readonly filters: SearchFilters;
} {
	const strings = (value: unknown): string[] =>
		Array.isArray(value) ? value.filter(each => typeof each === 'string') : [];
	const limit = options?.limit ?? DEFAULT_LIMIT;
	if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
		throw new LodestoneError(
			'bad-argument',
			`limit must be a whole number from 1 to ${MAX_LIMIT}.`,
		);
	return {
		limit,
		filters: {
			include: strings(options?.include),
			exclude: strings(options?.exclude),
			languages: strings(options?.languages),
		},
	};
}

function toMatch({ folderId, best }: FolderGroup, folders: WorkspaceFolders): SearchMatch[] {
	const uri = folders.resolve(folderId, best.path);
	if (!uri) return [];
	const { span, language, kind, strength, snippet } = best;
	return [
		{
			uri,
			range: new vscode.Range(span.startLine, span.startColumn, span.endLine, span.endColumn),
			language,
			kind,
			symbol: [...best.scope, best.symbol].filter(Boolean).join('.'),
			strength,
			preview: snippet?.lines.join('\n') ?? '',
		},
	];
}

function folderStatus({ root, enabled, status, failure }: FolderSnapshot): FolderStatus {
	const coverage = status?.coverage;
	const share = (n = 0): number =>
		coverage === undefined || coverage.chunks === 0 ? 0 : n / coverage.chunks;
	return {
		uri: vscode.Uri.file(root),
		state: !enabled ? 'off' : failure && !status ? 'error' : (status?.state.type ?? 'opening'),
		files: status?.files ?? 0,
		searchableByWords: share(coverage?.keyword),
		searchableByMeaning: share(coverage?.meaning),
	};
}

function isComplete({ status, progress }: FolderSnapshot): boolean {
	if (!status || status.state.type === 'empty' || status.state.type === 'error') return false;
	const phase = progress?.phase;
	return phase === undefined || phase === 'refining' || phase === 'building-graph';
}
