/**
 * Runs `work` with a signal that aborts when one of two does.
 *
 * `AbortSignal.any` does the same, but leaves some 180 bytes for each call at a signal that lives as long as the process (Node 22): a folder's
 * end, for each save.
 *
 * @param other Undefined: `work` gets the first signal itself.
 */
export async function withEither<T>(
	signal: AbortSignal,
	other: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	if (other === undefined || signal.aborted) return await work(signal);
	if (other.aborted) return await work(other);
	const both = new AbortController();
	const abort = (): void => both.abort();
	signal.addEventListener('abort', abort);
	other.addEventListener('abort', abort);
	try {
		return await work(both.signal);
	} finally {
		signal.removeEventListener('abort', abort);
		other.removeEventListener('abort', abort);
	}
}
