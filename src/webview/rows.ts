/** The tree as a flat list of rows, each with what ARIA wants to know about it. */
import type { HitRef, ViewHit } from '../shared/view/viewProtocol';
import { groupOf, hitKey, moreKey, WEAK_KEY } from './keys';
import type { Answer, ShownGroup, ViewState } from './state';

interface RowPlace {
	readonly key: string;
	/** `aria-level`, from 1. */
	readonly level: number;
	/** `aria-posinset` and `aria-setsize`. */
	readonly position: number;
	readonly setSize: number;
}
export type FileRow = RowPlace & {
	readonly type: 'file';
	readonly shown: ShownGroup;
	readonly open: boolean;
};
export type HitRow = RowPlace & {
	readonly type: 'hit';
	readonly ref: HitRef;
	readonly hit: ViewHit;
	readonly language: string;
	readonly whyOpen: boolean;
	/** 1-based place of the file in the answer, for "why". */
	readonly place: number;
};
export type MoreRow = RowPlace & {
	readonly type: 'more';
	readonly group: string;
	readonly hidden: number;
};
export type WeakRow = RowPlace & {
	readonly type: 'weak';
	readonly count: number;
	readonly open: boolean;
};
export type Row = FileRow | HitRow | MoreRow | WeakRow;

type Folds = Pick<ViewState, 'expanded' | 'whole' | 'weakOpen' | 'why' | 'dismissed'>;

export function buildRows(answer: Answer | undefined, folds: Folds): readonly Row[] {
	if (answer === undefined) return [];
	const rows: Row[] = [];
	const main = withoutDismissed(answer.main, folds.dismissed);
	const weak = withoutDismissed(answer.weak, folds.dismissed);
	const top = main.length + (weak.length > 0 ? 1 : 0);
	main.forEach((shown, i) => addFile(rows, shown, folds, 1, i + 1, top, i + 1));
	if (weak.length === 0) return rows;
	rows.push({
		type: 'weak',
		key: WEAK_KEY,
		level: 1,
		position: top,
		setSize: top,
		count: weak.length,
		open: folds.weakOpen,
	});
	if (folds.weakOpen) {
		weak.forEach((shown, i) =>
			addFile(rows, shown, folds, 2, i + 1, weak.length, main.length + i + 1),
		);
	}
	return rows;
}

/** Files without the hits that were taken off, and without files that have none left. */
export function withoutDismissed(
	files: readonly ShownGroup[],
	dismissed: ViewState['dismissed'],
): readonly ShownGroup[] {
	if (Object.keys(dismissed).length === 0) return files;
	return files.flatMap(shown => {
		const { group, key } = shown;
		if (dismissed[key] === true) return [];
		const hits = group.hits.filter(
			({ chunkId }) => dismissed[hitKey({ ...group, chunkId })] !== true,
		);
		if (hits.length === group.hits.length) return [shown];
		return hits.length === 0 ? [] : [{ ...shown, group: { ...group, hits } }];
	});
}

function addFile(
	rows: Row[],
	shown: ShownGroup,
	folds: Folds,
	level: number,
	position: number,
	setSize: number,
	place: number,
): void {
	const { key, group } = shown;
	const open = folds.expanded[key] ?? shown.open;
	rows.push({ type: 'file', key, level, position, setSize, shown, open });
	if (!open) return;
	const count =
		folds.whole[key] === true ? group.hits.length : Math.min(shown.lead, group.hits.length);
	const hidden = group.hits.length - count;
	const children = count + (hidden > 0 ? 1 : 0);
	const openWhy = folds.why === undefined ? undefined : hitKey(folds.why.ref);
	group.hits.slice(0, count).forEach((hit, i) => {
		const ref = { folderId: group.folderId, path: group.path, chunkId: hit.chunkId };
		const hitRowKey = hitKey(ref);
		rows.push({
			type: 'hit',
			key: hitRowKey,
			level: level + 1,
			position: i + 1,
			setSize: children,
			ref,
			hit,
			language: group.language,
			whyOpen: openWhy === hitRowKey,
			place,
		});
	});
	if (hidden > 0) {
		rows.push({
			type: 'more',
			key: moreKey(key),
			level: level + 1,
			position: children,
			setSize: children,
			group: key,
			hidden,
		});
	}
}

/**
 * The row that stands for `key` after a change: itself, else the hit of the same file nearest to where it was,
 * else the row that took its place in the list.
 */
export function sameOrNearest(
	before: readonly Row[],
	after: readonly Row[],
	key: string | undefined,
): string | undefined {
	if (key === undefined || after.length === 0) return undefined;
	if (after.some(row => row.key === key)) return key;
	const index = before.findIndex(row => row.key === key);
	const old = before[index];
	const group = groupOf(key);
	const siblings = after.filter(row => groupOf(row.key) === group && group !== undefined);
	if (old?.type === 'hit' && siblings.length > 0) {
		const line = old.hit.span.startLine;
		const away = (row: Row): number =>
			row.type === 'hit' ? Math.abs(row.hit.span.startLine - line) : Number.MAX_SAFE_INTEGER;
		return siblings.reduce((best, row) => (away(row) < away(best) ? row : best)).key;
	}
	return (siblings[0] ?? after[Math.min(Math.max(0, index), after.length - 1)])?.key;
}

/** Where an arrow key leads from a row; `undefined` when there is nowhere to go. */
export function step(
	rows: readonly Row[],
	from: string | undefined,
	move: 'up' | 'down' | 'home' | 'end' | 'pageUp' | 'pageDown',
	page = 8,
): string | undefined {
	const index = rows.findIndex(row => row.key === from);
	const target = {
		up: index - 1,
		down: index + 1,
		home: 0,
		end: rows.length - 1,
		pageUp: Math.max(0, index - page),
		pageDown: Math.min(rows.length - 1, index + page),
	}[move];
	return rows[target]?.key;
}

/** The row above `row` in the tree's hierarchy. */
export function parentOf(rows: readonly Row[], key: string): string | undefined {
	const index = rows.findIndex(row => row.key === key);
	const level = rows[index]?.level ?? 0;
	for (let i = index - 1; i >= 0; i--) {
		const row = rows[i];
		if (row !== undefined && row.level < level) return row.key;
	}
	return undefined;
}
