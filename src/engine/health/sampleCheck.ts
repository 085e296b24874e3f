import { join } from 'node:path';
import { EMBEDDED_TOKENS } from '../embed/textFormat';
import { DIMENSIONS, type Embedder } from '../embed/types';
import { CHUNK_NUMBERS, N_SLOT, type FileAnalysis } from '../indexing/fileAnalysis';
import type { FileEntry } from '../indexing/fileTable';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { ParsePool } from '../threads/parsePool';
import { OWN_VECTOR } from './alarmRules';
import { sampleBelow } from './random';
import { cosine } from './vectorChecks';

const FILES = 25;
/** Vectors embedded again: about 5 ms each. */
const VECTORS = 25;

export interface SampleDeps {
	readonly root: string;
	readonly index: WorkspaceIndex;
	readonly pool: ParsePool;
	/** Undefined when the model does not run: then vectors are not looked at. */
	readonly embedder: Embedder | undefined;
	readonly maxFileBytes: number;
	readonly turn: () => Promise<void>;
}

export interface SampleCheck {
	readonly files: number;
	/** Files whose text gives more or other chunks than the index has. */
	readonly incomplete: readonly string[];
	readonly vectors: number;
	readonly wrongVectors: number;
	/** Mean cosine of stored and new vectors; 1 when none was compared. */
	readonly selfSimilarity: number;
	/** Share of chunks whose embedded text reached the token limit. */
	readonly cutOff: number;
}

/**
 * Reads a sample of files again, cuts and embeds them anew, and compares with what the index has: the direct test of whether
 * chunks and vectors are those of the files. Files that changed since are left to the staleness check.
 */
export async function checkSample(
	deps: SampleDeps,
	random: () => number,
	signal?: AbortSignal,
): Promise<SampleCheck> {
	const { index, pool, embedder } = deps;
	const entries = [...index.files.values()].filter(file => !file.overlay);
	const incomplete: string[] = [];
	const similarities: number[] = [];
	let files = 0;
	let chunks = 0;
	let cut = 0;
	for (const at of sampleBelow(entries.length, FILES, random)) {
		await deps.turn();
		signal?.throwIfAborted();
		const entry = entries[at];
		if (entry === undefined) continue;
		const analysis = await pool.analyse({
			path: entry.path,
			absolutePath: join(deps.root, entry.path),
			maxFileBytes: deps.maxFileBytes,
			...(entry.fallback === 'none' || entry.fallback === 'no-grammar'
				? {}
				: { windowsOnly: true }),
		});
		// The entry may have been replaced while the file was read.
		if (
			analysis.ok !== true ||
			analysis.hash !== entry.hash ||
			index.files.get(entry.path) !== entry
		)
			continue;
		files++;
		chunks += analysis.count;
		for (let i = 0; i < analysis.count; i++)
			if (tokensOf(analysis, i).length >= EMBEDDED_TOKENS) cut++;
		if (!sameChunks(index, entry, analysis)) {
			incomplete.push(entry.path);
			continue;
		}
		if (embedder === undefined || similarities.length >= VECTORS || analysis.count === 0) continue;
		const i = Math.floor(random() * analysis.count);
		const slot = index.chunks.number(entry.first + i, N_SLOT);
		const stored = index.vectors.precision(slot) === 2 ? index.vectors.row(slot) : undefined;
		if (stored === undefined) continue;
		const now = await embedder.embedBatch([tokensOf(analysis, i)], signal);
		similarities.push(cosine(stored, now.subarray(0, DIMENSIONS)));
	}
	return {
		files,
		incomplete,
		vectors: similarities.length,
		// NaN is wrong, too.
		wrongVectors: similarities.filter(value => !(value >= OWN_VECTOR)).length,
		selfSimilarity:
			similarities.length === 0
				? 1
				: similarities.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) /
					similarities.length,
		cutOff: chunks === 0 ? 0 : cut / chunks,
	};
}

function tokensOf(analysis: FileAnalysis, i: number): Uint16Array {
	const start = i === 0 ? 0 : (analysis.tokenEnds[i - 1] ?? 0);
	return analysis.tokenIds.slice(start, analysis.tokenEnds[i] ?? 0);
}

/** The index has these chunks, alive, at these places, and searches their words. */
function sameChunks(index: WorkspaceIndex, entry: FileEntry, analysis: FileAnalysis): boolean {
	if (entry.count !== analysis.count) return false;
	for (let i = 0; i < analysis.count; i++) {
		const id = entry.first + i;
		if (!index.chunks.isLive(id) || index.keywords.fileOf(id) !== entry.id) return false;
		for (let column = 0; column < N_SLOT; column++)
			if (index.chunks.number(id, column) !== analysis.numbers[i * CHUNK_NUMBERS + column])
				return false;
	}
	return true;
}
