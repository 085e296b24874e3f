import type { PauseReason } from '../../shared/engineProtocol';
import { Emitter, type Disposable } from '../../shared/lifecycle';

/** Strongest first: what a person wants goes before what the machine suggests. */
const ORDER: readonly PauseReason[] = ['user', 'battery', 'load', 'typing', 'unfocused'];

export interface Pauses extends Disposable {
	/** The reason that counts, or `undefined` when indexing may go on. */
	readonly why: PauseReason | undefined;
	readonly onDidChange: (listener: (why: PauseReason | undefined) => void) => Disposable;
	set(reason: PauseReason, on: boolean): void;
}

/** Several reasons to pause, one of which counts. */
export function createPauses(): Pauses {
	const active = new Set<PauseReason>();
	const changes = new Emitter<PauseReason | undefined>();
	const strongest = () => ORDER.find(reason => active.has(reason));
	return {
		get why() {
			return strongest();
		},
		onDidChange: changes.event,
		set(reason, on) {
			const before = strongest();
			if (on) active.add(reason);
			else active.delete(reason);
			const after = strongest();
			if (after !== before) changes.fire(after);
		},
		dispose: () => changes.dispose(),
	};
}
