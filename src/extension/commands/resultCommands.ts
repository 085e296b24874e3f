import * as vscode from 'vscode';
import { Refused } from '../../shared/view/parse';
import { parseRowRef } from '../../shared/view/parseShapes';
import type { HitRef, RowAction, RowRef } from '../../shared/view/viewProtocol';
import type { ResultsDocuments } from '../search/resultsDocument';
import type { SearchView } from '../view/searchView';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';

/** The entries of a result's context menu. */
export type ResultCommandName =
	| 'resultOpen'
	| 'resultOpenToSide'
	| 'resultSimilar'
	| 'resultWhy'
	| 'resultCopyMarkdown'
	| 'resultCopyPath'
	| 'resultCopyRelativePath'
	| 'resultReveal'
	| 'resultOnlyFolder'
	| 'resultWithoutFolder'
	| 'resultDismiss';

/**
 * Each gets the row that was clicked, as the page wrote it into `data-vscode-context`. The page is not trusted: the row is parsed,
 * its file resolved inside the workspace, its span looked up in the answer on screen.
 */
export function createResultCommands(
	view: SearchView,
	results: ResultsDocuments,
	folders: WorkspaceFolders,
): Record<ResultCommandName, (row: unknown) => unknown> {
	const withRow = (work: (row: RowRef) => unknown) => (given: unknown) => {
		try {
			return work(parseRowRef(given, 'row'));
		} catch (error) {
			// A menu entry that is run from elsewhere, with something else or nothing.
			if (error instanceof Refused) return undefined;
			throw error;
		}
	};
	const withUri = (work: (uri: vscode.Uri, row: RowRef) => unknown) =>
		withRow(row => {
			const uri = folders.resolve(row.folderId, row.path);
			return uri && work(uri, row);
		});
	const inView = (action: RowAction) => withRow(row => view.post('rowAction', { ...row, action }));
	const open = (how: 'here' | 'side') =>
		withRow(row => {
			const hit = hitOf(view, row);
			return hit && view.open(hit, how);
		});
	return {
		resultOpen: open('here'),
		resultOpenToSide: open('side'),
		resultSimilar: inView('similar'),
		resultWhy: inView('why'),
		resultCopyMarkdown: withRow(row => {
			const hit = hitOf(view, row);
			return view.results && hit && results.copy(view.results, hit);
		}),
		resultCopyPath: withUri(uri => vscode.env.clipboard.writeText(uri.fsPath)),
		resultCopyRelativePath: withUri((_uri, { path }) => vscode.env.clipboard.writeText(path)),
		resultReveal: withUri(uri => vscode.commands.executeCommand('revealInExplorer', uri)),
		resultOnlyFolder: inView('onlyFolder'),
		resultWithoutFolder: inView('withoutFolder'),
		resultDismiss: inView('dismiss'),
	};
}

/** The hit that a row means: its own, or the best of its file. */
function hitOf(view: SearchView, row: RowRef): HitRef | undefined {
	const { folderId, path, chunkId } = row;
	if (chunkId !== undefined) return { folderId, path, chunkId };
	const group = view.results?.answer.groups.find(
		each => each.folderId === folderId && each.path === path,
	);
	return group && { folderId, path, chunkId: group.best.chunkId };
}
