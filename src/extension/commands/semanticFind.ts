import * as vscode from 'vscode';
import { isCancelled } from '../../shared/errors';
import { DisposableStore, toDisposable } from '../../shared/lifecycle';
import { NO_FILTERS, type OpenMode } from '../../shared/view/viewProtocol';
import { CONTEXT } from '../contributions';
import type { Answer } from '../search/mergeAnswers';
import { openHit } from '../search/openHit';
import type { FoundHit } from '../search/resultSet';
import type { Searcher } from '../search/searcher';
import { answerTitle, plain, quickPickRows, type PickRow } from './quickPickItems';

export interface SemanticFindOptions {
	readonly searcher: Searcher;
	readonly resolve: (folderId: string, path: string) => vscode.Uri | undefined;
	readonly showInSidebar: (query: string) => Promise<void>;
	readonly explain: (found: FoundHit, query: string) => Promise<string>;
}

export interface SemanticFind {
	show(query?: string): void;
	/** Opens the highlighted item beside the editor: Ctrl+Enter inside the quick pick. */
	openToSide(): void;
}

interface Item extends vscode.QuickPickItem {
	readonly row: PickRow;
}

const DEBOUNCE_MS = 90;
const LIMIT = 30;

/** The quick pick that searches while one types and previews what is highlighted. */
export function createSemanticFind(options: SemanticFindOptions): SemanticFind {
	let openHighlighted: (how: OpenMode) => void = () => undefined;
	return {
		show(query = '') {
			const owned = new DisposableStore();
			const pick = owned.add(vscode.window.createQuickPick<Item>());
			const before = vscode.window.activeTextEditor;
			const sideButton: vscode.QuickInputButton = {
				iconPath: new vscode.ThemeIcon('split-horizontal'),
				tooltip: vscode.l10n.t('Open to the Side'),
			};
			const whyButton: vscode.QuickInputButton = {
				iconPath: new vscode.ThemeIcon('question'),
				tooltip: vscode.l10n.t('Why This Matched'),
			};
			const sidebarButton: vscode.QuickInputButton = {
				iconPath: new vscode.ThemeIcon('list-tree'),
				tooltip: vscode.l10n.t('Show in Sidebar'),
			};
			let controller = new AbortController();
			let timer: ReturnType<typeof setTimeout> | undefined;
			let accepted = false;
			let previewed = false;
			let touched = false;

			pick.title = vscode.l10n.t('Semantic Find');
			pick.placeholder = vscode.l10n.t('What does the code do? Ask in your own words');
			pick.buttons = [sidebarButton];
			// Not in the typings but honoured: the order is ours, not that of the labels.
			(pick as { sortByLabel?: boolean }).sortByLabel = false;

			const open = (row: PickRow | undefined, how: OpenMode) => {
				if (row?.type !== 'hit') return;
				const { group, hit } = row.found;
				const uri = options.resolve(group.folderId, group.path);
				if (!uri) return;
				if (how !== 'preview') options.searcher.opened(pick.value, group.folderId, group.path);
				openHit({ uri, span: hit.span, snippet: hit.snippet }, how).catch((error: unknown) => {
					if (how === 'preview') return;
					void vscode.window.showWarningMessage(
						error instanceof Error ? error.message : String(error),
					);
				});
			};
			const render = (answer: Answer, startedAt: number) => {
				const active = pick.activeItems[0]?.row;
				pick.title = answerTitle(answer, performance.now() - startedAt, vscode.l10n.t);
				pick.items = quickPickRows(pick.value, answer, vscode.l10n.t).map(row =>
					toItem(row, [sideButton, whyButton]),
				);
				// The refined answer must not move the highlight off the item the person is on.
				const same = touched ? pick.items.find(item => sameHit(item.row, active)) : undefined;
				if (same) pick.activeItems = [same];
			};
			const search = async () => {
				controller.abort();
				controller = new AbortController();
				const { signal } = controller;
				const { value } = pick;
				if (value.trim() === '') {
					pick.items = [];
					pick.busy = false;
					return;
				}
				pick.busy = true;
				touched = false;
				const startedAt = performance.now();
				const onPartial = (answer: Answer) => {
					if (!signal.aborted) render(answer, startedAt);
				};
				try {
					const question = { query: value, filters: NO_FILTERS, limit: LIMIT, signal, onPartial };
					const answer = await options.searcher.ask(question);
					if (!isOver(signal)) render(answer, startedAt);
				} catch (error) {
					if (isOver(signal) || isCancelled(error)) return;
					pick.items = [];
					pick.title = error instanceof Error ? error.message : String(error);
				}
				if (!isOver(signal)) pick.busy = false;
			};
			const act = (row: PickRow | undefined) => {
				if (row?.type === 'hit') open(row, 'here');
				else if (row?.type === 'action' && row.action === 'plainText')
					void vscode.commands.executeCommand('workbench.action.findInFiles', {
						query: pick.value,
					});
				else if (row?.type === 'action') void options.showInSidebar(pick.value);
			};

			owned.add(
				pick.onDidChangeValue(() => {
					clearTimeout(timer);
					timer = setTimeout(() => void search(), DEBOUNCE_MS);
				}),
			);
			owned.add(
				pick.onDidChangeActive(([item]) => {
					if (item?.row.type !== 'hit') return;
					touched =
						touched ||
						pick.items.findIndex(each => each.row.type === 'hit') !== pick.items.indexOf(item);
					if (!touched) return;
					previewed = true;
					open(item.row, 'preview');
				}),
			);
			owned.add(
				pick.onDidAccept(() => {
					const row = pick.activeItems[0]?.row;
					if (!row) return;
					accepted = true;
					pick.hide();
					act(row);
				}),
			);
			owned.add(
				pick.onDidTriggerButton(() => {
					accepted = true;
					pick.hide();
					void options.showInSidebar(pick.value);
				}),
			);
			owned.add(
				pick.onDidTriggerItemButton(async ({ button, item }) => {
					if (item.row.type !== 'hit') return;
					if (button === sideButton) {
						accepted = true;
						pick.hide();
						open(item.row, 'side');
					} else {
						const why = await options.explain(item.row.found, pick.value);
						void vscode.window.showInformationMessage(why, { modal: true });
					}
				}),
			);
			owned.add(
				pick.onDidHide(() => {
					// Escape puts the editor back that was there before the previews.
					if (!accepted && previewed && before)
						void vscode.window.showTextDocument(before.document, {
							viewColumn: before.viewColumn ?? vscode.ViewColumn.Active,
							selection: before.selection,
						});
					owned.dispose();
				}),
			);
			owned.add(
				toDisposable(() => {
					clearTimeout(timer);
					controller.abort();
					openHighlighted = () => undefined;
					void vscode.commands.executeCommand('setContext', CONTEXT.quickPick, false);
				}),
			);
			openHighlighted = how => {
				accepted = true;
				const row = pick.activeItems[0]?.row;
				pick.hide();
				open(row, how);
			};
			void vscode.commands.executeCommand('setContext', CONTEXT.quickPick, true);
			pick.value = query;
			pick.show();
			if (query !== '') void search();
		},
		openToSide: () => openHighlighted('side'),
	};
}

const isOver = (signal: AbortSignal) => signal.aborted;

function sameHit(a: PickRow, b: PickRow | undefined): boolean {
	return (
		a.type === 'hit' &&
		b?.type === 'hit' &&
		a.found.group.path === b.found.group.path &&
		a.found.group.folderId === b.found.group.folderId
	);
}

function toItem(row: PickRow, buttons: readonly vscode.QuickInputButton[]): Item {
	if (row.type === 'separator')
		return { row, label: row.label, kind: vscode.QuickPickItemKind.Separator };
	return {
		row,
		label: plain(row.label),
		description: plain(row.description),
		// Ours are ranked already: the editor must not filter them by the letters typed.
		alwaysShow: true,
		iconPath: new vscode.ThemeIcon(row.icon),
		...(row.type === 'hit' ? { detail: plain(row.detail), buttons: [...buttons] } : {}),
	};
}
