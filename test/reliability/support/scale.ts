/** True for the long form: `LODESTONE_LONG=1 npm run test:reliability`. */
export const LONG = process.env['LODESTONE_LONG'] === '1';

/** How often something is tried in the short and in the long form. `LODESTONE_TIMES` overrides both, for a closer look. */
export function times(short: number, long: number): number {
	return Number(process.env['LODESTONE_TIMES'] ?? (LONG ? long : short));
}

/** The short form always does the same; `LODESTONE_SEED` tries something else. */
export const SEED = Number(process.env['LODESTONE_SEED'] ?? 20_261_125);

/** Mulberry32: numbers in [0, 1) that a seed decides. */
export function random(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

export function pick<T>(next: () => number, from: readonly T[]): T {
	const item = from[Math.floor(next() * from.length)];
	if (item === undefined) throw new Error('nothing to pick from');
	return item;
}
