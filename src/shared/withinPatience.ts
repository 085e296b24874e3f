/**
 * Waits for something that never fails, but no longer than `ms` milliseconds and not once the signal aborts. Leaves neither timer nor
 * listener behind.
 */
export async function withinPatience(
	what: Promise<void>,
	ms: number,
	signal: AbortSignal,
): Promise<void> {
	let give: () => void = () => undefined;
	const patience = new Promise<void>(resolve => (give = resolve));
	const timer = setTimeout(give, ms);
	signal.addEventListener('abort', give, { once: true });
	await Promise.race([what, patience]);
	clearTimeout(timer);
	signal.removeEventListener('abort', give);
}
