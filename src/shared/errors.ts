/** Expected failures have a code that programs decide by and one sentence that says what to do; everything else is a bug and throws. */
export const ERROR_CODES = [
	'bad-argument',
	'not-found',
	'not-a-folder',
	'no-permission',
	'store-locked',
	'store-read-only',
	'store-newer',
	'store-damaged',
	'disk-full',
	'model-missing',
	'model-failed',
	'native-missing',
	'sqlite-missing',
	'engine-stopped',
	'timeout',
	'busy',
	'cancelled',
	'unknown-method',
	'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An expected failure. `message` is one sentence for a person; `remedy` says what to do next. */
export class LodestoneError extends Error {
	override readonly name = 'LodestoneError';
	constructor(
		readonly code: ErrorCode,
		message: string,
		readonly remedy = '',
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}

/** What a call that its caller gave up ends with. */
export const cancelled = (): LodestoneError =>
	new LodestoneError('cancelled', 'The call was cancelled.');

/** True for a cancellation in either of its forms: ours, or the platform's AbortError. */
export function isCancelled(error: unknown): boolean {
	return (
		(error instanceof LodestoneError && error.code === 'cancelled') ||
		(error instanceof Error && error.name === 'AbortError')
	);
}

/** The code of any thrown value; `internal` for what nobody expected. */
export function errorCode(error: unknown): ErrorCode {
	return error instanceof LodestoneError
		? error.code
		: isCancelled(error)
			? 'cancelled'
			: 'internal';
}
