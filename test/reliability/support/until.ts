/** Waits for something that comes by itself; the limit is generous, for machines under load. */
export async function until(
	holds: () => Promise<boolean> | boolean,
	limitMs = 60_000,
): Promise<void> {
	const end = performance.now() + limitMs;
	while (!(await holds())) {
		if (performance.now() > end) throw new Error(`It did not come about within ${limitMs} ms.`);
		await new Promise(resolve => setTimeout(resolve, 50));
	}
}
