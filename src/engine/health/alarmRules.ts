import type {
	Alarm,
	AlarmCode,
	DriftPoint,
	Leg,
	Objectives,
	Percentiles,
} from '../../shared/health/healthTypes';
import { recallFall, sustainedDrift, type RankedRun } from './baseline';

/** A verdict over one code: an alarm without its time, or all is well. */
export type Finding = Pick<Alarm, 'severity' | 'facts' | 'healing'> | undefined;
export type Findings = ReadonlyMap<AlarmCode, Finding>;

/** recall@5 may fall by so much against the baseline. */
const QUALITY_FALL = 0.1;
/** A vector that is the text's own: the same text in batches of other sizes differs by up to .02 (dynamic int8). */
export const OWN_VECTOR = 0.95;
/** HNSW recall@10 below which the graph is built anew. */
export const GRAPH_RECALL = 0.9;
const DISK_MS = 250;
/** Queries and saves that an objective is judged by. */
const LEAST_COUNT = 20;

/** Quality by leg against its baseline; the leg that fell most speaks. @param earlier Runs without alarm, oldest first. */
export function judgeQuality(
	current: Readonly<Record<Leg, RankedRun>>,
	earlier: readonly Readonly<Record<Leg, RankedRun>>[],
): Finding {
	const falls = (Object.keys(current) as Leg[]).flatMap(leg => {
		const fall = recallFall(
			current[leg],
			earlier.map(run => run[leg]),
		);
		return fall !== undefined && fall.fall > QUALITY_FALL ? [{ leg, ...fall }] : [];
	});
	const worst = falls.sort((a, b) => b.fall - a.fall)[0];
	return (
		worst && {
			severity: 'broken',
			healing: false,
			facts: {
				leg: worst.leg,
				questions: worst.questions,
				before: Math.round(worst.before),
				now: worst.now,
			},
		}
	);
}

/** Drift of the probes' best scores. @param points Oldest first. */
export function judgeDrift(points: readonly DriftPoint[]): Finding {
	const drift = sustainedDrift(points.map(point => point.topMean));
	return (
		drift && {
			severity: 'broken',
			healing: false,
			facts: {
				now: round(drift.now, 3),
				before: round(drift.mean, 3),
				sigma: round(drift.sigma, 4),
			},
		}
	);
}

/** Result of embedding a sample of texts again. */
export interface VectorCheck {
	readonly checked: number;
	/** Vectors that are not their text's, or not of unit length. */
	readonly wrong: number;
}

export function judgeVectors({ checked, wrong }: VectorCheck): Finding {
	// One may have been caught in a change; two of a small sample are no accident.
	if (wrong < 2) return undefined;
	return { severity: 'broken', healing: true, facts: { checked, wrong } };
}

/** @param similarity Lowest cosine of the canary sentences with the ones kept; undefined when there are none to compare with. */
export function judgeCanary(similarity: number | undefined): Finding {
	if (similarity === undefined || similarity >= OWN_VECTOR) return undefined;
	return { severity: 'broken', healing: false, facts: { similarity: round(similarity, 2) } };
}

/** @param files Files with fewer chunks in memory than their text gives, of `checked`. */
export function judgeChunks(files: number, checked: number): Finding {
	return files === 0 ? undefined : { severity: 'broken', healing: true, facts: { files, checked } };
}

export function judgeGraph(recall: number | undefined): Finding {
	if (recall === undefined || recall >= GRAPH_RECALL) return undefined;
	return { severity: 'broken', healing: true, facts: { percent: Math.floor(recall * 100) } };
}

/** @param files Files that have differed from the disk for longer than the objective allows. */
export function judgeStale(files: number, checked: number): Finding {
	return files === 0 ? undefined : { severity: 'missed', healing: true, facts: { files, checked } };
}

export function judgeDisk(ms: number): Finding {
	if (ms <= DISK_MS) return undefined;
	return { severity: 'missed', healing: false, facts: { ms: Math.round(ms) } };
}

/** @param worst The stage that takes most of a slow query. */
export function judgeSearch(total: Percentiles, worst: string, wanted: Objectives): Finding {
	if (total.count < LEAST_COUNT || total.p95 <= wanted.searchMs) return undefined;
	return {
		severity: 'missed',
		healing: false,
		facts: { p95: Math.round(total.p95), wanted: wanted.searchMs, stage: worst },
	};
}

export function judgeSave(save: Percentiles, wanted: Objectives): Finding {
	if (save.count < LEAST_COUNT || save.p95 <= wanted.saveMs) return undefined;
	return {
		severity: 'missed',
		healing: false,
		facts: { p95: Math.round(save.p95), wanted: wanted.saveMs },
	};
}

/** @param share Of chunks with a refined vector, 0..1, while nothing is being done. */
export function judgeCoverage(share: number, wanted: Objectives): Finding {
	if (share * 100 >= wanted.coveragePercent) return undefined;
	return {
		severity: 'missed',
		healing: false,
		facts: { percent: Math.floor(share * 1000) / 10, wanted: wanted.coveragePercent },
	};
}

/** The alarms after new findings: an alarm that goes on keeps its beginning. Gravest first. */
export function updateAlarms(
	before: readonly Alarm[],
	findings: Findings,
	nowMs: number,
): {
	readonly alarms: readonly Alarm[];
	readonly raised: readonly Alarm[];
	readonly over: readonly Alarm[];
} {
	const kept = before.filter(({ code }) => !findings.has(code));
	const raised: Alarm[] = [];
	const over: Alarm[] = [];
	for (const [code, finding] of findings) {
		const had = before.find(alarm => alarm.code === code);
		if (finding === undefined) {
			if (had !== undefined) over.push(had);
			continue;
		}
		const alarm = { code, sinceMs: had?.sinceMs ?? nowMs, ...finding };
		kept.push(alarm);
		if (had === undefined) raised.push(alarm);
	}
	const gravity = ({ severity }: Alarm): number => (severity === 'broken' ? 0 : 1);
	kept.sort((a, b) => gravity(a) - gravity(b) || a.sinceMs - b.sinceMs);
	return { alarms: kept, raised, over };
}

function round(value: number, digits: number): number {
	return Math.round(value * 10 ** digits) / 10 ** digits;
}
