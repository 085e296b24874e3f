import { MAX_HISTORY, MAX_QUERY } from '../shared/view/parseShapes';
import { NO_FILTERS, type ViewFilters } from '../shared/view/viewProtocol';
import { send, still, type BoxAction, type Effect, type FilterAction, type Step } from './actions';
import { parseGlobList } from './globs';
import type { ViewState } from './state';

const DEFAULT_DEBOUNCE_MS = 60;
const DEFAULT_LIMIT = 50;

export function reduceBox(state: ViewState, action: BoxAction): Step {
	switch (action.type) {
		case 'input': {
			const query = action.text.slice(0, MAX_QUERY);
			const next = { ...state, query, historyAt: -1, unsent: '' };
			if (query.trim() === '') return clear(next);
			return state.snapshot?.settings.autoSearch === false
				? still(next)
				: still(next, schedule(state));
		}
		case 'submit':
			return submit(state, action.remember);
		case 'useExample':
			return submit({ ...state, query: action.text }, true);
		case 'clearBox':
			return clear({ ...state, query: '', historyAt: -1, unsent: '' });
		case 'clearHistory':
			return still({ ...state, history: [], historyAt: -1 }, send('setHistory', { history: [] }));
		case 'history':
			return walkHistory(state, action.step);
	}
}

/** Sends the question in the box; an empty one clears the list. Only the answer to the newest is ever shown. */
export function submit(state: ViewState, remember: boolean): Step {
	if (state.query.trim() === '') return clear(state);
	const seq = state.seq + 1;
	const limit = state.snapshot?.settings.resultsLimit ?? DEFAULT_LIMIT;
	const asked = { query: state.query, filters: state.filters };
	// A pinned row belongs to the answer before; the new question starts with a list nobody has touched yet.
	const remembered = remember ? rememberQuery(state) : still(state);
	const same = state.asked.query === state.query;
	return still(
		{
			...remembered.state,
			seq,
			limit,
			asked,
			searching: true,
			failure: undefined,
			held: undefined,
			hovered: undefined,
			dismissed: {},
			...(same || state.restoring
				? {}
				: { expanded: {}, whole: {}, why: undefined, weakOpen: false }),
		},
		...remembered.effects,
		send('search', { seq, query: state.query, filters: state.filters, limit }),
	);
}

function clear(state: ViewState): Step {
	const effects: Effect[] = state.searching ? [send('cancel', { seq: state.seq })] : [];
	return still(
		{
			...state,
			searching: false,
			answer: undefined,
			held: undefined,
			failure: undefined,
			selected: undefined,
			hovered: undefined,
			why: undefined,
			dismissed: {},
			// An answer still on its way belongs to a question that is gone.
			seq: state.seq + 1,
			asked: { query: '', filters: state.filters },
		},
		...effects,
	);
}

/** Puts the question first in the history, once. */
export function rememberQuery(state: ViewState): Step {
	const query = state.query.trim();
	if (query === '' || state.history[0] === query) return still({ ...state, historyAt: -1 });
	const history = [query, ...state.history.filter(old => old !== query)].slice(0, MAX_HISTORY);
	return still({ ...state, history, historyAt: -1, unsent: '' }, send('setHistory', { history }));
}

/** `1` goes to older questions, `-1` back; what was being typed waits at the near end. */
function walkHistory(state: ViewState, step: 1 | -1): Step {
	const at = Math.max(-1, Math.min(state.history.length - 1, state.historyAt + step));
	if (at === state.historyAt) return still(state);
	const unsent = state.historyAt < 0 ? state.query : state.unsent;
	const query = at < 0 ? unsent : (state.history[at] ?? '');
	const next = { ...state, query, historyAt: at, unsent };
	if (query.trim() === '') return clear(next);
	return state.snapshot?.settings.autoSearch === false ? still(next) : still(next, schedule(state));
}

function schedule(state: ViewState): Effect {
	const delayMs = state.snapshot?.settings.debounceMs ?? DEFAULT_DEBOUNCE_MS;
	return { type: 'schedule', delayMs };
}

export function reduceFilters(state: ViewState, action: FilterAction): Step {
	switch (action.type) {
		case 'toggleFilters':
			return still({ ...state, filtersOpen: !state.filtersOpen });
		case 'filter':
			return withFilters(state, { ...state.filters, ...action.change });
		case 'glob': {
			const typed = { ...state.typed, [action.which]: action.text.slice(0, MAX_QUERY) };
			const readable = 'globs' in parseGlobList(typed[action.which]);
			const next = { ...state, typed };
			if (!readable) return still(next);
			const filters = { ...state.filters, [action.which]: typed[action.which] };
			return searchIfAsked({ ...next, filters }, true);
		}
		case 'clearFilters':
			return withFilters({ ...state, typed: { include: '', exclude: '' } }, NO_FILTERS);
	}
}

export function withFilters(state: ViewState, filters: ViewFilters): Step {
	return searchIfAsked({ ...state, filters }, false);
}

function searchIfAsked(state: ViewState, typing: boolean): Step {
	if (state.query.trim() === '') return still(state);
	return typing ? still(state, schedule(state)) : submit(state, false);
}
