import type { ViewMessage } from '../shared/view/viewProtocol';

/** What VS Code gives a webview; may be acquired once only. */
export interface VsCodeApi {
	postMessage(message: ViewMessage): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export function connect(): VsCodeApi {
	return acquireVsCodeApi();
}
