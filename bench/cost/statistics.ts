/** The value below which a share of the values lies, by linear interpolation; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
	if (values.length === 0) return NaN;
	const sorted = [...values].sort((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const low = sorted[Math.floor(at)] ?? NaN;
	const high = sorted[Math.ceil(at)] ?? NaN;
	return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Percentiles {
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
}

export function percentiles(values: readonly number[]): Percentiles {
	return {
		p50: rounded(quantile(values, 0.5)),
		p95: rounded(quantile(values, 0.95)),
		p99: rounded(quantile(values, 0.99)),
	};
}

/** Median with the lowest and highest, for what is measured a few times. */
export interface Spread {
	readonly median: number;
	readonly low: number;
	readonly high: number;
	readonly n: number;
}

export function spread(values: readonly number[]): Spread {
	return {
		median: rounded(median(values)),
		low: rounded(Math.min(...values)),
		high: rounded(Math.max(...values)),
		n: values.length,
	};
}

/** Three significant places after the point at most: more would be noise. */
export function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}
