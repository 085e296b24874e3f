import * as vscode from 'vscode';
import type { Snippet, Span } from '../../shared/types';
import type { OpenMode } from '../../shared/view/viewProtocol';
import { reanchor } from './reanchor';

export interface OpenTarget {
	readonly uri: vscode.Uri;
	readonly span: Span;
	readonly snippet: Snippet | undefined;
}

let fading:
	{ readonly type: vscode.TextEditorDecorationType; readonly timer: NodeJS.Timeout } | undefined;

/**
 * Opens a hit where its text is now, whatever was edited since it was indexed.
 *
 * @throws When the document cannot be opened: gone, binary, too large.
 */
export async function openHit(target: OpenTarget, how: OpenMode): Promise<vscode.TextEditor> {
	const document = await vscode.workspace.openTextDocument(target.uri);
	const live = {
		lineCount: document.lineCount,
		lineAt: (line: number) => document.lineAt(line).text,
	};
	const span = reanchor(target.span, target.snippet, live);
	const start = new vscode.Position(span.startLine, firstColumn(live.lineAt(span.startLine)));
	const editor = await vscode.window.showTextDocument(document, {
		viewColumn: how === 'side' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
		preview: how !== 'side',
		preserveFocus: how === 'preview',
		selection: new vscode.Range(start, start),
	});
	const range = new vscode.Range(span.startLine, 0, span.endLine, live.lineAt(span.endLine).length);
	editor.revealRange(
		new vscode.Range(span.startLine, 0, Math.min(span.endLine, span.startLine + 20), 0),
		vscode.TextEditorRevealType.InCenterIfOutsideViewport,
	);
	showBriefly(editor, range);
	return editor;
}

const firstColumn = (line: string) => line.length - line.trimStart().length;

/** Marks the found lines for a moment, as the editor's own search does. */
function showBriefly(editor: vscode.TextEditor, range: vscode.Range): void {
	if (fading) {
		clearTimeout(fading.timer);
		fading.type.dispose();
	}
	const type = vscode.window.createTextEditorDecorationType({
		isWholeLine: true,
		backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
		overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.findMatchForeground'),
		overviewRulerLane: vscode.OverviewRulerLane.Center,
	});
	editor.setDecorations(type, [range]);
	fading = { type, timer: setTimeout(() => type.dispose(), 1_500) };
}
