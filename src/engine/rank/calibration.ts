/** A told chance and what came true. */
export interface Judged {
	/** 0..1, as the ranking models tell it. */
	readonly probability: number;
	readonly right: boolean;
	/** How much it counts; 1 when not given. */
	readonly weight?: number;
}

/** How a workspace's chances differ from those that the models were trained on: log odds' = slope · log odds + shift. */
export interface Calibration {
	readonly slope: number;
	readonly shift: number;
	/** Chance from which a hit is worth showing: best F1 on the workspace's own questions. */
	readonly likely: number;
	/** Number of judged questions behind it; 0: the models' own. */
	readonly judged: number;
}

/** Chance from which a hit is called likely, before a workspace is known: best F1 on DEV and on questions of other repositories. */
const LIKELY = 0.4;
const LIKELY_RANGE = [0.3, 0.5] as const;

export const DEFAULT_CALIBRATION: Calibration = { slope: 1, shift: 0, likely: LIKELY, judged: 0 };

/** Fewer say nothing about a workspace. */
const MIN_JUDGED = 30;
/** How strongly the fit is held to the models' own chances: as if so many questions had spoken for them. */
const PRIOR = 20;
const STEPS = 25;

/** A workspace's chance for one of the models. */
export function calibrated(probability: number, { slope, shift }: Calibration): number {
	if (slope === 1 && shift === 0) return probability;
	return logistic(slope * logOdds(probability) + shift);
}

/**
 * Fits a workspace's calibration to questions made from its own comments: those whose function is there, and the same questions with
 * the function's file left out. Platt scaling by Newton's method, held to the models' own chances by a Gaussian prior.
 *
 * @see Platt: Probabilistic Outputs for Support Vector Machines, 1999.
 */
export function fitCalibration(judged: readonly Judged[]): Calibration {
	const positives = judged.filter(each => each.right).length;
	if (judged.length < MIN_JUDGED || positives === 0 || positives === judged.length)
		return DEFAULT_CALIBRATION;
	const xs = judged.map(each => logOdds(each.probability));
	let slope = 1;
	let shift = 0;
	for (let step = 0; step < STEPS; step++) {
		// Gradient and Hessian of the penalised log likelihood.
		let [gs, gb, ss, sb, bb] = [PRIOR * (slope - 1), (PRIOR / 4) * shift, PRIOR, 0, PRIOR / 4];
		judged.forEach(({ right, weight: counts = 1 }, i) => {
			const x = xs[i] ?? 0;
			const p = logistic(slope * x + shift);
			const error = counts * (p - Number(right));
			const weight = counts * p * (1 - p);
			gs += error * x;
			gb += error;
			ss += weight * x * x;
			sb += weight * x;
			bb += weight;
		});
		const determinant = ss * bb - sb * sb;
		if (!(determinant > 1e-9)) break;
		slope -= (bb * gs - sb * gb) / determinant;
		shift -= (ss * gb - sb * gs) / determinant;
	}
	if (!(slope > 0.1) || !Number.isFinite(shift)) return DEFAULT_CALIBRATION;
	const found = { slope, shift, likely: LIKELY, judged: judged.length };
	return { ...found, likely: bestThreshold(judged, found) };
}

/** The threshold of the best F1, within a sensible range; the middle one of equals. */
function bestThreshold(judged: readonly Judged[], calibration: Calibration): number {
	const told = judged.map(({ probability, right, weight = 1 }) => ({
		probability: calibrated(probability, calibration),
		right,
		weight,
	}));
	const sum = (list: typeof told): number => list.reduce((total, { weight }) => total + weight, 0);
	const positives = sum(told.filter(each => each.right));
	const [low, high] = LIKELY_RANGE;
	let best: number[] = [];
	let most = -1;
	for (let threshold = low; threshold <= high + 1e-9; threshold += 0.01) {
		const above = told.filter(each => each.probability >= threshold);
		const hits = sum(above.filter(each => each.right));
		const f1 = (2 * hits) / (sum(above) + positives);
		if (f1 > most + 1e-9) [most, best] = [f1, [threshold]];
		else if (f1 > most - 1e-9) best.push(threshold);
	}
	return Math.round((best[best.length >> 1] ?? LIKELY) * 100) / 100;
}

/** Log odds, bounded so that certainty stays finite. */
function logOdds(probability: number): number {
	const p = Math.min(0.999, Math.max(0.001, probability));
	return Math.log(p / (1 - p));
}

function logistic(x: number): number {
	return 1 / (1 + Math.exp(-x));
}
