export interface RestartLimits {
	/** Crashes that are forgiven inside the window. */
	readonly maxRestarts: number;
	readonly windowMs: number;
	readonly firstDelayMs: number;
	readonly maxDelayMs: number;
}

export const RESTART_LIMITS: RestartLimits = {
	maxRestarts: 5,
	windowMs: 5 * 60_000,
	firstDelayMs: 250,
	maxDelayMs: 8_000,
};

export interface RestartPolicy {
	/** Records a crash: milliseconds until the next start, or `undefined` when there were too many. */
	crashed(nowMs: number): number | undefined;
	/** Crashes inside the window, for the sentence that explains the giving up. */
	recent(nowMs: number): number;
	forget(): void;
}

/** Exponential back-off over a sliding window: a single crash costs a blink, a crash loop ends. */
export function createRestartPolicy(limits: RestartLimits = RESTART_LIMITS): RestartPolicy {
	let crashes: number[] = [];
	const within = (nowMs: number) => crashes.filter(at => nowMs - at < limits.windowMs);
	return {
		crashed(nowMs) {
			crashes = [...within(nowMs), nowMs];
			if (crashes.length > limits.maxRestarts) return undefined;
			return Math.min(limits.maxDelayMs, limits.firstDelayMs * 2 ** (crashes.length - 1));
		},
		recent: nowMs => within(nowMs).length,
		forget() {
			crashes = [];
		},
	};
}
