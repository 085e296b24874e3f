import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, Emitter, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import type { Span } from '../../shared/types';
import { parseViewMessage } from '../../shared/view/parseViewMessage';
import { viewHtml } from '../../shared/view/viewHtml';
import type {
	HitRef,
	HostMessages,
	OpenMode,
	TokenStyle,
	ViewCommand,
	ViewFilters,
	ViewMessage,
	ViewSnapshot,
} from '../../shared/view/viewProtocol';
import { VIEW_SEARCH } from '../contributions';
import { describeProblem } from '../messages';
import { openHit } from '../search/openHit';
import type { FoundHit, ResultSet } from '../search/resultSet';
import { formatSimilar } from '../search/similarQuery';
import type { HitExplanation } from './explainHit';
import { ViewSearch, type ViewSearchOptions } from './viewSearch';

export interface SearchViewOptions extends ViewSearchOptions {
	readonly extensionUri: vscode.Uri;
	readonly explain: (found: FoundHit | undefined, query: string) => Promise<HitExplanation>;
	readonly snapshot: (palette: readonly TokenStyle[], history: readonly string[]) => ViewSnapshot;
	readonly memento: vscode.Memento;
	readonly logger: Logger;
	readonly runCommand: (command: ViewCommand, folderId: string, text: string) => void;
	readonly copyMarkdown: (results: ResultSet, hit: HitRef | undefined) => void;
}

const HISTORY_KEY = 'history';
const SNAPSHOT_MS = 200;

/** The search view's host: answers the page, which it does not trust. */
export class SearchView implements vscode.WebviewViewProvider, Disposable {
	readonly #options: SearchViewOptions;
	readonly #search: ViewSearch;
	readonly #owned = new DisposableStore();
	readonly #shown = this.#owned.add(new Emitter<void>());
	#page: { readonly view: vscode.WebviewView; ready: boolean } | undefined;
	/** What was asked before the page was there. */
	#waiting: unknown[] = [];
	#snapshotTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: SearchViewOptions) {
		this.#options = options;
		this.#search = new ViewSearch(options, (type, data) => this.post(type, data));
		this.#owned.add(options.colourer.onDidChangeTheme(() => void this.#themeChanged()));
	}

	/** The answer on screen, for the commands that work on it. */
	get results(): ResultSet | undefined {
		return this.#search.results;
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
		owned.add(
			view.onDidChangeVisibility(() => {
				// A hidden page is thrown away; the next one says when it listens.
				if (!view.visible) page.ready = false;
			}),
		);
		view.onDidDispose(() => {
			owned.dispose();
			this.#search.cancel();
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

	/** Opens a hit of the answer on screen; a failure is told in the view. @param span For a hit of an older answer. */
	async open(ref: HitRef, how: OpenMode, span?: Span): Promise<void> {
		const uri = this.#options.folders.resolve(ref.folderId, ref.path);
		const { results } = this;
		const hit = results?.find(ref)?.hit;
		const place = hit?.span ?? span;
		if (!uri || !place) return;
		// A glance says nothing yet: only what is opened for good is remembered.
		if (results && hit && how !== 'preview')
			this.#options.searcher.opened(results.query, ref.folderId, ref.path);
		await openHit({ uri, span: place, snippet: hit?.snippet }, how).catch((error: unknown) => {
			const detail = error instanceof Error ? error.message : String(error);
			const problem = describeProblem('internal', detail, '', vscode.l10n.t);
			const title = vscode.l10n.t('The file cannot be opened');
			const seq = this.results?.seq ?? 0;
			this.post('error', { ...problem, title, remedy: '', seq });
		});
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
		const { logger, memento } = this.#options;
		switch (message.type) {
			case 'ready':
				this.#becomeReady();
				return;
			case 'search':
				await this.#search.run(message.data);
				return;
			case 'requestMore':
				await this.#search.more(message.data.seq, message.data.limit);
				return;
			case 'cancel':
				this.#search.cancel(message.data.seq);
				return;
			case 'open':
				await this.open(message.data, message.data.how, message.data.span);
				return;
			case 'expandWhy': {
				const { seq, folderId, path, chunkId } = message.data;
				const found = this.results?.find(message.data);
				const query = this.results?.query ?? '';
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
				if (this.results) this.#options.copyMarkdown(this.results, message.data.hit);
				return;
			case 'dismiss':
				this.#search.dismiss(message.data);
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
		for (const message of this.#waiting.splice(0)) void page.view.webview.postMessage(message);
		this.#shown.fire();
	}

	async #themeChanged(): Promise<void> {
		this.refresh();
		await this.#search.recolour();
	}

	dispose(): void {
		clearTimeout(this.#snapshotTimer);
		this.#search.cancel();
		this.#owned.dispose();
	}
}
