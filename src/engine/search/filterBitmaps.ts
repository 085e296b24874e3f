import { CHUNK_KINDS, type ChunkKind, type SearchFilters } from '../../shared/types';
import { N_KIND, N_SLOT, NO_SLOT } from '../indexing/fileAnalysis';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { compileGlobFilter } from '../scan/globFilter';

/** What the filters let through, a bit each; made before anything is cut to a top k. */
export interface FilterBitmaps {
	readonly chunks: Uint32Array;
	readonly files: Uint32Array;
	readonly slots: Uint32Array;
	/** Number of chunks let through. */
	readonly count: number;
}

/** @returns undefined when there is nothing to filter. @throws {LodestoneError} `bad-argument` for a broken glob. */
export function filterBitmaps(
	index: WorkspaceIndex,
	filters: SearchFilters | undefined,
	extra?: (chunkId: number) => boolean,
): FilterBitmaps | undefined {
	const { include = [], exclude = [], languages = [], kinds = [], paths } = filters ?? {};
	if (
		include.length === 0 &&
		exclude.length === 0 &&
		languages.length === 0 &&
		kinds.length === 0 &&
		paths === undefined &&
		extra === undefined
	)
		return undefined;
	const wantsPath = compileGlobFilter(include, exclude);
	const wantsLanguage = languages.length === 0 ? undefined : new Set(languages);
	const wantsOnly = paths === undefined ? undefined : new Set(paths);
	const wantsKind = kinds.length === 0 ? undefined : kindBits(kinds);
	const { chunks: table } = index;
	const chunks = new Uint32Array((table.end >>> 5) + 1);
	const slots = new Uint32Array((index.slotEnd >>> 5) + 1);
	let fileEnd = 0;
	for (const file of index.files.values()) fileEnd = Math.max(fileEnd, file.id + 1);
	const files = new Uint32Array((fileEnd >>> 5) + 1);
	let count = 0;
	for (const file of index.files.values()) {
		if (wantsLanguage !== undefined && !wantsLanguage.has(file.language)) continue;
		if (wantsOnly !== undefined && !wantsOnly.has(file.path)) continue;
		if (!wantsPath(file.path)) continue;
		let any = false;
		for (let id = file.first; id < file.first + file.count; id++) {
			if (wantsKind !== undefined && wantsKind[table.number(id, N_KIND) & 0xff] !== 1) continue;
			if (extra !== undefined && !extra(id)) continue;
			const slot = table.number(id, N_SLOT);
			set(chunks, id);
			if (slot !== NO_SLOT) set(slots, slot);
			any = true;
			count++;
		}
		if (any) set(files, file.id);
	}
	return { chunks, files, slots, count };
}

function kindBits(kinds: readonly ChunkKind[]): Uint8Array {
	const bits = new Uint8Array(256);
	for (const kind of kinds) bits[CHUNK_KINDS.indexOf(kind)] = 1;
	return bits;
}

function set(bitmap: Uint32Array, at: number): void {
	bitmap[at >>> 5] = (bitmap[at >>> 5] ?? 0) | (1 << (at & 31));
}
