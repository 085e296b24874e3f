import { parseHostMessage } from '../shared/view/parseHostMessage';
import { Refused } from '../shared/view/parse';
import type { Effect } from './actions';
import { LodestoneView } from './lodestoneView';
import { restore, save } from './persist';
import { ResultList } from './resultList';
import { ViewStore } from './store';
import { adoptStyles } from './styles/adopt';
import { connect } from './vscodeApi';

const SAVE_MS = 200;

function start(): void {
	const host = connect();
	adoptStyles();
	customElements.define('lodestone-results', ResultList);
	customElements.define('lodestone-view', LodestoneView);
	const found = document.querySelector('lodestone-view');
	if (!(found instanceof LodestoneView)) throw new Error('lodestone-view is missing from the page');
	const view = found;
	const restored = restore(host.getState());
	let wantedScroll: number | undefined = restored.state.restoring ? restored.scrollTop : undefined;
	let searchTimer: ReturnType<typeof setTimeout> | undefined;
	let saveTimer: ReturnType<typeof setTimeout> | undefined;

	const saveNow = (): void => {
		clearTimeout(saveTimer);
		saveTimer = undefined;
		// Until the first answer is back, the saved position is still the better one.
		host.setState(save(store.state, wantedScroll ?? view.scroller?.scrollTop ?? 0));
	};
	const saveSoon = (): void => {
		saveTimer ??= setTimeout(saveNow, SAVE_MS);
	};

	const run = (effect: Effect): void => {
		switch (effect.type) {
			case 'send':
				// A search that is sent for another reason makes the one that waits needless.
				if (effect.message.type === 'search') clearTimeout(searchTimer);
				{
					host.postMessage(effect.message);
					return;
				}
			case 'focusBox': {
				view.focusBox(effect.select);
				return;
			}
			case 'focusRow':
				void view.updateComplete.then(() => view.list?.reveal(effect.key));
				return;
			case 'schedule':
				clearTimeout(searchTimer);
				searchTimer = setTimeout(
					() => store.dispatch({ type: 'submit', remember: false }),
					effect.delayMs,
				);
				return;
			case 'scrollToTop':
				if (view.scroller !== null) view.scroller.scrollTop = 0;
		}
	};

	const store = new ViewStore(restored.state, run, state => {
		if (state.query.trim() === '') clearTimeout(searchTimer);
		view.state = state;
		view.rows = store.rows;
		saveSoon();
		if (wantedScroll !== undefined && state.answer !== undefined) {
			const scrollTop = wantedScroll;
			wantedScroll = undefined;
			void view.updateComplete
				.then(() => view.list?.updateComplete)
				.then(() => view.scroller?.scrollTo(0, scrollTop));
		}
	});
	view.dispatch = store.dispatch;
	view.rows = store.rows;
	view.state = store.state;

	const reported = new Set<string>();
	const report = (message: string): void => {
		if (reported.has(message) || reported.size > 20) return;
		reported.add(message);
		host.postMessage({ type: 'viewError', data: { message } });
	};
	addEventListener('error', event => report(event.message));
	addEventListener('unhandledrejection', event => report(String(event.reason)));
	addEventListener('message', (event: MessageEvent<unknown>) => {
		const message = parseHostMessage(event.data);
		if (message instanceof Refused) report(`refused: ${message.message}`);
		else store.dispatch({ type: 'host', message });
	});
	view.addEventListener('list-scrolled', saveSoon);
	view.addEventListener('to-box', () => view.focusBox(false));
	// The page goes away without further notice when the view is hidden.
	addEventListener('pagehide', saveNow);
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') saveNow();
	});
	addEventListener('focus', () => {
		if (document.activeElement === document.body) view.focusBox(false);
	});

	host.postMessage({ type: 'ready', data: { restoredSeq: store.state.seq } });
}

start();
