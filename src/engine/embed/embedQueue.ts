import { planRuns } from './batchPlan';
import { DIMENSIONS, type TokenIds } from './types';

/** Queries and what a person waits for; or indexing. */
export type Lane = 'urgent' | 'background';

export interface EmbedJob {
	readonly id: number;
	readonly lane: Lane;
	readonly rows: readonly TokenIds[];
}

/** One call of the model: some rows of one job. */
export interface EmbedRun {
	readonly job: EmbedJob;
	/** Positions in `job.rows`. */
	readonly positions: Uint32Array;
}

interface Pending {
	readonly job: EmbedJob;
	readonly runs: Uint32Array[];
	next: number;
	readonly vectors: Float32Array;
}

/** While urgent runs keep coming, background gets one turn after this many: late, never starved. */
const URGENT_IN_A_ROW = 8;

/**
 * Decides what the model runs next: urgent jobs before background jobs, run by run, so that a query waits for one small run at most.
 * Within a lane jobs go first come, first served.
 */
export class EmbedQueue {
	readonly #lanes: Record<Lane, Pending[]> = { urgent: [], background: [] };
	#urgentInARow = 0;

	/** @param tokenBudget Tokens of one run, padding included: bounds how long a query waits and how much memory a run takes. */
	constructor(private readonly tokenBudget: number) {}

	add(job: EmbedJob): void {
		const runs = planRuns(
			job.rows.map(row => row.length),
			this.tokenBudget,
		);
		const vectors = new Float32Array(job.rows.length * DIMENSIONS);
		this.#lanes[job.lane].push({ job, runs, next: 0, vectors });
	}

	/** Forgets a job; a run of it that is at work is thrown away when it ends. */
	drop(id: number): void {
		for (const lane of Object.values(this.#lanes)) {
			const at = lane.findIndex(pending => pending.job.id === id);
			if (at >= 0) lane.splice(at, 1);
		}
	}

	/** @param backgroundAllowed False while the pace holds background work back. */
	next(backgroundAllowed: boolean): EmbedRun | undefined {
		const { urgent, background } = this.#lanes;
		const turn = backgroundAllowed && background.length > 0;
		if (urgent[0] !== undefined && !(turn && this.#urgentInARow >= URGENT_IN_A_ROW)) {
			this.#urgentInARow++;
			return takeRun(urgent[0]);
		}
		if (!turn || background[0] === undefined) return undefined;
		this.#urgentInARow = 0;
		return takeRun(background[0]);
	}

	get hasBackground(): boolean {
		return this.#lanes.background.length > 0;
	}

	/**
	 * Takes over the vectors of a run.
	 * @param vectors Row-major [run.positions.length, 384].
	 * @returns All vectors of the job, in the order of its rows, when this was its last run.
	 */
	finish(run: EmbedRun, vectors: Float32Array): Float32Array | undefined {
		const lane = this.#lanes[run.job.lane];
		const pending = lane.find(each => each.job === run.job);
		if (pending === undefined) return undefined;
		run.positions.forEach((position, row) => {
			const values = vectors.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
			pending.vectors.set(values, position * DIMENSIONS);
		});
		if (pending.next < pending.runs.length) return undefined;
		lane.splice(lane.indexOf(pending), 1);
		return pending.vectors;
	}
}

function takeRun(pending: Pending): EmbedRun {
	const positions = pending.runs[pending.next++] ?? new Uint32Array();
	return { job: pending.job, positions };
}
