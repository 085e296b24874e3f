import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { EngineUsage } from '../../shared/engineProtocol';
import { DisposableStore, type Disposable } from '../../shared/lifecycle';
import { COMMANDS } from '../contributions';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { detailsPage } from './detailsPage';

const REFRESH_MS = 1_000;

export interface DetailsPanel extends Disposable {
	show(): void;
}

/** One editor tab with the index details; it follows the index while it is visible. */
export function createDetailsPanel(
	folders: WorkspaceFolders,
	usage: () => Promise<EngineUsage | undefined>,
): DetailsPanel {
	const owned = new DisposableStore();
	let panel: vscode.WebviewPanel | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let drawn = '';
	const draw = async () => {
		timer = undefined;
		if (panel?.visible !== true) return;
		const input = {
			folders: folders.all.map(folder => folder.snapshot),
			usage: await usage(),
			nowMs: Date.now(),
			locale: vscode.env.language,
			cspSource: panel.webview.cspSource,
		};
		// Drawn anew only when something differs: that would take the focus and the scroll position.
		const key = JSON.stringify([input.folders, Math.round(input.nowMs / 60_000)]);
		if (key === drawn) return;
		drawn = key;
		panel.webview.html = detailsPage(
			{ ...input, nonce: randomBytes(16).toString('base64url') },
			vscode.l10n.t,
		);
	};
	const refresh = () => {
		timer ??= setTimeout(() => void draw(), REFRESH_MS);
	};
	owned.add(folders.onDidChange(refresh));
	return {
		show() {
			if (panel) {
				panel.reveal();
				return;
			}
			panel = vscode.window.createWebviewPanel(
				'lodestone.details',
				vscode.l10n.t('Lodestone Index'),
				vscode.ViewColumn.Active,
				{
					enableScripts: false,
					enableCommandUris: Object.values(COMMANDS),
					localResourceRoots: [],
				},
			);
			panel.onDidChangeViewState(refresh);
			panel.onDidDispose(() => {
				panel = undefined;
				drawn = '';
			});
			void draw();
		},
		dispose() {
			clearTimeout(timer);
			owned.dispose();
			panel?.dispose();
		},
	};
}
