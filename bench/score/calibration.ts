/** A told probability and what came true. */
export interface Told {
	readonly probability: number;
	readonly correct: boolean;
}

export interface ReliabilityBin {
	readonly from: number;
	readonly to: number;
	readonly n: number;
	/** Mean told probability. */
	readonly told: number;
	/** Share that was right. */
	readonly right: number;
}

/** Reliability diagram: equal-width bins of told probability against the share that was right; empty bins are left out. */
export function reliability(told: readonly Told[], bins = 10): ReliabilityBin[] {
	const sums = Array.from({ length: bins }, () => ({ n: 0, told: 0, right: 0 }));
	for (const { probability, correct } of told) {
		const sum = sums[Math.min(bins - 1, Math.max(0, Math.floor(probability * bins)))];
		if (sum === undefined) continue;
		sum.n++;
		sum.told += probability;
		sum.right += correct ? 1 : 0;
	}
	return sums.flatMap(({ n, told: t, right }, i) =>
		n === 0 ? [] : [{ from: i / bins, to: (i + 1) / bins, n, told: t / n, right: right / n }],
	);
}

/**
 * Expected calibration error: mean distance of told and true over the bins, weighed by their size; 0 is perfect.
 *
 * @see Guo, Pleiss, Sun, Weinberger: On Calibration of Modern Neural Networks, ICML 2017.
 */
export function expectedCalibrationError(told: readonly Told[], bins = 10): number {
	return reliability(told, bins).reduce(
		(sum, bin) => sum + (bin.n / told.length) * Math.abs(bin.told - bin.right),
		0,
	);
}

/** The diagram as text, a bar for each bin. */
export function reliabilityText(told: readonly Told[]): string {
	const lines = reliability(told).map(bin => {
		const bar = '#'.repeat(Math.round(bin.right * 40));
		return `  ${bin.from.toFixed(1)}–${bin.to.toFixed(1)}  n ${String(bin.n).padStart(4)}  told ${bin.told.toFixed(2)}  right ${bin.right.toFixed(2)}  ${bar}`.trimEnd();
	});
	return `first hits, told probability against truth; ECE ${expectedCalibrationError(told).toFixed(3)}\n${lines.join('\n')}\n`;
}
