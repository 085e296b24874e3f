import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Keeps a measured number for `docs/BENCHMARKS.md` and prints it. */
export function measured(name: string, value: number, unit = 'ms'): void {
	console.log(`${name}: ${value.toFixed(1)} ${unit}`);
	const file = process.env['LODESTONE_TEST_MEASURES'];
	if (file === undefined) return;
	const all = existsSync(file)
		? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
		: {};
	writeFileSync(file, JSON.stringify({ ...all, [name]: { value, unit } }, undefined, '\t'));
}

export function quantile(values: readonly number[], q: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}
