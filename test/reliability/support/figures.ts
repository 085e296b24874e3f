import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LONG } from './scale';

const FOLDER = resolve(import.meta.dirname, '../../../test-results/figures');

/**
 * Keeps what a suite measured, for the table in docs/RELIABILITY.md (`node test/reliability/printFigures.mjs`). Figures of the long form
 * are kept apart from those of the short one.
 */
export function record(suite: string, figures: Readonly<Record<string, number | string>>): void {
	const file = join(FOLDER, `${suite}.${LONG ? 'long' : 'short'}.json`);
	mkdirSync(FOLDER, { recursive: true });
	let before: Record<string, unknown> = {};
	try {
		before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
	} catch {
		/* the first of this suite */
	}
	writeFileSync(file, JSON.stringify({ ...before, ...figures }, undefined, '\t'));
	console.log(
		`${suite}: ${Object.entries(figures)
			.map(([name, value]) => `${name} ${value}`)
			.join(', ')}`,
	);
}
