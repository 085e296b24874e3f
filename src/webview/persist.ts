import {
	boolean,
	integer,
	list,
	map,
	oneOf,
	optional,
	Refused,
	shape,
	string,
} from '../shared/view/parse';
import { MAX_HISTORY, MAX_PATH, MAX_QUERY, parseFilters } from '../shared/view/parseShapes';
import type { ViewFilters } from '../shared/view/viewProtocol';
import { INITIAL, type ViewState } from './state';

/** What outlives hiding the view and reloading the window, kept by VS Code through `setState`. */
export interface SavedState {
	readonly version: 1;
	readonly query: string;
	readonly filters: ViewFilters;
	readonly filtersOpen: boolean;
	readonly seq: number;
	readonly expanded: Readonly<Record<string, boolean>>;
	readonly whole: Readonly<Record<string, true>>;
	readonly weakOpen: boolean;
	readonly selected: string | undefined;
	readonly scrollTop: number;
	readonly history: readonly string[];
}

const MAX_KEY = MAX_PATH + 1100;
const parse = shape<SavedState>({
	version: oneOf([1]),
	query: string(MAX_QUERY),
	filters: parseFilters,
	filtersOpen: boolean,
	seq: integer(),
	expanded: map(boolean, 2000),
	whole: map(value => value as true, 2000),
	weakOpen: boolean,
	selected: optional(string(MAX_KEY)),
	scrollTop: integer(),
	history: list(string(MAX_QUERY), MAX_HISTORY),
});

export function save(state: ViewState, scrollTop: number): SavedState {
	const { query, filters, filtersOpen, seq, expanded, whole, weakOpen, selected, history } = state;
	return {
		version: 1,
		query,
		filters,
		filtersOpen,
		seq,
		expanded,
		whole,
		weakOpen,
		selected,
		scrollTop: Math.max(0, Math.round(scrollTop)),
		history,
	};
}

/** The state to start with; a saved one that cannot be read (another version, damage) is a fresh start. */
export function restore(saved: unknown): { readonly state: ViewState; readonly scrollTop: number } {
	try {
		const { scrollTop, ...kept } = parse(saved, 'saved');
		const { query, filters, filtersOpen, seq, expanded, whole, weakOpen, selected, history } = kept;
		const typed = { include: filters.include, exclude: filters.exclude };
		const state = {
			...INITIAL,
			query,
			filters,
			typed,
			filtersOpen,
			seq,
			expanded,
			whole,
			weakOpen,
			selected,
			history,
			restoring: true,
		};
		return { state, scrollTop };
	} catch (error) {
		if (error instanceof Refused) return { state: INITIAL, scrollTop: 0 };
		throw error;
	}
}
