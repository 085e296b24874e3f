import type { Action, Move } from './actions';

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

export interface ListKey {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly shiftKey: boolean;
	readonly altKey: boolean;
}

/** What a key means in the list; undefined for keys that belong to the editor. */
export function listAction(
	event: ListKey,
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
		case 'Delete':
			return command || shiftKey ? undefined : { type: 'dismiss', key: selected };
		case 'Backspace':
			return event.metaKey && !shiftKey ? { type: 'dismiss', key: selected } : undefined;
		case 'c':
			return command && !shiftKey ? { type: 'copy', key: selected } : undefined;
		default:
			return undefined;
	}
}
