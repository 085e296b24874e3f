import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { EngineUsage } from '../../shared/engineProtocol';
import type { HealthReport, IndexListing } from '../../shared/health/healthTypes';
import { DisposableStore, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import type { DetailsCommandMessage, DetailsSnapshot } from '../../shared/view/detailsProtocol';
import { parseDetailsMessage } from '../../shared/view/parseDetailsMessage';
import { viewHtml } from '../../shared/view/viewHtml';
import type { EngineClient } from '../client/engineClient';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { detailsSnapshot, shownFolder } from './detailsSnapshot';

const REFRESH_MS = 1_000;
/** The report changes with every query and check; nobody reads faster than this. */
const REPORT_MS = 5_000;
/** Listing all indexes looks at every folder of the store. */
const INDEXES_MS = 30_000;

export interface DetailsPanelOptions {
	readonly extensionUri: vscode.Uri;
	readonly engine: EngineClient;
	readonly folders: WorkspaceFolders;
	readonly usage: () => Promise<EngineUsage | undefined>;
	/** Runs a button of the page; the panel has checked that it is one. */
	readonly run: (message: DetailsCommandMessage, panel: DetailsPanel) => Promise<void>;
	readonly logger: Logger;
}

export interface DetailsPanel extends Disposable {
	show(folderId?: string): void;
	/** Shows another folder of the window. */
	select(folderId: string): void;
	/** What is known of the folder shown, for export. */
	readonly report: HealthReport | undefined;
	readonly shown: DetailsSnapshot | undefined;
	/** Tells the page that something long runs, and what was found when it is done. */
	during(busy: Exclude<DetailsSnapshot['busy'], ''>, work: () => Promise<void>): Promise<void>;
}

/** One editor tab with the index details; it follows the index while it is visible. */
export function createDetailsPanel(options: DetailsPanelOptions): DetailsPanel {
	const { engine, folders, logger } = options;
	const owned = new DisposableStore();
	let panel: vscode.WebviewPanel | undefined;
	let ready = false;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let selected = '';
	let busy: DetailsSnapshot['busy'] = '';
	let report:
		{ readonly folderId: string; readonly atMs: number; readonly value: HealthReport } | undefined;
	let indexes: { readonly atMs: number; readonly value: readonly IndexListing[] } | undefined;
	let shown: DetailsSnapshot | undefined;

	const fetchReport = async (folderId: string, nowMs: number) => {
		if (report?.folderId === folderId && nowMs - report.atMs < REPORT_MS) return;
		const value = await engine.call('health', { folderId }).catch(() => undefined);
		report = value && { folderId, atMs: nowMs, value };
	};
	const fetchIndexes = async (nowMs: number) => {
		if (indexes && nowMs - indexes.atMs < INDEXES_MS) return;
		const value = await engine.call('indexes', undefined).catch(() => undefined);
		if (value) indexes = { atMs: nowMs, value };
	};
	const draw = async () => {
		timer = undefined;
		if (panel?.visible !== true || !ready) return;
		const nowMs = Date.now();
		const snapshots = folders.all.map(folder => folder.snapshot);
		const folder = shownFolder(snapshots, selected);
		if (engine.state.type === 'running') {
			if (folder?.status) await fetchReport(folder.id, nowMs);
			await fetchIndexes(nowMs);
		}
		shown = detailsSnapshot(
			{
				folders: snapshots,
				selected,
				engine: engine.state,
				usage: await options.usage(),
				report: report?.folderId === folder?.id ? report?.value : undefined,
				indexes: indexes?.value ?? [],
				busy,
				nowMs,
				locale: vscode.env.language,
			},
			vscode.l10n.t,
		);
		// It may have been closed while the engine answered.
		(panel as vscode.WebviewPanel | undefined)?.webview.postMessage(shown);
	};
	const refresh = (inMs = REFRESH_MS) => {
		timer ??= setTimeout(() => void draw(), inMs);
	};
	/** What was known may have changed just now. */
	const forget = () => {
		report = undefined;
		indexes = undefined;
		refresh(0);
	};
	owned.add(folders.onDidChange(() => refresh()));
	owned.add(engine.onDidChangeState(() => refresh()));
	const clock = setInterval(() => {
		if (panel?.visible === true) refresh(0);
	}, REPORT_MS);

	const receive = (raw: unknown) => {
		const message = parseDetailsMessage(raw);
		if (message instanceof Error) {
			logger.log('warn', `The details page sent something else: ${message.message}`);
			return;
		}
		if (message.type === 'ready') {
			ready = true;
			refresh(0);
		} else if (message.type === 'viewError')
			logger.log('error', `Details page: ${message.message}`);
		else
			void options
				.run(message, self)
				.catch((error: unknown) =>
					logger.log('error', `${message.command} failed`, { error: String(error) }),
				)
				.finally(forget);
	};

	const open = () => {
		const dist = vscode.Uri.joinPath(options.extensionUri, 'dist');
		const opened = vscode.window.createWebviewPanel(
			'lodestone.details',
			vscode.l10n.t('Lodestone Index'),
			vscode.ViewColumn.Active,
			{ enableScripts: true, localResourceRoots: [dist] },
		);
		const asset = (...parts: string[]) =>
			opened.webview.asWebviewUri(vscode.Uri.joinPath(dist, ...parts)).toString();
		opened.webview.onDidReceiveMessage(receive);
		opened.onDidChangeViewState(() => {
			// A hidden page is thrown away; the next one says when it listens.
			if (!opened.visible) ready = false;
			else refresh();
		});
		opened.onDidDispose(() => {
			panel = undefined;
			ready = false;
		});
		opened.webview.html = viewHtml({
			cspSource: opened.webview.cspSource,
			nonce: randomBytes(16).toString('base64url'),
			scriptUri: asset('details.js'),
			codiconUri: asset('codicons', 'codicon.css'),
			element: 'lodestone-details',
			locale: vscode.env.language,
		});
		panel = opened;
	};

	const self: DetailsPanel = {
		show(folderId) {
			if (folderId !== undefined) selected = folderId;
			if (panel) panel.reveal();
			else open();
			forget();
		},
		select(folderId) {
			selected = folderId;
			forget();
		},
		get report() {
			return report?.value;
		},
		get shown() {
			return shown;
		},
		async during(what, work) {
			busy = what;
			refresh(0);
			try {
				await work();
			} finally {
				busy = '';
				forget();
			}
		},
		dispose() {
			clearTimeout(timer);
			clearInterval(clock);
			owned.dispose();
			panel?.dispose();
		},
	};
	return self;
}
