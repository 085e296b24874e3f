import type { Action, Move } from './actions';
import type { PartContext } from './parts/context';

const MOVES: Readonly<Record<string, Move>> = {
	ArrowUp: 'up',
	ArrowDown: 'down',
	ArrowLeft: 'left',
	ArrowRight: 'right',
	Home: 'home',
	End: 'end',
	PageUp: 'pageUp',
	PageDown: 'pageDown',
};

/** What a key means in the list; undefined for keys that belong to the editor. */
export function listAction(
	event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
	selected: string | undefined,
	page: number,
): Action | 'box' | undefined {
	const { key, shiftKey, altKey } = event;
	const command = event.ctrlKey || event.metaKey;
	if (altKey) return undefined;
	if (key === 'ArrowUp' && command) return 'box';
	const move = MOVES[key];
	if (move !== undefined && !command && !shiftKey) return { type: 'move', move, page };
	if (key === 'Escape') return 'box';
	if (selected === undefined) return undefined;
	switch (key) {
		case 'Enter':
			if (shiftKey) return command ? undefined : { type: 'similar', key: selected };
			return { type: 'open', key: selected, how: command ? 'side' : 'here' };
		case ' ':
			return command || shiftKey ? undefined : { type: 'open', key: selected, how: 'preview' };
		case '?':
			return command ? undefined : { type: 'why', key: selected };
		case 'c':
			return command && !shiftKey ? { type: 'copy', key: selected } : undefined;
		default:
			return undefined;
	}
}

/** @param page Rows that fit the window. */
export function onListKey(
	event: KeyboardEvent,
	{ state, dispatch }: PartContext,
	page: number,
): void {
	// A button inside a row keeps Enter and Space.
	const onButton = event.target instanceof HTMLElement && event.target.closest('button') !== null;
	if (event.defaultPrevented || (onButton && (event.key === 'Enter' || event.key === ' '))) return;
	if (event.key === 'c' && getSelection()?.isCollapsed === false) return;
	const action = listAction(event, state.selected, page);
	if (action === undefined) return;
	event.preventDefault();
	if (action === 'box') {
		dispatch({ type: 'host', message: { type: 'focusBox', data: { select: false } } });
	} else dispatch(action);
}
