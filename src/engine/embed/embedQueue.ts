import { longestFirst, rowsOfRun } from './batchPlan';
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
	/** Positions in `job.rows`, longest first. */
	readonly order: Uint32Array;
	/** How many of them have been given to a run. */
	taken: number;
	/** How many of them have come back. */
	finished: number;
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

	add(job: EmbedJob): void {
		const order = longestFirst(job.rows.map(row => row.length));
		const vectors = new Float32Array(job.rows.length * DIMENSIONS);
		this.#lanes[job.lane].push({ job, order, taken: 0, finished: 0, vectors });
	}

	/** Forgets a job; a run of it that is at work is thrown away when it ends. */
	drop(id: number): void {
		for (const lane of Object.values(this.#lanes)) {
			const at = lane.findIndex(pending => pending.job.id === id);
			if (at >= 0) lane.splice(at, 1);
		}
	}

	/**
	 * @param tokenBudget Tokens of the run, padding included: bounds how long a query waits and how much memory a run takes.
	 * @param backgroundAllowed False while the pace holds background work back.
	 */
	next(tokenBudget: number, backgroundAllowed: boolean): EmbedRun | undefined {
		const urgent = this.#waiting('urgent');
		const background = backgroundAllowed ? this.#waiting('background') : undefined;
		const itsTurn = background !== undefined && this.#urgentInARow >= URGENT_IN_A_ROW;
		if (urgent !== undefined && !itsTurn) {
			this.#urgentInARow++;
			return takeRun(urgent, tokenBudget);
		}
		if (background === undefined) return undefined;
		this.#urgentInARow = 0;
		return takeRun(background, tokenBudget);
	}

	get hasBackground(): boolean {
		return this.#waiting('background') !== undefined;
	}

	#waiting(lane: Lane): Pending | undefined {
		return this.#lanes[lane].find(pending => pending.taken < pending.order.length);
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
		pending.finished += run.positions.length;
		if (pending.finished < pending.order.length) return undefined;
		lane.splice(lane.indexOf(pending), 1);
		return pending.vectors;
	}
}

function takeRun(pending: Pending, tokenBudget: number): EmbedRun {
	const { job, order, taken } = pending;
	const longest = job.rows[order[taken] ?? 0]?.length ?? 1;
	const positions = order.slice(taken, taken + rowsOfRun(longest, tokenBudget));
	pending.taken += positions.length;
	return { job, positions };
}
