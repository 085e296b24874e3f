/** Deterministic sampling: the same texts for the same seed, whatever the order of files. */
import { createHash } from 'node:crypto';

/** @returns a number in [0, 1) that depends on nothing but seed and name. */
export function draw(seed: number, name: string): number {
	return createHash('sha1').update(`${seed}\0${name}`).digest().readUInt32LE(0) / 2 ** 32;
}

export function shuffled<T>(items: readonly T[], seed: number, nameOf: (item: T) => string): T[] {
	return items
		.map(item => ({ item, at: draw(seed, nameOf(item)) }))
		.sort((a, b) => a.at - b.at)
		.map(({ item }) => item);
}

/**
 * Shares a limit out over sources as evenly as they allow: small ones give all, large ones fill up.
 * @returns For each source how many of its texts to take.
 */
export function shareOut(available: readonly number[], limit: number): number[] {
	const taken = available.map(() => 0);
	let left = limit;
	let open = available.map((_, i) => i);
	while (left > 0 && open.length > 0) {
		const share = Math.max(1, Math.floor(left / open.length));
		open = open.filter(i => {
			const take = Math.min(share, (available[i] ?? 0) - (taken[i] ?? 0), left);
			taken[i] = (taken[i] ?? 0) + take;
			left -= take;
			return (taken[i] ?? 0) < (available[i] ?? 0);
		});
	}
	return taken;
}
