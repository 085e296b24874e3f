import * as vscode from 'vscode';
import type { DisposableStore } from '../../shared/lifecycle';
import { COMMANDS, WALKTHROUGH, type CommandName } from '../contributions';
import { formatSimilar } from '../search/similarQuery';
import type { Services } from '../services';
import { createResultCommands } from './resultCommands';
import { questionFromSelection } from './selectionText';

/** Binds every command of the manifest to the part that does it. */
export function registerCommands(
	extensionId: string,
	services: Services,
	owned: DisposableStore,
): void {
	const { view, folders, indexCommands, pauses, engine, semanticFind, results, log } = services;
	const { t } = vscode.l10n;
	const onResults =
		(work: (set: NonNullable<typeof view.results>) => Promise<void>) => async () => {
			if (view.results) await work(view.results);
			else await vscode.window.showInformationMessage(t('There are no results yet.'));
		};
	const handlers: Record<CommandName, (...args: unknown[]) => unknown> = {
		semanticFind: query => semanticFind.show(typeof query === 'string' ? query : ''),
		quickPickOpenToSide: () => semanticFind.openToSide(),
		focusSearch: query => (typeof query === 'string' ? view.ask(query) : view.reveal()),
		async findSimilar() {
			const editor = vscode.window.activeTextEditor;
			const located = editor && folders.locate(editor.document.uri);
			if (!editor || !located) {
				await vscode.window.showInformationMessage(
					t('Put the cursor into code of a folder of this window first.'),
				);
				return;
			}
			await view.ask(formatSimilar({ path: located.path, line: editor.selection.start.line }));
		},
		async searchSelection() {
			const editor = vscode.window.activeTextEditor;
			const question = editor
				? questionFromSelection(editor.document.getText(editor.selection))
				: '';
			if (question === '') await view.reveal();
			else await view.ask(question);
		},
		openResultsDocument: onResults(set => results.open(set)),
		copyResultsMarkdown: onResults(set => results.copy(set)),
		nextResult: () => view.post('nextResult', { open: true }),
		previousResult: () => view.post('prevResult', { open: true }),
		searchAgain: () => view.post('searchAgain', {}),
		clearResults: () => view.post('clear', {}),
		collapseAll: () => view.post('collapseAll', {}),
		expandAll: () => view.post('expandAll', {}),
		updateIndex: () => indexCommands.update(),
		rebuildIndex: () => indexCommands.rebuild(),
		pause: () => pauses.set('user', true),
		resume() {
			for (const reason of ['user', 'battery', 'load', 'typing'] as const)
				pauses.set(reason, false);
		},
		showDetails: () => services.details.show(),
		whyNotIndexed: uri => indexCommands.whyNotIndexed(uri instanceof vscode.Uri ? uri : undefined),
		clearIndex: () => indexCommands.clear(),
		forgetOpened: () => indexCommands.forgetOpened(),
		restartEngine: () => engine.restart(),
		openLog: () => log.show(),
		showAgentLog: () => services.agentLog.show(),
		openSettings: () =>
			vscode.commands.executeCommand('workbench.action.openSettings', `@ext:${extensionId}`),
		...createResultCommands(view, results, folders),
		async copyDiagnostics() {
			await vscode.env.clipboard.writeText(await services.diagnostics());
			vscode.window.setStatusBarMessage(`$(check) ${t('Diagnostics copied')}`, 3_000);
		},
		diagnose: () => services.diagnose(),
		checkIndex: () => services.checkIndex(),
		openWalkthrough: () =>
			vscode.commands.executeCommand(
				'workbench.action.openWalkthrough',
				`${extensionId}#${WALKTHROUGH}`,
				false,
			),
	};
	for (const [name, handler] of Object.entries(handlers) as [
		CommandName,
		(typeof handlers)[CommandName],
	][])
		owned.add(vscode.commands.registerCommand(COMMANDS[name], handler));
}
