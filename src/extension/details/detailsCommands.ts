import * as vscode from 'vscode';
import type { SkipReason } from '../../shared/types';
import { SKIP_REASONS } from '../../shared/types';
import type { DetailsCommandMessage } from '../../shared/view/detailsProtocol';
import type { EngineClient } from '../client/engineClient';
import { COMMANDS } from '../contributions';
import { skipReasonText } from '../messages';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import type { DetailsPanel } from './detailsPanel';

const SKIPPED_SHOWN = 2_000;
const RUNBOOK = /^[a-z-]{1,40}$/;
const SETTING = /^[A-Za-z]{1,40}$/;

/** What the buttons of the details page do. Everything that the page sends was checked to be a known command. */
export function createDetailsCommands(
	engine: EngineClient,
	folders: WorkspaceFolders,
	/** docs/RUNBOOKS.md of the installed extension: what to do is readable without a network. */
	runbooks: vscode.Uri,
) {
	const { t } = vscode.l10n;
	const run = (id: string, ...args: unknown[]) => vscode.commands.executeCommand(id, ...args);

	const check = (folderId: string, panel: DetailsPanel) =>
		panel.during('checking', async () => {
			await engine.call('verify', { folderId });
			await engine.call('checkHealth', { folderId });
		});
	const rebuild = async (folderId: string, panel: DetailsPanel) => {
		const folder = folders.byId(folderId);
		if (!folder) return;
		const yes = t('Rebuild');
		const answer = await vscode.window.showWarningMessage(
			t('Rebuild the index of “{0}”?', folder.name),
			{ modal: true, detail: t('All files are read again; vectors of unchanged texts are kept.') },
			yes,
		);
		if (answer === yes) await panel.during('rebuilding', () => folder.rebuild());
	};
	const showSkipped = async (folderId: string, reason: string) => {
		const known = SKIP_REASONS.find(each => each === reason);
		if (known === undefined) return;
		const paths = await engine.call('skipped', {
			folderId,
			reason: known,
			limit: SKIPPED_SHOWN,
		});
		await choose(folderId, known, paths);
	};
	const choose = async (folderId: string, reason: SkipReason, paths: readonly string[]) => {
		const chosen = await vscode.window.showQuickPick([...paths], {
			title: t('Left out: {0}', skipReasonText(reason, t)),
			placeHolder: t('Choose one to see why'),
		});
		const uri = chosen === undefined ? undefined : folders.resolve(folderId, chosen);
		if (uri) await run(COMMANDS.whyNotIndexed, uri);
	};
	const remove = async (key: string, panel: DetailsPanel) => {
		const index = panel.shown?.indexes.find(each => each.key === key);
		if (!index) return;
		const yes = t('Delete Index');
		const answer = await vscode.window.showWarningMessage(
			t('Delete the index of “{0}”?', index.root || index.key),
			{ modal: true, detail: t('Your files stay as they are.') },
			yes,
		);
		if (answer === yes) await engine.call('deleteIndex', { key });
	};
	const exportJson = async (panel: DetailsPanel) => {
		const document = await vscode.workspace.openTextDocument({
			language: 'json',
			content: JSON.stringify({ shown: panel.shown, report: panel.report }, undefined, 2),
		});
		await vscode.window.showTextDocument(document);
	};

	return {
		check,
		async run(
			{ command, folderId, text }: DetailsCommandMessage,
			panel: DetailsPanel,
		): Promise<void> {
			switch (command) {
				case 'checkIndex':
					return check(folderId, panel);
				case 'rebuildIndex':
					return rebuild(folderId, panel);
				case 'showSkipped':
					return showSkipped(folderId, text);
				case 'deleteIndex':
					return remove(text, panel);
				case 'exportJson':
					return exportJson(panel);
				case 'selectFolder':
					panel.select(text);
					return;
				case 'openSetting':
					if (SETTING.test(text)) await run('workbench.action.openSettings', `lodestone.${text}`);
					return;
				case 'openRunbook':
					if (RUNBOOK.test(text))
						await run('markdown.showPreview', runbooks.with({ fragment: text }));
					return;
				default:
					await run(COMMANDS[command]);
			}
		},
	};
}
