import { errorCode } from '../../shared/errors';
import type { IndexProgress } from '../../shared/types';
import type { Embedder } from '../embed/types';
import type { EngineParts } from '../engineParts';
import { RateMeter } from '../indexing/rateMeter';
import { refinePending } from '../indexing/refiner';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { GraphKeeper } from '../vector/graphKeeper';
import type { Pausing } from './pausing';
import type { WantedFiles } from './wantedFiles';

/**
 * Texts from which on a refinement takes longer than idle parse workers live by themselves (3 s): those of a save do not, and the next
 * save would wait for a worker to start.
 */
const LONG_REFINEMENT = 256;

export interface RefinementDeps {
	readonly parts: Pick<EngineParts, 'pool' | 'embedder' | 'pacer'>;
	readonly pausing: Pausing;
	readonly wanted: WantedFiles;
	/** Of the index that is open now. */
	readonly graph: () => GraphKeeper | undefined;
}

/** Replaces draft vectors by the transformer's and brings the graph up to date with them. */
export class Refinement {
	constructor(private readonly deps: RefinementDeps) {}

	/**
	 * @returns texts embedded.
	 * @throws {LodestoneError} `cancelled`, `model-missing`, `model-failed`; node:sqlite errors of a commit.
	 */
	async run(
		index: WorkspaceIndex,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<number> {
		const embedded = await this.#refine(index, signal, report);
		await this.#buildGraph(index, signal, report);
		return embedded;
	}

	async #refine(
		index: WorkspaceIndex,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<number> {
		const { parts, pausing, wanted } = this.deps;
		const total = index.pendingSlots().length;
		if (total === 0) return 0;
		let done = 0;
		const meter = new RateMeter(pausing.clock.ms);
		const tell = (): void => {
			meter.update(pausing.clock.ms, done);
			report({
				phase: pausing.why !== undefined ? 'paused' : 'refining',
				files: index.files.size,
				filesDone: index.files.size,
				chunks: index.chunks.live,
				refined: index.coverage().refined,
				rate: meter.rate,
				// What is a draft now: files may have come or gone since it began.
				secondsLeft: meter.secondsLeft(index.vectors.size - index.refinedSlots),
			});
		};
		// Before the model is there: while it starts, the index is no less unfinished.
		tell();
		let embedder: Embedder;
		try {
			// Parsing is over for now: its workers' memory is needed for the transformer.
			if (total >= LONG_REFINEMENT) parts.pool.rest();
			embedder = await parts.embedder();
		} catch (error) {
			// No part that could compute runs on this system: words and draft vectors serve, and the state says so.
			if (errorCode(error) === 'native-missing') return 0;
			throw error;
		}
		meter.restart(pausing.clock.ms, done);
		return await refinePending(
			{
				index,
				embedder,
				gate: pausing.gate,
				wanted: () => wanted.slotsIn(index),
				onRefined: count => {
					done += count;
					tell();
				},
			},
			signal,
		).finally(parts.pacer?.begin('refining'));
	}

	async #buildGraph(
		index: WorkspaceIndex,
		signal: AbortSignal,
		report: (progress: IndexProgress) => void,
	): Promise<void> {
		const { chunks, refined } = index.coverage();
		const files = index.files.size;
		report({
			phase: 'building-graph',
			files,
			filesDone: files,
			chunks,
			refined,
			rate: 0,
			secondsLeft: undefined,
		});
		const built = this.deps.parts.pacer?.begin('refining');
		try {
			await this.deps.graph()?.bringUp(signal);
		} finally {
			built?.();
		}
	}
}
