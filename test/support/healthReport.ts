import { DEFAULT_OBJECTIVES, type HealthReport } from '../../src/shared/health/healthTypes';

/** A report of a folder of which nothing is known yet. */
export function emptyReport(over: Partial<HealthReport> = {}): HealthReport {
	return {
		objectives: DEFAULT_OBJECTIVES,
		alarms: [],
		days: [],
		histogram: [],
		queries: [],
		quality: [],
		drift: [],
		events: [],
		folders: [],
		languages: [],
		parts: [],
		checkedMs: 0,
		...over,
	};
}
