import * as vscode from 'vscode';
import type { Disposable } from '../../shared/lifecycle';
import type { HitRef } from '../../shared/view/viewProtocol';
import { RESULTS_SCHEME } from '../contributions';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { resultsMarkdown, type MarkdownHit } from './markdown';
import type { ResultSet } from './resultSet';
import { questionWords, toViewGroup } from './toView';

export interface ResultsDocuments extends Disposable {
	/** Opens the answer as a read-only Markdown document beside nothing else: an ordinary tab. */
	open(results: ResultSet): Promise<void>;
	copy(results: ResultSet, only?: HitRef): Promise<void>;
}

/** Documents kept for tabs that are still open. */
const MAX_KEPT = 20;

export function createResultsDocuments(
	folders: WorkspaceFolders,
	previewLines: () => number,
): ResultsDocuments {
	const contents = new Map<string, string>();
	let count = 0;
	const registered = vscode.workspace.registerTextDocumentContentProvider(RESULTS_SCHEME, {
		provideTextDocumentContent: uri => contents.get(uri.path) ?? '',
	});
	const markdown = (results: ResultSet, links: 'absolute' | 'relative', only?: HitRef): string => {
		const severalFolders = folders.all.length > 1;
		const hits = results.answer.groups.flatMap((group): MarkdownHit[] => {
			const view = toViewGroup(group, {
				previewLines: previewLines(),
				words: questionWords(results.query),
				isUnsaved: () => false,
			});
			const uri = folders.resolve(group.folderId, group.path);
			return view.hits
				.filter(
					hit => only === undefined || (only.chunkId === hit.chunkId && only.path === group.path),
				)
				.map(hit => ({
					folder: severalFolders ? (folders.byId(group.folderId)?.name ?? '') : '',
					path: group.path,
					href: links === 'absolute' ? (uri?.toString() ?? '') : '',
					language: group.language,
					hit,
				}));
		});
		return resultsMarkdown(results.query, hits, vscode.l10n.t);
	};
	return {
		async open(results) {
			const path = `/${++count}.md`;
			contents.set(path, markdown(results, 'absolute'));
			for (const old of [...contents.keys()].slice(0, -MAX_KEPT)) contents.delete(old);
			const title = results.query
				.replace(/[\\/:?#\s]+/g, ' ')
				.trim()
				.slice(0, 40);
			const uri = vscode.Uri.from({ scheme: RESULTS_SCHEME, path, query: title });
			const document = await vscode.workspace.openTextDocument(uri);
			await vscode.languages.setTextDocumentLanguage(document, 'markdown');
			await vscode.window.showTextDocument(document, { preview: false });
		},
		async copy(results, only) {
			await vscode.env.clipboard.writeText(markdown(results, 'relative', only));
			vscode.window.setStatusBarMessage(`$(check) ${vscode.l10n.t('Copied as Markdown')}`, 3_000);
		},
		dispose: () => void registered.dispose(),
	};
}
