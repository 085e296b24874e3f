/** Pure geometry of the page's charts: numbers in, positions out. */

export interface Bar {
	readonly x: number;
	readonly width: number;
	readonly height: number;
	readonly count: number;
}

export interface HistogramModel {
	readonly bars: readonly Bar[];
	/** Labelled positions of the scale, in ms. */
	readonly ticks: readonly { readonly x: number; readonly ms: number }[];
	/** Position of a duration. */
	readonly place: (ms: number) => number;
}

export interface Bucket {
	readonly fromMs: number;
	readonly toMs: number;
	readonly count: number;
}

const GAP = 3;
const TICKS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];
const LEAST_MS = 0.05;

/**
 * A latency histogram on a logarithmic scale, as the buckets are.
 *
 * @param buckets In order, only those with a count; at least one.
 * @param width, height Of the drawing, in its own units.
 */
export function histogramModel(
	buckets: readonly Bucket[],
	width: number,
	height: number,
): HistogramModel {
	const from = Math.max(LEAST_MS, Math.min(...buckets.map(bucket => bucket.fromMs)) / 2);
	const to = Math.max(...buckets.map(bucket => bucket.toMs)) * 1.4;
	const place = (ms: number): number =>
		(Math.log(Math.max(ms, from) / from) / Math.log(to / from)) * width;
	const most = Math.max(...buckets.map(bucket => bucket.count));
	return {
		bars: buckets.map(({ fromMs, toMs, count }) => {
			const x = place(fromMs);
			return {
				x: x + GAP / 2,
				width: Math.max(1, place(toMs) - x - GAP),
				height: Math.max(1.5, (count / most) * height),
				count,
			};
		}),
		ticks: TICKS.filter(ms => ms >= from && ms <= to).map(ms => ({ x: place(ms), ms })),
		place,
	};
}

export interface TrendModel {
	/** `x,y x,y …` for a polyline. */
	readonly line: (values: readonly number[]) => string;
	/** The band between two series, as a polygon. */
	readonly band: (low: readonly number[], high: readonly number[]) => string;
	readonly y: (value: number) => number;
	readonly grid: readonly number[];
}

/**
 * A trend of percentages. The scale ends at 100 and begins at the ten below the least value.
 *
 * @param least Lowest percentage that must be seen.
 */
export function trendModel(
	points: number,
	least: number,
	left: number,
	width: number,
	top: number,
	height: number,
): TrendModel {
	const bottom = Math.min(80, Math.max(0, Math.floor(least / 10) * 10));
	const step = (100 - bottom) / 4 >= 15 ? 25 : 10;
	const floor = step === 25 ? Math.floor(bottom / 25) * 25 : bottom;
	const y = (value: number): number => top + ((100 - value) / (100 - floor)) * height;
	const x = (i: number): number => left + (points < 2 ? width : (i / (points - 1)) * width);
	const place = (value: number, i: number): string => `${x(i).toFixed(1)},${y(value).toFixed(1)}`;
	const grid: number[] = [];
	for (let value = floor; value <= 100; value += step) grid.push(value);
	return {
		line: values => values.map(place).join(' '),
		band: (low, high) =>
			[...high.map(place), ...low.map((value, i) => place(value, i)).reverse()].join(' '),
		y,
		grid,
	};
}

/** Percent as it is shown: 100 only when nothing is missing. */
export function percentOf(part: number, whole: number): number {
	if (whole <= 0 || part >= whole) return 100;
	return Math.min(99, Math.max(0, Math.floor((part / whole) * 100)));
}
