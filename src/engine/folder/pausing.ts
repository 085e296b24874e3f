import { Gate } from '../indexing/gate';
import { WorkClock } from '../indexing/workClock';
import type { PauseReason } from '../engineTypes';

/** Whether a folder's indexing is paused: the gate that its work passes, and a clock that stands still meanwhile. */
export class Pausing {
	readonly gate = new Gate();
	readonly clock = new WorkClock();
	#why: PauseReason | undefined;

	/** Undefined while work goes on. */
	get why(): PauseReason | undefined {
		return this.#why;
	}

	pause(why: PauseReason): void {
		this.#why = why;
		this.gate.close();
		this.clock.stop();
	}

	resume(): void {
		this.#why = undefined;
		this.gate.open();
		this.clock.start();
	}
}
