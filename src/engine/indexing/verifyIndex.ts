import { setImmediate as nextTick } from 'node:timers/promises';
import { transaction } from '../store/database';
import { decodeVector } from '../store/vectorBytes';
import type { GraphKeeper } from '../vector/graphKeeper';
import type { VerifyProblem, VerifyReport } from '../engineTypes';
import { CHUNK_NUMBERS, N_SLOT, NO_SLOT } from './fileAnalysis';
import { throwIfAborted } from './gate';
import type { WorkspaceIndex } from './workspaceIndex';

/** Files whose blocks are checked at a stretch: some ms. */
const FILES_A_TURN = 200;

export interface VerifyHow {
	/** What is broken is marked, so that the next update makes it anew. */
	readonly writer: boolean;
	/** Nobody writes meanwhile. Otherwise the catalogue is looked at as it is at one moment, without letting other work in between. */
	readonly alone: boolean;
}

/**
 * Checks every part of an index against its checksums and against each other.
 *
 * @throws {LodestoneError} `cancelled`.
 */
export async function verifyIndex(
	index: WorkspaceIndex,
	graph: GraphKeeper | undefined,
	{ writer, alone }: VerifyHow,
	signal?: AbortSignal,
): Promise<VerifyReport> {
	const found: Found = { problems: [], checked: {} };
	const steps = examine(index, writer, found);
	if (!writer || !alone)
		index.catalogue.read(() => {
			while (steps.next().done !== true);
		});
	while (steps.next().done !== true) {
		await nextTick();
		throwIfAborted(signal);
	}
	throwIfAborted(signal);
	const graphProblem = await graph?.verify();
	if (graphProblem !== undefined)
		found.problems.push({ part: 'graph', what: graphProblem, healed: true });
	return {
		ok: found.problems.length === 0,
		problems: found.problems,
		checked: { ...found.checked, graph: graph?.size ?? 0 },
	};
}

interface Found {
	readonly problems: VerifyProblem[];
	checked: Record<string, number>;
}

/** Looks at the catalogue and the vectors that it names; yields where other work may come in between. */
function* examine(index: WorkspaceIndex, writer: boolean, found: Found): Generator<void> {
	const { problems } = found;
	const { catalogue, embeddings } = index;
	for (const line of catalogue.quickCheck())
		problems.push({ part: 'catalogue', what: `SQLite says: ${line}`, healed: false });
	let terms = 0;
	try {
		terms = catalogue.terms().length;
	} catch {
		problems.push({ part: 'terms', what: 'The list of terms is damaged.', healed: false });
	}

	const broken: number[] = [];
	const slotsNamed = new Set<number>();
	let chunks = 0;
	const files = [...catalogue.files()];
	for (const [at, file] of files.entries()) {
		if (at % FILES_A_TURN === FILES_A_TURN - 1) yield;
		const block = catalogue.block(file.id);
		if (block === undefined || block === 'damaged') {
			broken.push(file.id);
			problems.push({
				part: 'chunks',
				what: `The chunks of ${file.path} are ${block === undefined ? 'missing' : 'damaged'}.`,
				healed: writer,
			});
			continue;
		}
		chunks += block.count;
		for (let i = 0; i < block.count; i++)
			slotsNamed.add(block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? 0);
		slotsNamed.delete(NO_SLOT);
	}
	const lost = new Set<number>();
	let vectors = 0;
	for (const { slot, key, precision, draft } of [...catalogue.slots()]) {
		vectors++;
		const known = slotsNamed.delete(slot);
		const sound =
			precision === 2
				? embeddings.get(key)?.precision === 2
				: decodeVector(key, 1, draft) !== undefined && catalogue.pendingIds(slot) !== undefined;
		if (!sound && known) lost.add(slot);
	}
	for (const slot of slotsNamed) lost.add(slot);
	if (lost.size > 0) {
		const owners = files.filter(file => {
			const block = catalogue.block(file.id);
			if (block === undefined || block === 'damaged') return false;
			for (let i = 0; i < block.count; i++)
				if (lost.has(block.numbers[i * CHUNK_NUMBERS + N_SLOT] ?? 0)) return true;
			return false;
		});
		broken.push(...owners.map(file => file.id));
		problems.push({
			part: 'vectors',
			what: `${lost.size} vectors of ${owners.length} files are missing or damaged.`,
			healed: writer,
		});
	}
	if (writer && broken.length > 0) {
		transaction(catalogue.db, () => catalogue.forgetHashes(broken));
		index.forgetHashes(broken);
	}
	found.checked = { files: files.length, chunks, terms, vectors };
}
