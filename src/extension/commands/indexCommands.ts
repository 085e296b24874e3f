import * as vscode from 'vscode';
import { isCancelled } from '../../shared/errors';
import { describeProblem, skipReasonText } from '../messages';
import type { EngineClient } from '../client/engineClient';
import type { FolderIndex } from '../workspace/folderIndex';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { errorCode } from '../../shared/errors';

/** Commands that work on the index of one folder: the only one, or the one that is chosen. */
export interface IndexCommands {
	update(): Promise<void>;
	rebuild(): Promise<void>;
	clear(): Promise<void>;
	/** Forgets what was opened for which question, in all folders of the window. */
	forgetOpened(): Promise<void>;
	/** @param uri From the explorer or a tab; otherwise the active editor's. */
	whyNotIndexed(uri: vscode.Uri | undefined): Promise<void>;
}

export function createIndexCommands(
	engine: EngineClient,
	folders: WorkspaceFolders,
): IndexCommands {
	const { t } = vscode.l10n;
	const choose = async (title: string): Promise<FolderIndex | undefined> => {
		const candidates = folders.enabled;
		if (candidates.length <= 1) return candidates[0];
		const items = candidates.map(folder => ({
			label: folder.name,
			description: folder.root,
			folder,
		}));
		return (await vscode.window.showQuickPick(items, { title }))?.folder;
	};
	const withProgress = async (title: string, work: (signal: AbortSignal) => Promise<void>) => {
		await vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Window, title },
			async (_progress, token) => {
				const controller = new AbortController();
				token.onCancellationRequested(() => controller.abort());
				try {
					await work(controller.signal);
				} catch (error) {
					if (isCancelled(error)) return;
					const detail = error instanceof Error ? error.message : String(error);
					const problem = describeProblem(errorCode(error), detail, '', t);
					void vscode.window.showErrorMessage(
						`Lodestone: ${problem.title}. ${problem.message} ${problem.remedy}`,
					);
				}
			},
		);
	};
	return {
		async update() {
			await withProgress(t('Updating the index'), async () => {
				await Promise.all(folders.enabled.map(folder => folder.updateNow()));
			});
		},
		async rebuild() {
			const folder = await choose(t('Rebuild the index of which folder?'));
			if (folder) await withProgress(t('Rebuilding the index'), signal => folder.rebuild(signal));
		},
		async clear() {
			const folder = await choose(t('Clear the index of which folder?'));
			if (!folder) return;
			const yes = t('Clear Index');
			const answer = await vscode.window.showWarningMessage(
				t('Clear the index of “{0}”?', folder.name),
				{
					modal: true,
					detail: t('Your files stay as they are. The index is built again at the next update.'),
				},
				yes,
			);
			if (answer === yes) await folder.clear();
		},
		async forgetOpened() {
			await withProgress(t('Forgetting what you opened'), async () => {
				await Promise.all(
					folders.enabled.map(({ id }) => engine.call('forgetOpened', { folderId: id })),
				);
				vscode.window.setStatusBarMessage(`$(check) ${t('What you opened is forgotten')}`, 3_000);
			});
		},
		async whyNotIndexed(given) {
			const uri = given ?? vscode.window.activeTextEditor?.document.uri;
			if (!uri) {
				void vscode.window.showInformationMessage(
					t('Open a file first, or use the command in the explorer.'),
				);
				return;
			}
			const located = folders.locate(uri);
			if (!located) {
				void vscode.window.showInformationMessage(
					t(
						'“{0}” lies outside the folders of this window; those are never read.',
						uri.path.split('/').at(-1) ?? '',
					),
				);
				return;
			}
			if (!located.folder.enabled) {
				void vscode.window.showInformationMessage(
					t('You turned indexing off here. Nothing is read.'),
				);
				return;
			}
			const explanation = await engine.call('explain', {
				folderId: located.folder.id,
				path: located.path,
			});
			const message = explanation.indexed
				? t('“{0}” is in the index with {1} parts.', located.path, explanation.chunks)
				: [
						t('“{0}” is not in the index.', located.path),
						explanation.reason ? `${skipReasonText(explanation.reason, t)}.` : '',
						explanation.detail,
						explanation.remedy,
					]
						.filter(part => part !== '')
						.join(' ');
			const settings = t('Open Settings');
			const chosen = await vscode.window.showInformationMessage(
				message,
				...(explanation.indexed ? [] : [settings]),
			);
			if (chosen === settings)
				await vscode.commands.executeCommand(
					'workbench.action.openSettings',
					'@ext:lodestone.lodestone',
				);
		},
	};
}
