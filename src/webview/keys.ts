/** Row keys: stable names of rows across answers, so that selection and folds outlive a refresh. */
import type { HitRef } from '../shared/view/viewProtocol';

export const WEAK_KEY = 'w';

export function groupKey(file: { readonly folderId: string; readonly path: string }): string {
	return `f\n${file.folderId}\n${file.path}`;
}

export function hitKey(ref: HitRef): string {
	return `h\n${ref.folderId}\n${ref.path}\n${ref.chunkId}`;
}

export function moreKey(group: string): string {
	return `m${group.slice(1)}`;
}

/** The file a row belongs to; undefined for the fold of weak matches. */
export function groupOf(row: string): string | undefined {
	const [type, folderId, path] = row.split('\n');
	return type === WEAK_KEY || folderId === undefined || path === undefined
		? undefined
		: groupKey({ folderId, path });
}
