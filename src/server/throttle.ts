/**
 * Passes on at most one value in each interval, always the newest, and never loses the last.
 *
 * @param intervalMs The first value goes at once, later ones at the end of their interval.
 */
export function throttleNewest<T>(
	emit: (value: T) => void,
	intervalMs: number,
): (value: T) => void {
	let newest: { readonly value: T } | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tick = () => {
		timer = undefined;
		if (!newest) return;
		const { value } = newest;
		newest = undefined;
		timer = setTimeout(tick, intervalMs);
		emit(value);
	};
	return value => {
		newest = { value };
		if (!timer) tick();
	};
}
