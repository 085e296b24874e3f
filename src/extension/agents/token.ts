import * as vscode from 'vscode';

/** The editor's cancellation token as a signal; `dispose` lets go of the token. */
export function signalOf(token: vscode.CancellationToken | undefined): {
	readonly signal: AbortSignal;
	dispose(): void;
} {
	const controller = new AbortController();
	if (token?.isCancellationRequested) controller.abort();
	const listening = token?.onCancellationRequested(() => controller.abort());
	return { signal: controller.signal, dispose: () => void listening?.dispose() };
}
