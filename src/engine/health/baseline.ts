/** A run over the questions, as the comparison needs it. */
export interface RankedRun {
	/** Question id → 1-based place, 0 when not among the first ten. */
	readonly ranks: ReadonlyMap<string, number>;
}

export interface Fall {
	/** Questions that both sides have. */
	readonly questions: number;
	/** Expected number answered in the first five by the baseline, and the number now. */
	readonly before: number;
	readonly now: number;
	/** Points by which recall@5 fell: (before − now) / questions. */
	readonly fall: number;
}

/** Earlier runs that make the baseline. */
const BASELINE_RUNS = 7;
/** Fewer common questions say nothing. */
const LEAST_QUESTIONS = 20;

/**
 * How much recall@5 fell against the rolling baseline, question by question: only questions that both have are compared, so that
 * a set that changes with the code raises no alarm.
 *
 * @param earlier Oldest first; the last seven count.
 * @returns undefined when there is nothing to compare with.
 */
export function recallFall(current: RankedRun, earlier: readonly RankedRun[]): Fall | undefined {
	const baseline = earlier.slice(-BASELINE_RUNS);
	let before = 0;
	let now = 0;
	let questions = 0;
	for (const [id, rank] of current.ranks) {
		const past = baseline.flatMap(run => run.ranks.get(id) ?? []);
		if (past.length === 0) continue;
		questions++;
		before += past.filter(inFirstFive).length / past.length;
		now += inFirstFive(rank) ? 1 : 0;
	}
	if (questions < LEAST_QUESTIONS) return undefined;
	return { questions, before, now, fall: (before - now) / questions };
}

const inFirstFive = (rank: number): boolean => rank >= 1 && rank <= 5;

/** Points of the baseline that are needed, and that count, for a drift. */
const DRIFT_LEAST = 5;
const DRIFT_MOST = 14;
/** Points in a row that must lie outside. */
const SUSTAINED = 3;
/** Standard deviations. */
const SIGMAS = 2;
/** Cosines move by this much with every edit; a calm workspace must not make a trifle an alarm. */
const LEAST_SIGMA = 0.01;

export interface Drift {
	readonly mean: number;
	readonly sigma: number;
	readonly now: number;
}

/**
 * Whether a series has left its rolling baseline: the last three values all lie beyond 2 σ, on the same side, of the mean of the
 * (at most fourteen) values before them.
 *
 * @param series Oldest first.
 */
export function sustainedDrift(series: readonly number[]): Drift | undefined {
	const recent = series.slice(-SUSTAINED);
	const base = series.slice(0, -SUSTAINED).slice(-DRIFT_MOST);
	if (recent.length < SUSTAINED || base.length < DRIFT_LEAST) return undefined;
	const mean = average(base);
	const variance = base.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (base.length - 1);
	const sigma = Math.max(LEAST_SIGMA, Math.sqrt(variance));
	const away = recent.map(value => (value - mean) / sigma);
	const out = away.every(d => d > SIGMAS) || away.every(d => d < -SIGMAS);
	return out ? { mean, sigma, now: average(recent) } : undefined;
}

const average = (values: readonly number[]): number =>
	values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
