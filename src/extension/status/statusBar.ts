import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle';
import { COMMANDS } from '../contributions';
import { statusBarModel, type StatusBarInput, type StatusBarView } from './statusBarModel';

/** Longest rate at which the item changes: progress comes faster than anyone reads. */
const REFRESH_MS = 250;

export interface StatusBar extends Disposable {
	refresh(): void;
	readonly shown: StatusBarView | undefined;
}

/** The one status bar item. */
export function createStatusBar(input: () => Omit<StatusBarInput, 'nowMs' | 'locale'>): StatusBar {
	const item = vscode.window.createStatusBarItem(
		'lodestone.status',
		vscode.StatusBarAlignment.Right,
		90,
	);
	item.name = 'Lodestone';
	item.command = COMMANDS.showDetails;
	let shown: StatusBarView | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const draw = () => {
		timer = undefined;
		const view = statusBarModel(
			{ ...input(), nowMs: Date.now(), locale: vscode.env.language },
			vscode.l10n.t,
		);
		if (view.text !== shown?.text) item.text = view.text;
		if (view.tooltip !== shown?.tooltip) {
			const tooltip = new vscode.MarkdownString(view.tooltip, true);
			tooltip.isTrusted = { enabledCommands: Object.values(COMMANDS) };
			item.tooltip = tooltip;
		}
		item.accessibilityInformation = { label: view.accessibleLabel, role: 'button' };
		item.backgroundColor =
			view.severity === 'normal'
				? undefined
				: new vscode.ThemeColor(`statusBarItem.${view.severity}Background`);
		shown = view;
	};
	draw();
	item.show();
	return {
		refresh() {
			timer ??= setTimeout(draw, REFRESH_MS);
		},
		get shown() {
			return shown;
		},
		dispose() {
			clearTimeout(timer);
			item.dispose();
		},
	};
}
