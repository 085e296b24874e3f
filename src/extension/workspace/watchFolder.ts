import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../shared/lifecycle';
import { relativePath, type PathRules } from '../paths';
import type { FolderIndex } from './folderIndex';

/** Feeds a folder's index with what happens to its files, inside the editor and out. */
export function watchFolder(
	folder: vscode.WorkspaceFolder,
	index: FolderIndex,
	rules: PathRules,
): Disposable {
	const owned = new DisposableStore();
	const changed = (uri: vscode.Uri, urgent: boolean) => {
		if (uri.scheme !== 'file') return;
		const path = relativePath(index.root, uri.fsPath, rules);
		if (path !== undefined) index.fileChanged(path, urgent);
	};
	const outside = (uri: vscode.Uri) => changed(uri, false);
	const watch = (pattern: string) => {
		const watcher = owned.add(
			vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern)),
		);
		owned.add(watcher.onDidChange(outside));
		owned.add(watcher.onDidCreate(outside));
		owned.add(watcher.onDidDelete(outside));
	};
	watch('**');
	// Excluded from the recursive watcher by default in some versions; a branch switch shows here first.
	watch('.git/HEAD');
	owned.add(vscode.workspace.onDidSaveTextDocument(document => changed(document.uri, true)));
	owned.add(
		vscode.workspace.onDidCreateFiles(event => {
			for (const uri of event.files) changed(uri, true);
		}),
	);
	owned.add(
		vscode.workspace.onDidDeleteFiles(event => {
			for (const uri of event.files) changed(uri, true);
		}),
	);
	owned.add(
		vscode.workspace.onDidRenameFiles(event => {
			for (const { oldUri, newUri } of event.files) {
				changed(oldUri, true);
				changed(newUri, true);
			}
		}),
	);
	return owned;
}
