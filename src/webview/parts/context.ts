import type { Action } from '../actions';
import type { ViewState } from '../state';
import type { Words } from '../strings';

/** What every part of the view is drawn from. */
export interface PartContext {
	readonly state: ViewState;
	readonly words: Words;
	readonly dispatch: (action: Action) => void;
}
