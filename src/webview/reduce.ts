import { send, still, type Action, type Step } from './actions';
import { reduceBox, reduceFilters } from './reduceBox';
import { reduceHost, releasePin } from './reduceHost';
import { reduceList } from './reduceList';
import { pinnedRow, type ViewState } from './state';

/** One step of the view: pure, so that every rule about what the person sees can be tested without a browser. */
export function reduce(state: ViewState, action: Action): Step {
	const step = dispatch(state, action);
	const released = pinnedRow(state) !== undefined && pinnedRow(step.state) === undefined;
	return released ? { ...step, state: releasePin(step.state) } : step;
}

function dispatch(state: ViewState, action: Action): Step {
	switch (action.type) {
		case 'host':
			return reduceHost(state, action.message);
		case 'input':
		case 'submit':
		case 'useExample':
		case 'clearBox':
		case 'clearHistory':
		case 'history':
			return reduceBox(state, action);
		case 'toggleFilters':
		case 'filter':
		case 'glob':
		case 'clearFilters':
			return reduceFilters(state, action);
		case 'command':
			return still(
				state,
				send('runCommand', {
					command: action.command,
					folderId: action.folderId ?? '',
					text: action.command === 'plainTextSearch' ? state.query : '',
				}),
			);
		default:
			return reduceList(state, action);
	}
}
