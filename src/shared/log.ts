/** Levels of a log record, quietest last. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Never given source text or file contents; paths and numbers only. Same shape as the engine's port. */
export interface Logger {
	log(
		level: LogLevel,
		message: string,
		fields?: Readonly<Record<string, string | number | boolean>>,
	): void;
}
