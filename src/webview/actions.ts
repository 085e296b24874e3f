import type {
	HostMessage,
	OpenMode,
	ViewCommand,
	ViewFilters,
	ViewMessage,
} from '../shared/view/viewProtocol';
import type { ViewState } from './state';

/** Everything that can happen to the view. */
export type Action =
	| { readonly type: 'host'; readonly message: HostMessage }
	| BoxAction
	| FilterAction
	| ListAction
	| { readonly type: 'command'; readonly command: ViewCommand; readonly folderId?: string };

export type BoxAction =
	| { readonly type: 'input'; readonly text: string }
	/** `remember`: by Enter, and so worth a place in the history. */
	| { readonly type: 'submit'; readonly remember: boolean }
	| { readonly type: 'useExample'; readonly text: string }
	| { readonly type: 'clearBox' }
	| { readonly type: 'clearHistory' }
	| { readonly type: 'history'; readonly step: 1 | -1 };

export type FilterAction =
	| { readonly type: 'toggleFilters' }
	| { readonly type: 'filter'; readonly change: Partial<ViewFilters> }
	| { readonly type: 'glob'; readonly which: 'include' | 'exclude'; readonly text: string }
	| { readonly type: 'clearFilters' };

export type ListAction =
	| { readonly type: 'move'; readonly move: Move; readonly page?: number }
	| { readonly type: 'select'; readonly key: string; readonly focus: boolean }
	| { readonly type: 'enterList' }
	| { readonly type: 'toggle'; readonly key: string }
	| { readonly type: 'collapseAll' }
	| { readonly type: 'expandAll' }
	| { readonly type: 'why'; readonly key: string }
	| { readonly type: 'open'; readonly key: string; readonly how: OpenMode }
	| { readonly type: 'similar'; readonly key: string }
	| { readonly type: 'dismiss'; readonly key: string }
	/** Searches only in the folder of a row, or everywhere but in it. */
	| { readonly type: 'limitTo'; readonly key: string; readonly how: 'only' | 'without' }
	| { readonly type: 'copy'; readonly key: string | undefined }
	| { readonly type: 'nextHit'; readonly step: 1 | -1; readonly open: boolean }
	| { readonly type: 'hover'; readonly key: string | undefined }
	| { readonly type: 'listFocus'; readonly focused: boolean }
	| { readonly type: 'nearEnd' };

export type Move = 'up' | 'down' | 'home' | 'end' | 'pageUp' | 'pageDown' | 'left' | 'right';

/** What the page has to do after a step; the reducer itself touches nothing. */
export type Effect =
	| { readonly type: 'send'; readonly message: ViewMessage }
	| { readonly type: 'focusBox'; readonly select: boolean }
	| { readonly type: 'focusRow'; readonly key: string }
	/** Search after the pause, unless another keystroke comes first. */
	| { readonly type: 'schedule'; readonly delayMs: number }
	| { readonly type: 'scrollToTop' };

export interface Step {
	readonly state: ViewState;
	readonly effects: readonly Effect[];
}

export const still = (state: ViewState, ...effects: Effect[]): Step => ({ state, effects });

export function send<K extends ViewMessage['type']>(
	type: K,
	data: Extract<ViewMessage, { type: K }>['data'],
): Effect {
	return { type: 'send', message: { type, data } as ViewMessage };
}
