import * as vscode from 'vscode';
import type { DoctorLine } from '../../shared/health/healthTypes';
import type { EngineClient } from '../client/engineClient';
import type { FolderIndex } from '../workspace/folderIndex';
import { diagnosis } from './diagnosis';

const WATCH_MS = 4_000;

/** "Lodestone: Diagnose": what the doctor finds, and whether this editor's file watcher tells of changes, as a document. */
export async function diagnose(
	engine: EngineClient,
	folder: FolderIndex | undefined,
	storage: vscode.Uri,
): Promise<void> {
	const { t } = vscode.l10n;
	await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Window, title: t('Diagnosing Lodestone') },
		async () => {
			const lines = [...(await doctorLines(engine, folder)), await watcherLine(storage)];
			const document = await vscode.workspace.openTextDocument({
				language: 'markdown',
				content: diagnosis(lines, folder?.name ?? '', t),
			});
			await vscode.window.showTextDocument(document);
		},
	);
}

/** In English in every language of the editor, as the command line prints them: they are made to be searched for and sent on. */
async function doctorLines(
	engine: EngineClient,
	folder: FolderIndex | undefined,
): Promise<readonly DoctorLine[]> {
	if (!folder)
		return [
			{
				check: 'folder',
				verdict: 'warning',
				found: 'No folder is open',
				remedy: 'Open a folder.',
			},
		];
	try {
		return await engine.call('doctor', { folderId: folder.id });
	} catch (error) {
		const found = error instanceof Error ? error.message : String(error);
		return [{ check: 'engine', verdict: 'problem', found, remedy: 'Restart the search engine.' }];
	}
}

/** Writes a file of ours and waits for the editor's watcher to tell of it. */
async function watcherLine(storage: vscode.Uri): Promise<DoctorLine> {
	const file = vscode.Uri.joinPath(storage, `watch-${process.pid}.txt`);
	await vscode.workspace.fs.createDirectory(storage);
	const watcher = vscode.workspace.createFileSystemWatcher(
		new vscode.RelativePattern(storage, '*.txt'),
	);
	try {
		const started = Date.now();
		const told = new Promise<number>(resolve => {
			watcher.onDidCreate(() => resolve(Date.now() - started));
			watcher.onDidChange(() => resolve(Date.now() - started));
		});
		// The watcher needs a moment to be in place.
		await new Promise(resolve => setTimeout(resolve, 300));
		await vscode.workspace.fs.writeFile(file, new Uint8Array([1]));
		const late = new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), WATCH_MS));
		const ms = await Promise.race([told, late]);
		return ms === undefined
			? {
					check: 'file watcher',
					verdict: 'warning',
					found: 'the editor did not tell of a new file within 4 s',
					remedy: 'Changes from outside the editor are then found by the check of every minute.',
				}
			: {
					check: 'file watcher',
					verdict: 'ok',
					found: `told of a new file after ${ms} ms`,
					remedy: '',
				};
	} finally {
		watcher.dispose();
		await vscode.workspace.fs.delete(file).then(undefined, () => undefined);
	}
}
