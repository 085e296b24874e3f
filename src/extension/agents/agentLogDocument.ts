import * as vscode from 'vscode';
import type { DisposableStore } from '../../shared/lifecycle';
import type { EngineClient } from '../client/engineClient';
import { AGENT_LOG_SCHEME } from '../contributions';
import { agentLogText } from './agentLogText';

/** Calls shown; the file keeps more. */
const SHOWN = 200;

/** A read-only document with what agents asked and got; each `show` reads it anew. */
export function createAgentLogDocument(
	engine: EngineClient,
	owned: DisposableStore,
): { show(): Promise<void> } {
	const uri = vscode.Uri.from({ scheme: AGENT_LOG_SCHEME, path: '/Lodestone agents.md' });
	const changes = owned.add(new vscode.EventEmitter<vscode.Uri>());
	owned.add(
		vscode.workspace.registerTextDocumentContentProvider(AGENT_LOG_SCHEME, {
			onDidChange: changes.event,
			provideTextDocumentContent: async () =>
				agentLogText(await engine.call('agentLog', { limit: SHOWN }), vscode.l10n.t),
		}),
	);
	return {
		async show() {
			changes.fire(uri);
			const document = await vscode.workspace.openTextDocument(uri);
			await vscode.languages.setTextDocumentLanguage(document, 'markdown');
			await vscode.window.showTextDocument(document, { preview: false });
		},
	};
}
