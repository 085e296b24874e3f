import { Emitter } from '../shared/lifecycle';
import type { Port } from '../shared/rpc';

/** The channel to the parent process that forked this one. */
export function processPort(): Port {
	const messages = new Emitter<unknown>();
	const closing = new Emitter<void>();
	process.on('message', message => messages.fire(message));
	process.on('disconnect', () => closing.fire());
	return {
		post(message) {
			if (!process.send || !process.connected) throw new Error('The parent process is gone.');
			process.send(message, undefined, undefined, () => undefined);
		},
		onMessage: listener => messages.event(listener),
		onClose: listener => closing.event(listener),
	};
}
