import type { Disposable } from '../../shared/lifecycle';

export interface AwayPauseOptions {
	/** Minutes without the window's focus after which indexing pauses; 0: never. Asked when the focus goes. */
	readonly minutes: () => number;
	readonly set: (paused: boolean) => void;
}

/** Pauses while the person has been elsewhere for long, and goes on when they are back. */
export function createAwayPause({
	minutes,
	set,
}: AwayPauseOptions): Disposable & { focusChanged(focused: boolean): void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	return {
		focusChanged(focused) {
			clearTimeout(timer);
			if (focused) set(false);
			else if (minutes() > 0) timer = setTimeout(() => set(true), minutes() * 60_000);
		},
		dispose: () => clearTimeout(timer),
	};
}
