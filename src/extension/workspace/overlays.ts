import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../shared/lifecycle';
import type { WorkspaceFolders } from './workspaceFolders';

/** Pause between the last keystroke and the overlay, in ms. */
const QUIET_MS = 350;
/** Larger documents are searched as saved: chunking them at each pause would cost more than it gives. */
const MAX_CHARS = 512 * 1024;

/** Makes unsaved documents searchable, and takes them back once the index has the saved text. */
export function trackOverlays(folders: WorkspaceFolders): Disposable {
	const owned = new DisposableStore();
	const timers = new Map<string, ReturnType<typeof setTimeout>>();

	const cancel = (key: string) => {
		clearTimeout(timers.get(key));
		timers.delete(key);
	};
	const sync = (document: vscode.TextDocument) => {
		const located = folders.locate(document.uri);
		if (!located) return;
		const key = document.uri.toString();
		cancel(key);
		if (document.isDirty) {
			timers.set(
				key,
				setTimeout(() => {
					timers.delete(key);
					if (document.isClosed || !document.isDirty) return;
					const text = document.getText();
					if (text.length <= MAX_CHARS) void located.folder.setOverlay(located.path, text);
				}, QUIET_MS),
			);
		} else if (located.folder.hasOverlay(located.path)) {
			// The overlay stays until the saved file is in the index, so that it is never neither.
			void located.folder.idle().then(() => {
				if (!isDirty(document.uri)) return located.folder.setOverlay(located.path, undefined);
				return undefined;
			});
		}
	};
	for (const document of vscode.workspace.textDocuments) if (document.isDirty) sync(document);
	owned.add(vscode.workspace.onDidChangeTextDocument(event => sync(event.document)));
	owned.add(vscode.workspace.onDidSaveTextDocument(sync));
	owned.add(
		vscode.workspace.onDidCloseTextDocument(document => {
			cancel(document.uri.toString());
			const located = folders.locate(document.uri);
			if (located?.folder.hasOverlay(located.path) === true)
				void located.folder.setOverlay(located.path, undefined);
		}),
	);
	owned.add(
		toDisposable(() => {
			for (const timer of timers.values()) clearTimeout(timer);
		}),
	);
	return owned;
}

export function isDirty(uri: vscode.Uri): boolean {
	const key = uri.toString();
	return vscode.workspace.textDocuments.some(
		document => document.isDirty && document.uri.toString() === key,
	);
}
