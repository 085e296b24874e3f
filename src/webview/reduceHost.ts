import type {
	HostMessage,
	HostMessages,
	ViewResults,
	ViewSnapshot,
	ViewSnippet,
} from '../shared/view/viewProtocol';
import { still, type Effect, type Step } from './actions';
import { arrange, keepColours, mergePinned } from './answer';
import { groupKey, hitKey } from './keys';
import { reduceBox, submit } from './reduceBox';
import { nextHit, reduceList } from './reduceList';
import { buildRows, sameOrNearest } from './rows';
import { pinnedRow, type Answer, type ShownGroup, type ViewState } from './state';

export function reduceHost(state: ViewState, message: HostMessage): Step {
	switch (message.type) {
		case 'snapshot':
			return takeSnapshot(state, message.data);
		case 'palette':
			return state.snapshot === undefined
				? still(state)
				: still({ ...state, snapshot: { ...state.snapshot, palette: message.data.palette } });
		case 'results':
			return takeResults(state, message.data);
		case 'snippets':
			return message.data.seq === state.answer?.results.seq
				? still({ ...state, answer: recoloured(state.answer, message.data.snippets) })
				: still(state);
		case 'whyResult': {
			const { reasons, error, ...ref } = message.data;
			if (state.why === undefined || hitKey(state.why.ref) !== hitKey(ref)) return still(state);
			return still({ ...state, why: { ...state.why, reasons, error } });
		}
		case 'error': {
			const { seq, ...failure } = message.data;
			if (seq !== state.seq) return still(state);
			// What was found before the failure stays below the note.
			const answer = state.answer?.results.seq === seq ? state.answer : undefined;
			return still({ ...state, failure, searching: false, answer });
		}
		case 'focusBox':
			return still(state, { type: 'focusBox', select: message.data.select });
		case 'setQuery': {
			const { query, filters, submit: now } = message.data;
			const typed =
				filters === undefined
					? state.typed
					: { include: filters.include, exclude: filters.exclude };
			const next = { ...state, query, typed, filters: filters ?? state.filters, historyAt: -1 };
			return now ? submit(next, true) : still(next, { type: 'focusBox', select: true });
		}
		case 'nextResult':
			return nextHit(state, 1, message.data.open);
		case 'prevResult':
			return nextHit(state, -1, message.data.open);
		case 'rowAction':
			return rowAction(state, message.data);
		case 'searchAgain':
			return submit(state, false);
		case 'collapseAll':
		case 'expandAll':
			return reduceList(state, { type: message.type });
		case 'clear': {
			const { state: cleared, effects } = reduceBox(state, { type: 'clearBox' });
			return still(cleared, ...effects, { type: 'focusBox', select: false });
		}
	}
}

/** A context menu names the row, not its key. */
function rowAction(state: ViewState, { action, ...row }: HostMessages['rowAction']): Step {
	const { chunkId } = row;
	const key = chunkId === undefined ? groupKey(row) : hitKey({ ...row, chunkId });
	switch (action) {
		case 'onlyFolder':
		case 'withoutFolder':
			return reduceList(state, {
				type: 'limitTo',
				key,
				how: action === 'onlyFolder' ? 'only' : 'without',
			});
		default:
			return reduceList(state, { type: action, key });
	}
}

function takeSnapshot(state: ViewState, snapshot: ViewSnapshot): Step {
	const first = state.snapshot === undefined;
	const indexing = snapshot.folders.some(
		({ state: { type } }) => type === 'indexing' || type === 'paused',
	);
	const next: ViewState = {
		...state,
		snapshot,
		banner: pinnedRow(state) === undefined ? indexing : state.banner,
		// The host keeps the history for all windows; its own list wins, except over nothing.
		history: first && snapshot.history.length > 0 ? snapshot.history : state.history,
	};
	// A question that was in the box when the window closed is asked again.
	return first && state.restoring && state.query.trim() !== '' ? submit(next, false) : still(next);
}

function takeResults(state: ViewState, results: ViewResults): Step {
	// Newest query wins: anything else is an answer nobody waits for any more.
	if (results.seq !== state.seq) return still(state);
	const searching = results.stage !== 'final';
	const before = state.answer;
	const sameSearch = before !== undefined && before.results.seq === results.seq;
	const pin = pinnedRow(state);
	if (sameSearch && pin !== undefined) {
		const answer = mergePinned(before, results, pin);
		return still(replace({ ...state, searching, held: results }, answer));
	}
	const next = replace({ ...state, searching, held: undefined }, arrange(results, state.asked));
	if (sameSearch || state.restoring)
		return still({ ...next, restoring: state.restoring && searching });
	const keep = before?.asked.query === state.asked.query;
	const effects: Effect[] = keep ? [] : [{ type: 'scrollToTop' }];
	return still(keep || state.listFocused ? next : { ...next, selected: undefined }, ...effects);
}

/** Puts an answer on screen; the selection stays on its hit, or goes to the nearest. */
function replace(state: ViewState, plain: Answer): ViewState {
	const answer = keepColours(state.answer, plain);
	if (state.restoring && state.answer === undefined) return { ...state, answer };
	const next = { ...state, answer };
	const selected = sameOrNearest(
		buildRows(state.answer, state),
		buildRows(answer, state),
		state.selected,
	);
	return { ...next, selected };
}

/** Brings in the order that waited, once neither the pointer nor the focus is on the list. */
export function releasePin(state: ViewState): ViewState {
	if (pinnedRow(state) !== undefined) return state;
	const types = state.snapshot?.folders.map(folder => folder.state.type) ?? [];
	const settled = { ...state, banner: types.includes('indexing') || types.includes('paused') };
	if (state.held === undefined) return settled;
	return replace({ ...settled, held: undefined }, arrange(state.held, state.asked));
}

function recoloured(
	answer: Answer,
	snippets: readonly { folderId: string; path: string; chunkId: number; snippet: ViewSnippet }[],
): Answer {
	const byKey = new Map(snippets.map(entry => [hitKey(entry), entry.snippet]));
	const recolour = (shown: ShownGroup): ShownGroup => {
		const { folderId, path, hits } = shown.group;
		if (!hits.some(({ chunkId }) => byKey.has(hitKey({ folderId, path, chunkId })))) return shown;
		const newer = hits.map(hit => {
			const snippet = byKey.get(hitKey({ folderId, path, chunkId: hit.chunkId }));
			// Colours only: other lines than those on screen would move the list.
			return snippet?.lines.length === hit.snippet?.lines.length ? { ...hit, snippet } : hit;
		});
		return { ...shown, group: { ...shown.group, hits: newer } };
	};
	return { ...answer, main: answer.main.map(recolour), weak: answer.weak.map(recolour) };
}
