import { MAX_RESULTS } from '../shared/view/parseShapes';
import type { HitRef, OpenMode, ViewHit } from '../shared/view/viewProtocol';
import { send, still, type Effect, type ListAction, type Move, type Step } from './actions';
import { groupOf, hitKey, WEAK_KEY } from './keys';
import { rememberQuery, withFilters } from './reduceBox';
import { buildRows, parentOf, sameOrNearest, step, type Row } from './rows';
import type { ShownGroup, ViewState } from './state';

export function reduceList(state: ViewState, action: ListAction): Step {
	const rows = buildRows(state.answer, state);
	switch (action.type) {
		case 'move':
			return move(state, rows, action.move, action.page);
		case 'select':
			return select(state, action.key, action.focus);
		case 'enterList': {
			const key = rows.some(row => row.key === state.selected) ? state.selected : rows[0]?.key;
			return key === undefined ? still(state) : select(state, key, true);
		}
		case 'toggle':
			return toggle(state, rows, action.key);
		case 'collapseAll':
		case 'expandAll':
			return foldAll(state, rows, action.type === 'expandAll');
		case 'why':
			return toggleWhy(state, rows, action.key);
		case 'open':
			return open(state, rows, action.key, action.how);
		case 'similar': {
			const found = hitOf(rows, action.key);
			return found === undefined
				? still(state)
				: still(state, send('similar', { ...found.ref, span: found.hit.span }));
		}
		case 'dismiss':
			return dismiss(state, rows, action.key);
		case 'limitTo':
			return limitTo(state, rows, action.key, action.how);
		case 'copy': {
			const hit = action.key === undefined ? undefined : hitOf(rows, action.key)?.ref;
			return state.answer === undefined
				? still(state)
				: still(state, send('copyMarkdown', { seq: state.answer.results.seq, hit }));
		}
		case 'nextHit':
			return nextHit(state, action.step, action.open);
		case 'hover':
			return still({ ...state, hovered: action.key });
		case 'listFocus':
			return still({ ...state, listFocused: action.focused });
		case 'nearEnd':
			return requestMore(state);
	}
}

function select(state: ViewState, key: string, focus: boolean): Step {
	const effects: Effect[] = focus ? [{ type: 'focusRow', key }] : [];
	return still({ ...state, selected: key }, ...effects);
}

function move(state: ViewState, rows: readonly Row[], to: Move, page?: number): Step {
	const row = rows.find(candidate => candidate.key === state.selected);
	if (row === undefined) {
		const first = rows[0];
		return first === undefined ? still(state) : select(state, first.key, true);
	}
	if (to === 'left' || to === 'right') return fold(state, rows, row, to);
	const target = step(rows, row.key, to, page);
	// Up from the first row leads back to where the question stands.
	if (target === undefined)
		return to === 'up' ? still(state, { type: 'focusBox', select: false }) : still(state);
	return select(state, target, true);
}

/** Right opens, then goes in; Left closes, then goes out. */
function fold(state: ViewState, rows: readonly Row[], row: Row, to: 'left' | 'right'): Step {
	const folds = row.type === 'file' || row.type === 'weak';
	if (to === 'right') {
		if (row.type === 'more') return toggle(state, rows, row.key);
		if (!folds) return still(state);
		if (!row.open) return toggle(state, rows, row.key);
		const child = step(rows, row.key, 'down');
		return child === undefined ? still(state) : select(state, child, true);
	}
	if (folds && row.open) return toggle(state, rows, row.key);
	const parent = parentOf(rows, row.key);
	return parent === undefined ? still(state) : select(state, parent, true);
}

function toggle(state: ViewState, rows: readonly Row[], key: string): Step {
	const row = rows.find(candidate => candidate.key === key);
	switch (row?.type) {
		case 'weak':
			return settle({ ...state, weakOpen: !row.open }, rows);
		case 'file':
			return settle({ ...state, expanded: { ...state.expanded, [key]: !row.open } }, rows);
		case 'more': {
			const whole = { ...state.whole, [row.group]: true as const };
			const next = { ...state, whole };
			// The row goes away: what it hid takes its place, and the focus with it.
			const after = buildRows(state.answer, next);
			const index = rows.indexOf(row);
			const first = after[index]?.key;
			return first === undefined || state.selected !== key
				? still(next)
				: select(next, first, true);
		}
		case 'hit':
		case undefined:
			return still(state);
	}
}

/** After a fold the selection is on a row that exists. */
function settle(state: ViewState, before: readonly Row[]): Step {
	const after = buildRows(state.answer, state);
	if (state.selected === undefined || after.some(row => row.key === state.selected))
		return still(state);
	const group = groupOf(state.selected);
	const key =
		after.find(row => row.key === group)?.key ?? sameOrNearest(before, after, state.selected);
	return key === undefined ? still(state) : select(state, key, state.listFocused);
}

function foldAll(state: ViewState, before: readonly Row[], open: boolean): Step {
	const groups = allGroups(state);
	const expanded = Object.fromEntries(groups.map(({ key }) => [key, open]));
	return settle({ ...state, expanded, weakOpen: open, why: open ? state.why : undefined }, before);
}

function toggleWhy(state: ViewState, rows: readonly Row[], key: string): Step {
	const found = hitOf(rows, key);
	if (found === undefined || state.answer === undefined) return still(state);
	if (state.why !== undefined && hitKey(state.why.ref) === hitKey(found.ref)) {
		return still({ ...state, why: undefined });
	}
	const why = { ref: found.ref, reasons: undefined, error: '' };
	const seq = state.answer.results.seq;
	return still({ ...state, why, selected: key }, send('expandWhy', { ...found.ref, seq }));
}

function open(state: ViewState, rows: readonly Row[], key: string, how: OpenMode): Step {
	const row = rows.find(candidate => candidate.key === key);
	if (row?.type === 'weak' || row?.type === 'more') return toggle(state, rows, key);
	const found = hitOf(rows, key);
	if (found === undefined || state.answer === undefined) return still(state);
	const remembered = how === 'preview' ? still(state) : rememberQuery(state);
	return still(
		{ ...remembered.state, selected: key, failure: undefined },
		...remembered.effects,
		send('open', { ...found.ref, seq: state.answer.results.seq, span: found.hit.span, how }),
	);
}

/** Takes a row off the list; the next one takes its place and the focus. */
function dismiss(state: ViewState, rows: readonly Row[], key: string): Step {
	const row = rows.find(candidate => candidate.key === key);
	if (state.answer === undefined || (row?.type !== 'hit' && row?.type !== 'file'))
		return still(state);
	const { folderId, path } = row.type === 'hit' ? row.ref : row.shown.group;
	const chunkId = row.type === 'hit' ? row.ref.chunkId : undefined;
	const next = { ...state, dismissed: { ...state.dismissed, [key]: true as const } };
	const after = buildRows(state.answer, next);
	const gone = state.selected === undefined || !after.some(each => each.key === state.selected);
	const sent = send('dismiss', { folderId, path, chunkId, seq: state.answer.results.seq });
	if (!gone) return still(next, sent);
	const place = rows.findIndex(each => each.key === (state.selected ?? key));
	const target = after[Math.min(Math.max(0, place), after.length - 1)]?.key;
	if (target === undefined)
		return still({ ...next, selected: undefined }, { type: 'focusBox', select: false }, sent);
	const step = select(next, target, state.listFocused);
	return still(step.state, ...step.effects, sent);
}

/** Puts the folder of a row into a filter. In the folder's name everything that a glob would read becomes `?`. */
function limitTo(
	state: ViewState,
	rows: readonly Row[],
	key: string,
	how: 'only' | 'without',
): Step {
	const path = hitOf(rows, key)?.ref.path;
	if (path === undefined) return still(state);
	const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
	const plain = (text: string): string => text.replace(/[*?[\]{}()!,\\]/g, '?');
	const glob = folder === '' ? plain(path) : `${plain(folder)}/**`;
	const which = how === 'only' ? 'include' : 'exclude';
	const before = how === 'only' ? '' : state.filters.exclude.trim();
	const text = before === '' ? glob : `${before}, ${glob}`;
	return withFilters(
		{ ...state, filtersOpen: true, typed: { ...state.typed, [which]: text } },
		{ ...state.filters, [which]: text },
	);
}

/** The hit that a row means: its own, or the best of a file. */
function hitOf(
	rows: readonly Row[],
	key: string,
): { readonly ref: HitRef; readonly hit: ViewHit } | undefined {
	const row = rows.find(candidate => candidate.key === key);
	if (row?.type === 'hit') return row;
	const group = row?.type === 'file' ? row.shown.group : undefined;
	const hit = group?.hits[0];
	if (group === undefined || hit === undefined) return undefined;
	return { ref: { folderId: group.folderId, path: group.path, chunkId: hit.chunkId }, hit };
}

function allGroups(state: ViewState): readonly ShownGroup[] {
	return state.answer === undefined ? [] : [...state.answer.main, ...state.answer.weak];
}

/** Goes to the next or previous hit as F4 does in VS Code's own search, opening folded files on the way; it wraps round. */
export function nextHit(state: ViewState, direction: 1 | -1, openIt: boolean): Step {
	const { answer } = state;
	if (answer === undefined) return still(state);
	const groups = state.weakOpen ? [...answer.main, ...answer.weak] : answer.main;
	const unfolded = Object.fromEntries(groups.map(({ key }) => [key, true]));
	const rows = buildRows(answer, { ...state, expanded: unfolded });
	const hits = rows.filter(row => row.type === 'hit');
	const at = rows.findIndex(row => row.key === state.selected);
	const after = hits.filter(row => rows.indexOf(row) > at);
	const before = hits.filter(row => rows.indexOf(row) < at);
	const target = direction === 1 ? (after[0] ?? hits[0]) : (before.at(-1) ?? hits.at(-1));
	if (target === undefined) return still(state);
	const group = groupOf(target.key) ?? WEAK_KEY;
	const next = { ...state, selected: target.key, expanded: { ...state.expanded, [group]: true } };
	const { seq } = answer.results;
	return still(
		next,
		{ type: 'focusRow', key: target.key },
		...(openIt
			? [send('open', { ...target.ref, seq, span: target.hit.span, how: 'preview' as const })]
			: []),
	);
}

function requestMore(state: ViewState): Step {
	const { answer } = state;
	if (answer === undefined || !answer.results.more || state.searching) return still(state);
	const shown = answer.results.groups.length;
	const limit = Math.min(MAX_RESULTS, Math.max(shown + 1, state.limit * 2));
	if (shown >= MAX_RESULTS || limit <= state.limit) return still(state);
	const { seq } = answer.results;
	return still({ ...state, limit, searching: true }, send('requestMore', { seq, limit }));
}
