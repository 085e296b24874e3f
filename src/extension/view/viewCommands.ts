import * as vscode from 'vscode';
import type { ViewCommand } from '../../shared/view/viewProtocol';
import { COMMANDS } from '../contributions';

/** What a button of the view may start: our own commands and three of the editor's, nothing else. */
export function createRunViewCommand(): (
	command: ViewCommand,
	folderId: string,
	text: string,
) => void {
	return (command, folderId, text) => {
		const run = (id: string, ...args: unknown[]) =>
			void vscode.commands.executeCommand(id, ...args).then(undefined, () => undefined);
		const setting = (name: string) => run('workbench.action.openSettings', `lodestone.${name}`);
		switch (command) {
			case 'showSkipped':
				run(COMMANDS.showDetails);
				return;
			case 'openFolder':
				run('vscode.openFolder');
				return;
			case 'useLessMemory':
				setting('exclude');
				return;
			case 'useSlowerEngine':
				run(COMMANDS.restartEngine);
				return;
			case 'enableFolder':
				enable(folderId);
				return;
			case 'plainTextSearch':
				run('workbench.action.findInFiles', { query: text });
				return;
			case 'update':
				run(COMMANDS.updateIndex);
				return;
			case 'rebuild':
				run(COMMANDS.rebuildIndex);
				return;
			default:
				run(COMMANDS[command]);
		}
	};
}

function enable(folderId: string): void {
	const folder = vscode.workspace.workspaceFolders?.find(each => each.uri.toString() === folderId);
	void vscode.workspace
		.getConfiguration('lodestone', folder?.uri)
		.update(
			'enabled',
			true,
			folder ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Workspace,
		);
}
