import type { DetailsMessage, DetailsSnapshot } from '../../shared/view/detailsProtocol';
import { DetailsView } from './detailsView';
import { detailsCss } from './styles';

declare function acquireVsCodeApi(): {
	postMessage(message: DetailsMessage): void;
};

/** Only the host can post to this page; anything that is no snapshot is not for it. */
function isSnapshot(value: unknown): value is DetailsSnapshot {
	return (
		typeof value === 'object' && value !== null && 'type' in value && value.type === 'snapshot'
	);
}

function start(): void {
	const host = acquireVsCodeApi();
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(detailsCss);
	document.adoptedStyleSheets.push(sheet);
	customElements.define('lodestone-details', DetailsView);
	const view = document.querySelector('lodestone-details');
	if (!(view instanceof DetailsView)) throw new Error('lodestone-details is missing from the page');
	view.command = (command, folderId, text) =>
		host.postMessage({ type: 'command', command, folderId, text });
	const report = (message: string): void =>
		host.postMessage({ type: 'viewError', message: message.slice(0, 500) });
	addEventListener('error', event => report(event.message));
	addEventListener('unhandledrejection', event => report(String(event.reason)));
	addEventListener('message', (event: MessageEvent<unknown>) => {
		if (isSnapshot(event.data)) view.snapshot = event.data;
	});
	host.postMessage({ type: 'ready' });
}

start();
