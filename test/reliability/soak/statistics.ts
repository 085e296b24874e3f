/** Least-squares slope of a series over its index. */
export function slope(values: readonly number[]): number {
	const n = values.length;
	const meanX = (n - 1) / 2;
	const meanY = values.reduce((sum, y) => sum + y, 0) / n;
	let above = 0;
	let below = 0;
	values.forEach((y, x) => {
		above += (x - meanX) * (y - meanY);
		below += (x - meanX) ** 2;
	});
	return below === 0 ? 0 : above / below;
}

/** Standard error of that slope, of residuals that know nothing of each other; 0 for fewer than three values. */
export function slopeError(values: readonly number[]): number {
	const n = values.length;
	if (n < 3) return 0;
	const meanX = (n - 1) / 2;
	const meanY = values.reduce((sum, y) => sum + y, 0) / n;
	const b = slope(values);
	const residuals = values.reduce((sum, y, x) => sum + (y - meanY - b * (x - meanX)) ** 2, 0);
	const spread = values.reduce((sum, _y, x) => sum + (x - meanX) ** 2, 0);
	return Math.sqrt(residuals / (n - 2) / spread);
}

/** The p-th percentile by the nearest rank; 0 of nothing. */
export function percentile(values: readonly number[], p: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? 0;
}

/** First and last value in MB, of medians of five. */
export function describeSeries(values: readonly number[]): string {
	const mb = (part: readonly number[]): string => (percentile(part, 50) / 1e6).toFixed(0);
	return `${mb(values.slice(0, 5))}, ${mb(values.slice(-5))}`;
}

/** Least and greatest of some values, for a table. */
export function extent(values: readonly number[]): string {
	return `${Math.min(...values)}, ${Math.max(...values)}`;
}
