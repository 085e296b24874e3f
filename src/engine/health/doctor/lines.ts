import { LodestoneError } from '../../../shared/errors';
import type { DoctorLine } from '../../../shared/health/healthTypes';

export const ok = (check: string, found: string): DoctorLine => ({
	check,
	verdict: 'ok',
	found,
	remedy: '',
});
export const warning = (check: string, found: string, remedy: string): DoctorLine => ({
	check,
	verdict: 'warning',
	found,
	remedy,
});
export const problem = (check: string, found: string, remedy: string): DoctorLine => ({
	check,
	verdict: 'problem',
	found,
	remedy,
});

/** A line for what a check threw. */
export function failed(check: string, error: unknown): DoctorLine {
	const found = error instanceof Error ? error.message : String(error);
	const remedy = error instanceof LodestoneError ? error.remedy : '';
	return problem(check, found, remedy === '' ? 'Report it with these lines.' : remedy);
}
