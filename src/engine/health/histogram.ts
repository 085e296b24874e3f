import type { Percentiles } from '../../shared/health/healthTypes';

/** Lower bound of bucket 1, in ms; bucket 0 holds what is quicker. */
const LEAST_MS = 0.05;
/** Four buckets to a doubling: a percentile is right within 9 %. */
const PER_DOUBLING = 4;
/** Up to about 100 s; the last bucket holds what is slower. */
export const BUCKETS = 84;

/** Where a bucket begins, in ms. */
export function bucketStart(bucket: number): number {
	return bucket === 0 ? 0 : LEAST_MS * 2 ** ((bucket - 1) / PER_DOUBLING);
}

function bucketOf(ms: number): number {
	if (!(ms > LEAST_MS)) return 0;
	return Math.min(BUCKETS - 1, 1 + Math.floor(Math.log2(ms / LEAST_MS) * PER_DOUBLING));
}

/** Counts of durations in logarithmic buckets: small, and two of them can be added. */
export class Histogram {
	readonly counts: Uint32Array;

	constructor(counts: Uint32Array = new Uint32Array(BUCKETS)) {
		this.counts = new Uint32Array(BUCKETS);
		this.counts.set(counts.subarray(0, BUCKETS));
	}

	get count(): number {
		return this.counts.reduce((sum, n) => sum + n, 0);
	}

	/** @param ms A negative or absurd duration counts as the nearest one that makes sense. */
	add(ms: number): void {
		const bucket = bucketOf(ms);
		this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
	}

	merge(other: Histogram): void {
		for (let i = 0; i < BUCKETS; i++)
			this.counts[i] = (this.counts[i] ?? 0) + (other.counts[i] ?? 0);
	}

	/** @param share 0..1. @returns ms: the geometric middle of the bucket in which it falls; 0 when nothing was counted. */
	quantile(share: number): number {
		const wanted = Math.max(1, Math.ceil(this.count * share));
		let seen = 0;
		for (let bucket = 0; bucket < BUCKETS; bucket++) {
			seen += this.counts[bucket] ?? 0;
			if (seen >= wanted) return middle(bucket);
		}
		return 0;
	}

	percentiles(): Percentiles {
		return {
			count: this.count,
			p50: this.quantile(0.5),
			p95: this.quantile(0.95),
			p99: this.quantile(0.99),
		};
	}
}

function middle(bucket: number): number {
	if (bucket === 0) return LEAST_MS / 2;
	return Math.sqrt(bucketStart(bucket) * bucketStart(bucket + 1));
}
