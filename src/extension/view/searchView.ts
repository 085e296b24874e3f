import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { errorCode, isCancelled } from '../../shared/errors';
import { DisposableStore, Emitter, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import { parseViewMessage } from '../../shared/view/parseViewMessage';
import { viewHtml } from '../../shared/view/viewHtml';
import type {
	HitRef,
	HostMessages,
	TokenStyle,
	ViewCommand,
	ViewFilters,
	ViewMessage,
	ViewMessages,
	ViewSnapshot,
} from '../../shared/view/viewProtocol';
import type { Colourer } from '../colour/colourer';
import { CONTEXT, VIEW_SEARCH } from '../contributions';
import { describeProblem } from '../messages';
import type { Answer } from '../search/mergeAnswers';
import { openHit } from '../search/openHit';
import { createResultSet, type FoundHit, type ResultSet } from '../search/resultSet';
import type { Searcher } from '../search/searcher';
import { formatSimilar } from '../search/similarQuery';
import { questionWords, toViewGroup } from '../search/toView';
import type { WindowOptions } from '../settings';
import { isDirty } from '../workspace/overlays';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import type { HitExplanation } from './explainHit';
import { recolour } from './recolour';

export interface SearchViewOptions {
	readonly extensionUri: vscode.Uri;
	readonly folders: WorkspaceFolders;
	readonly searcher: Searcher;
	readonly colourer: Colourer;
	readonly explain: (found: FoundHit | undefined, query: string) => Promise<HitExplanation>;
	/** State of the model in the engine, asked anew. */
	readonly modelState: (folderId: string) => Promise<'ready' | 'loading' | 'failed'>;
	readonly settings: () => WindowOptions;
	readonly snapshot: (palette: readonly TokenStyle[], history: readonly string[]) => ViewSnapshot;
	readonly memento: vscode.Memento;
	readonly logger: Logger;
	readonly runCommand: (command: ViewCommand, folderId: string, text: string) => void;
	readonly copyMarkdown: (results: ResultSet, hit: HitRef | undefined) => void;
}

const HISTORY_KEY = 'history';
const SNAPSHOT_MS = 200;
const MODEL_LOOK_MS = 400;
const MODEL_WAIT_MS = 20_000;

/** The search view's host: answers the page, which it does not trust. */
export class SearchView implements vscode.WebviewViewProvider, Disposable {
	readonly #options: SearchViewOptions;
	readonly #owned = new DisposableStore();
	readonly #shown = this.#owned.add(new Emitter<void>());
	#page: { readonly view: vscode.WebviewView; ready: boolean } | undefined;
	/** What was asked before the page was there. */
	#waiting: unknown[] = [];
	#search:
		{ readonly ask: ViewMessages['search']; readonly controller: AbortController } | undefined;
	#results: ResultSet | undefined;
	#lastMessage: HostMessages['results'] | undefined;
	#snapshotTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: SearchViewOptions) {
		this.#options = options;
		this.#owned.add(options.colourer.onDidChangeTheme(() => void this.#themeChanged()));
	}

	/** The answer on screen, for the commands that work on it. */
	get results(): ResultSet | undefined {
		return this.#results;
	}

	get visible(): boolean {
		return this.#page?.view.visible === true;
	}

	/** Fires each time the page is up and listening. */
	get onDidShow() {
		return this.#shown.event;
	}

	resolveWebviewView(view: vscode.WebviewView): void {
		const { extensionUri } = this.#options;
		const page = { view, ready: false };
		this.#page = page;
		const dist = vscode.Uri.joinPath(extensionUri, 'dist');
		view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
		const asset = (...parts: string[]) =>
			view.webview.asWebviewUri(vscode.Uri.joinPath(dist, ...parts)).toString();
		const owned = new DisposableStore();
		owned.add(view.webview.onDidReceiveMessage((raw: unknown) => this.#receive(raw)));
		owned.add(view.onDidChangeVisibility(() => view.visible && this.refresh()));
		view.onDidDispose(() => {
			owned.dispose();
			this.#search?.controller.abort();
			if (this.#page === page) this.#page = undefined;
		});
		view.webview.html = viewHtml({
			cspSource: view.webview.cspSource,
			nonce: randomBytes(16).toString('base64url'),
			scriptUri: asset('webview.js'),
			codiconUri: asset('codicons', 'codicon.css'),
			locale: vscode.env.language,
		});
	}

	/** Shows the view with the focus in its box. */
	async reveal(): Promise<void> {
		await vscode.commands.executeCommand(`${VIEW_SEARCH}.focus`);
		this.post('focusBox', { select: true });
	}

	/** Shows the view and asks there. */
	async ask(query: string, filters?: ViewFilters): Promise<void> {
		await vscode.commands.executeCommand(`${VIEW_SEARCH}.focus`);
		this.post('setQuery', { query, filters, submit: true });
	}

	/** Sends a message; one that comes before the page listens waits for it. */
	post<K extends keyof HostMessages>(type: K, data: HostMessages[K]): void {
		const page = this.#page;
		if (page?.ready === true) void page.view.webview.postMessage({ type, data });
		// Only what a person asked for is worth waiting: states are told anew once the page listens.
		else if (type === 'setQuery' || type === 'focusBox') this.#waiting.push({ type, data });
	}

	/** The state of folders or settings changed; a hidden view hears of it when it shows again. */
	refresh(): void {
		if (!this.#page?.ready || !this.#page.view.visible) return;
		this.#snapshotTimer ??= setTimeout(() => {
			this.#snapshotTimer = undefined;
			this.#postSnapshot();
		}, SNAPSHOT_MS);
	}

	#postSnapshot(): void {
		const history = this.#options.memento.get<readonly string[]>(HISTORY_KEY, []);
		this.post('snapshot', this.#options.snapshot(this.#options.colourer.palette, history));
	}

	#receive(raw: unknown): void {
		const message = parseViewMessage(raw);
		if (message instanceof Error) {
			this.#options.logger.log('warn', `The view sent something else: ${message.message}`);
			return;
		}
		void this.#handle(message).catch((error: unknown) => {
			this.#options.logger.log('error', `Message ${message.type} failed`, { error: String(error) });
		});
	}

	async #handle(message: ViewMessage): Promise<void> {
		const { logger, memento, folders } = this.#options;
		switch (message.type) {
			case 'ready':
				this.#becomeReady();
				return;
			case 'search':
				await this.#runSearch(message.data);
				return;
			case 'requestMore':
				if (this.#search?.ask.seq === message.data.seq)
					await this.#runSearch({ ...this.#search.ask, limit: message.data.limit }, true);
				return;
			case 'cancel':
				if (this.#search?.ask.seq === message.data.seq) this.#search.controller.abort();
				return;
			case 'open': {
				const { how, span } = message.data;
				const uri = folders.resolve(message.data.folderId, message.data.path);
				if (!uri) return;
				const snippet = this.#results?.find(message.data)?.hit.snippet;
				await openHit({ uri, span, snippet }, how).catch((error: unknown) => {
					const detail = error instanceof Error ? error.message : String(error);
					const problem = describeProblem('not-found', detail, '', vscode.l10n.t);
					const title = vscode.l10n.t('The file cannot be opened');
					this.post('error', { ...problem, title, remedy: '', seq: message.data.seq });
				});
				return;
			}
			case 'expandWhy': {
				const { seq, folderId, path, chunkId } = message.data;
				const found = this.#results?.find(message.data);
				const query = this.#results?.query ?? '';
				const why = await this.#options.explain(found, query);
				this.post('whyResult', { seq, folderId, path, chunkId, ...why });
				return;
			}
			case 'similar': {
				const { path, span } = message.data;
				const query = formatSimilar({ path, line: span.startLine });
				this.post('setQuery', { query, filters: undefined, submit: true });
				return;
			}
			case 'setHistory':
				await memento.update(HISTORY_KEY, message.data.history);
				return;
			case 'runCommand':
				this.#options.runCommand(message.data.command, message.data.folderId, message.data.text);
				return;
			case 'copyMarkdown':
				if (this.#results) this.#options.copyMarkdown(this.#results, message.data.hit);
				return;
			case 'viewError':
				logger.log('error', `View: ${message.data.message}`);
		}
	}

	#becomeReady(): void {
		const page = this.#page;
		if (!page) return;
		page.ready = true;
		this.#options.colourer.warm();
		this.#postSnapshot();
		// The page is new, its seq starts anew: an answer from before would be one nobody asked for.
		this.#lastMessage = undefined;
		for (const message of this.#waiting.splice(0)) void page.view.webview.postMessage(message);
		this.#shown.fire();
	}

	async #runSearch(ask: ViewMessages['search'], more = false): Promise<void> {
		this.#search?.controller.abort();
		const controller = new AbortController();
		this.#search = { ask, controller };
		const { signal } = controller;
		const { seq, query, filters } = ask;
		const startedAt = performance.now();
		const limit = Math.min(1000, Math.max(1, ask.limit));
		if (query.trim() === '') {
			this.#setResults(undefined);
			return;
		}
		const show = (answer: Answer, stage: 'partial' | 'final', unfilteredFiles?: number) => {
			if (signal.aborted) return;
			const results = createResultSet(seq, query, answer);
			this.#setResults(results);
			const message = this.#toMessage(
				results,
				stage,
				limit,
				performance.now() - startedAt,
				unfilteredFiles,
			);
			this.#lastMessage = message;
			this.post('results', message);
			if (stage === 'final') void this.#colour(results, signal);
		};
		const question = { query, filters, limit, signal };
		try {
			const answer = await this.#options.searcher.ask({
				...question,
				...(more ? {} : { onPartial: (partial: Answer) => show(partial, 'partial') }),
			});
			const loading = answer.basis !== 'refined' && (await this.#modelLoads(answer));
			const hidden =
				answer.totalFiles === 0
					? await this.#options.searcher.unfilteredFiles(question)
					: undefined;
			show(loading ? { ...answer, degraded: undefined } : answer, 'final', hidden);
			if (loading) void this.#againWithModel(answer, signal);
		} catch (error) {
			if (signal.aborted || isCancelled(error)) return;
			const detail = error instanceof Error ? error.message : String(error);
			const problem = describeProblem(errorCode(error), detail, remedyOf(error), vscode.l10n.t);
			this.post('error', { ...problem, seq });
		}
	}

	async #modelLoads(answer: Answer): Promise<boolean> {
		const folderId = answer.groups[0]?.folderId;
		if (folderId === undefined) return false;
		return (await this.#options.modelState(folderId)) === 'loading';
	}

	/** A model that only needs its second to load is no trouble to tell of: the question is asked again once it is there. */
	async #againWithModel(answer: Answer, signal: AbortSignal): Promise<void> {
		for (let waited = 0; waited < MODEL_WAIT_MS; waited += MODEL_LOOK_MS) {
			await new Promise(resolve => setTimeout(resolve, MODEL_LOOK_MS));
			if (signal.aborted) return;
			if (await this.#modelLoads(answer)) continue;
			if (!isOver(signal)) this.post('searchAgain', {});
			return;
		}
	}

	#setResults(results: ResultSet | undefined): void {
		this.#results = results;
		const some = (results?.answer.groups.length ?? 0) > 0;
		void vscode.commands.executeCommand('setContext', CONTEXT.hasResults, some);
	}

	#toMessage(
		results: ResultSet,
		stage: 'partial' | 'final',
		limit: number,
		elapsedMs: number,
		unfilteredFiles: number | undefined,
	): HostMessages['results'] {
		const { answer, seq, query } = results;
		const { folders } = this.#options;
		const options = {
			previewLines: this.#options.settings().previewLines,
			words: questionWords(query),
			isUnsaved(folderId: string, path: string) {
				const uri = folders.resolve(folderId, path);
				return uri !== undefined && isDirty(uri);
			},
		};
		return {
			seq,
			stage,
			groups: answer.groups.map(group => toViewGroup(group, options)),
			totalFiles: answer.totalFiles,
			more: stage === 'final' && answer.totalFiles > answer.groups.length && limit < 1000,
			basis: answer.basis,
			nothingConvincing: answer.nothingConvincing,
			degraded: answer.degraded ?? '',
			coverage: answer.coverage,
			elapsedMs,
			unfilteredFiles,
			warnings: answer.warnings,
		};
	}

	async #colour(results: ResultSet, signal: AbortSignal): Promise<void> {
		const message = this.#lastMessage;
		if (message?.seq !== results.seq) return;
		await recolour(this.#options.colourer, message.groups, signal, {
			palette: palette => this.post('palette', { palette }),
			snippets: snippets => this.post('snippets', { seq: results.seq, snippets }),
		});
	}

	async #themeChanged(): Promise<void> {
		this.refresh();
		if (this.#results && this.#search)
			await this.#colour(this.#results, this.#search.controller.signal);
	}

	dispose(): void {
		clearTimeout(this.#snapshotTimer);
		this.#search?.controller.abort();
		this.#owned.dispose();
	}
}

/** A function, for the type checker takes the first look at `aborted` for the last. */
const isOver = (signal: AbortSignal) => signal.aborted;

function remedyOf(error: unknown): string {
	return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string'
		? error.remedy
		: '';
}
