import * as vscode from 'vscode';
// Copy types/lodestone.d.ts into your own extension: it holds types only, so nothing of Lodestone ends up in your bundle.
import type { LodestoneApi, SearchMatch } from '../../../types/lodestone';

export function activate(context: vscode.ExtensionContext): void {
	context.subscriptions.push(vscode.commands.registerCommand('relatedCode.show', () => show()));
}

async function show(): Promise<void> {
	const editor = vscode.window.activeTextEditor;
	const lodestone = await vscode.extensions
		.getExtension<LodestoneApi>('lodestone.lodestone')
		?.activate();
	if (!editor || lodestone?.version !== 1) return;

	const answer = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Window, title: 'Looking for related code' },
		(_progress, token) =>
			lodestone.similar(editor.document.uri, editor.selection.active.line, { limit: 20 }, token),
	);
	const chosen = await vscode.window.showQuickPick(answer.matches.map(itemOf), {
		title: 'Related code',
		// Never pretend to know everything while the index is being made.
		...(answer.complete ? {} : { placeHolder: 'Still indexing: there may be more' }),
		matchOnDetail: true,
	});
	if (chosen)
		await vscode.window.showTextDocument(chosen.match.uri, { selection: chosen.match.range });
}

function itemOf(match: SearchMatch): vscode.QuickPickItem & { readonly match: SearchMatch } {
	return {
		label: match.symbol || match.kind,
		description: `${vscode.workspace.asRelativePath(match.uri)}:${match.range.start.line + 1} · ${match.strength}`,
		detail: match.preview.split('\n')[0]?.trim() ?? '',
		match,
	};
}
