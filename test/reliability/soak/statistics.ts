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
