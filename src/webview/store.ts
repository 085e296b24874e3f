import type { Action, Effect } from './actions';
import { reduce } from './reduce';
import { buildRows, type Row } from './rows';
import type { ViewState } from './state';

/** Holds the state, runs the reducer and hands its effects on. */
export class ViewStore {
	#state: ViewState;
	readonly #onEffect: (effect: Effect) => void;
	readonly #onChange: (state: ViewState) => void;
	#rows: readonly Row[] = [];
	#rowsOf: ViewState | undefined;

	constructor(
		initial: ViewState,
		onEffect: (effect: Effect) => void,
		onChange: (state: ViewState) => void,
	) {
		this.#state = initial;
		this.#onEffect = onEffect;
		this.#onChange = onChange;
	}

	get state(): ViewState {
		return this.#state;
	}

	/** The tree's rows; built again only when something they show has changed. */
	get rows(): readonly Row[] {
		const state = this.#state;
		const of = this.#rowsOf;
		const same =
			of !== undefined &&
			of.answer === state.answer &&
			of.expanded === state.expanded &&
			of.whole === state.whole &&
			of.weakOpen === state.weakOpen &&
			of.dismissed === state.dismissed &&
			of.why === state.why;
		if (!same) this.#rows = buildRows(state.answer, state);
		this.#rowsOf = state;
		return this.#rows;
	}

	readonly dispatch = (action: Action): void => {
		const { state, effects } = reduce(this.#state, action);
		if (state !== this.#state) {
			this.#state = state;
			this.#onChange(state);
		}
		for (const effect of effects) this.#onEffect(effect);
	};
}
