/** The view's state, all of it; plain data, so that it can be tested without a browser. */
import type { Reason } from '../shared/types';
import {
	NO_FILTERS,
	type HitRef,
	type ViewFilters,
	type ViewGroup,
	type ViewProblem,
	type ViewResults,
	type ViewSnapshot,
} from '../shared/view/viewProtocol';

/** A file in the list, with what was decided about it when it came. */
export interface ShownGroup {
	readonly key: string;
	readonly group: ViewGroup;
	/** Open unless the person says otherwise (`ViewState.expanded`). */
	readonly open: boolean;
	/** Hits shown before "n more in this file". */
	readonly lead: number;
}

/** The answer on screen. */
export interface Answer {
	readonly results: ViewResults;
	/** Question and filters it answers. */
	readonly asked: Question;
	readonly main: readonly ShownGroup[];
	/** Files whose best hit is weak, folded away at the end. */
	readonly weak: readonly ShownGroup[];
	/** Said above the list; kept while a row is pinned, for it moves the list. */
	readonly nothingConvincing: boolean;
}

export interface Question {
	readonly query: string;
	readonly filters: ViewFilters;
}

export interface Why {
	readonly ref: HitRef;
	readonly reasons: readonly Reason[] | undefined;
	readonly error: string;
}

export interface ViewState {
	readonly snapshot: ViewSnapshot | undefined;
	/** Text in the box. */
	readonly query: string;
	/** In force: the last that could be read. */
	readonly filters: ViewFilters;
	/** Glob lists as typed, possibly not readable. */
	readonly typed: { readonly include: string; readonly exclude: string };
	readonly filtersOpen: boolean;
	/** Number of the newest search sent; 0 before the first. */
	readonly seq: number;
	readonly asked: Question;
	/** True until the final answer to `seq` is there. */
	readonly searching: boolean;
	readonly limit: number;
	readonly answer: Answer | undefined;
	/** A newer answer to the same search whose order waits until the pointer has left the list. */
	readonly held: ViewResults | undefined;
	/** What went wrong with this search. */
	readonly failure: ViewProblem | undefined;
	/** Fold state the person chose, by group key. */
	readonly expanded: Readonly<Record<string, boolean>>;
	/** Files shown with all their hits. */
	readonly whole: Readonly<Record<string, true>>;
	readonly weakOpen: boolean;
	/** Rows taken off the list until the next question, by key of the file or the hit. */
	readonly dismissed: Readonly<Record<string, true>>;
	readonly why: Why | undefined;
	/** Row key of the tree's tab stop; undefined until the person enters the list. */
	readonly selected: string | undefined;
	/** Row under the pointer, once it has moved there since the answer came. */
	readonly hovered: string | undefined;
	readonly listFocused: boolean;
	/** Newest first. */
	readonly history: readonly string[];
	/** Position in the history while walking it; −1 outside, where `unsent` is the text that was being typed. */
	readonly historyAt: number;
	readonly unsent: string;
	/** Folders whose coverage banner is shown; changes only while no row is pinned. */
	readonly banner: boolean;
	/** Set while a saved state is being brought back: the first answer then keeps selection and folds. */
	readonly restoring: boolean;
}

export const INITIAL: ViewState = {
	snapshot: undefined,
	query: '',
	filters: NO_FILTERS,
	typed: { include: '', exclude: '' },
	filtersOpen: false,
	seq: 0,
	asked: { query: '', filters: NO_FILTERS },
	searching: false,
	limit: 0,
	answer: undefined,
	held: undefined,
	failure: undefined,
	expanded: {},
	whole: {},
	weakOpen: false,
	dismissed: {},
	why: undefined,
	selected: undefined,
	hovered: undefined,
	listFocused: false,
	history: [],
	historyAt: -1,
	unsent: '',
	banner: false,
	restoring: false,
};

/** The row that must not move: where the keyboard is, else where the pointer is. */
export function pinnedRow(state: ViewState): string | undefined {
	return state.listFocused ? (state.selected ?? state.hovered) : state.hovered;
}

export function countFilters(filters: ViewFilters): number {
	return (
		Number(filters.include.trim() !== '') +
		Number(filters.exclude.trim() !== '') +
		filters.languages.length +
		filters.kinds.length +
		filters.folders.length +
		Number(filters.currentFile) +
		Number(filters.changedFiles) +
		Number(filters.openEditors)
	);
}
