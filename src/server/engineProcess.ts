import type { Engine } from '../engine/engineTypes';
import { RESTART_EXIT_CODE, type EngineEvents, type EngineMethods } from '../shared/engineProtocol';
import type { Disposable } from '../shared/lifecycle';
import { serveRpc } from '../shared/rpc';
import { createEngineHandlers, type CreateEngine } from './engineHandlers';
import { processPort } from './processPort';

/** Longest time to write what is open once the editor is gone. */
const EXIT_GRACE_MS = 2_500;

/** The engine process: serves the protocol on the parent's channel until that closes. */
export function engineProcess(createEngine: CreateEngine): void {
	if (!process.send) {
		process.stderr.write('This program is started by the Lodestone extension.\n');
		process.exit(64);
	}
	const port = processPort();
	let engine: Engine | undefined;
	let hosting: Disposable | undefined;
	const server = serveRpc<EngineMethods, EngineEvents>(
		port,
		createEngineHandlers({
			createEngine,
			emit: (event, payload) => server.emit(event, payload),
			onCreated(created) {
				engine = created;
			},
			onRestartWanted: () => void end(RESTART_EXIT_CODE),
			onHosting(owned) {
				hosting = owned;
			},
		}),
	);
	const end = async (code: number): Promise<void> => {
		setTimeout(() => process.exit(code), EXIT_GRACE_MS).unref();
		// First: agents go on to others while what is open is written.
		hosting?.dispose();
		await Promise.resolve(engine?.dispose()).catch(() => undefined);
		process.exit(code);
	};
	// An orphan must not index for nobody, nor hold the lock of the index.
	port.onClose(() => void end(0));
	process.on('unhandledRejection', reason => {
		const message = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
		server.emit('log', { level: 'error', message: `Unhandled rejection: ${message}`, fields: {} });
	});
}
