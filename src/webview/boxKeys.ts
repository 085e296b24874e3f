import type { Action } from './actions';

export interface BoxKey {
	readonly key: string;
	readonly altKey: boolean;
	/** Ctrl, or Cmd on macOS. */
	readonly command: boolean;
	/** The caret is before the first, or after the last character. */
	readonly atStart: boolean;
	readonly atEnd: boolean;
	readonly oneLine: boolean;
}

/**
 * What a key means in the search box: Enter asks, Esc clears, Up walks back in the history, Down walks forth in it and
 * otherwise leads into the list. In a text of several lines the arrows first move the caret. Alt+Up/Down is always the
 * history, Ctrl/Cmd+Down always the list.
 */
export function boxAction(
	event: BoxKey,
	state: { readonly query: string; readonly historyAt: number },
): Action | undefined {
	const walking = state.historyAt >= 0;
	switch (event.key) {
		case 'Enter':
			return { type: 'submit', remember: true };
		case 'Escape':
			return state.query === '' ? undefined : { type: 'clearBox' };
		case 'ArrowUp':
			return event.altKey || walking || event.oneLine || event.atStart
				? { type: 'history', step: 1 }
				: undefined;
		case 'ArrowDown':
			if (event.altKey || (walking && !event.command)) return { type: 'history', step: -1 };
			return event.command || event.oneLine || event.atEnd ? { type: 'enterList' } : undefined;
		default:
			return undefined;
	}
}
