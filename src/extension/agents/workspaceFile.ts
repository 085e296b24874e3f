import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { redact } from '../../shared/redact';
import { linesOf } from '../../shared/agent/spanText';
import type { FolderIndex } from '../workspace/folderIndex';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';

/**
 * Lines of a file of the window as the person sees it: the open document when it has unsaved changes, else the disk. Reading does not
 * open a document, which would wake every language server.
 *
 * @param path Root-relative with `/`; it may come from a model.
 * @returns undefined for what lies outside, is reached through a link, or cannot be read.
 */
export async function workspaceLines(
	folders: WorkspaceFolders,
	folder: FolderIndex,
	path: string,
): Promise<readonly string[] | undefined> {
	const uri = folders.resolve(folder.id, path);
	if (!uri) return undefined;
	const open = vscode.workspace.textDocuments.find(
		document => document.isDirty && document.uri.toString() === uri.toString(),
	);
	if (open) return linesOf(redact(open.getText()));
	try {
		const real = await realpath(uri.fsPath);
		if (real !== join(await realpath(folder.root), ...path.split('/'))) return undefined;
		return linesOf(redact(new TextDecoder('utf-8', { fatal: true }).decode(await readFile(real))));
	} catch {
		return undefined;
	}
}
