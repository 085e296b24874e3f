import { fork, type ChildProcess } from 'node:child_process';
import { ALLOCATOR_ENVIRONMENT } from '../../shared/allocator';
import { Emitter } from '../../shared/lifecycle';
import type { Port } from '../../shared/rpc';

export interface EngineExit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	/** Last output of the process, for the log and for telling why it ended. */
	readonly output: string;
}

/** A running engine process. */
export interface EngineConnection {
	readonly pid: number | undefined;
	readonly port: Port;
	/** Fires once, also when the process could not be started at all. */
	onExit(listener: (exit: EngineExit) => void): void;
	/** Lets it write what is open and end by itself; killed when it has not after `graceMs`. Resolves once it is gone. */
	close(graceMs: number): Promise<void>;
}

export type EngineLauncher = () => EngineConnection;

const MAX_OUTPUT = 4_000;

/**
 * Forks the engine. `fork` starts the editor's own executable as plain Node (it sets ELECTRON_RUN_AS_NODE where that is
 * Electron), so nothing has to be installed; `advanced` serialization carries typed arrays and `undefined`.
 *
 * @param modulePath Absolute path of `dist/engineProcess.js`.
 */
export function createEngineLauncher(
	modulePath: string,
	options: { readonly maxHeapMb: number },
): EngineLauncher {
	return () => {
		const child = fork(modulePath, [], {
			serialization: 'advanced',
			silent: true,
			// Inspector flags of the extension host would make both processes ask for one port.
			execArgv: ['--no-warnings', `--max-old-space-size=${options.maxHeapMb}`],
			env: childEnvironment(process.env),
		});
		return connectionOf(child);
	};
}

/** The editor's environment without what would make another Node start differently. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const dropped = /^(?:NODE_OPTIONS|NODE_REPL_.*|VSCODE_INSPECTOR_OPTIONS|ELECTRON_RUN_AS_NODE)$/;
	return {
		...Object.fromEntries(Object.entries(env).filter(([name]) => !dropped.test(name))),
		ELECTRON_RUN_AS_NODE: '1',
		...ALLOCATOR_ENVIRONMENT,
	};
}

function connectionOf(child: ChildProcess): EngineConnection {
	const messages = new Emitter<unknown>();
	const exits = new Emitter<EngineExit>();
	let output = '';
	let ended: EngineExit | undefined;
	const keep = (chunk: Buffer) => {
		output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT);
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	child.on('message', message => messages.fire(message));
	const end = (code: number | null, signal: NodeJS.Signals | null) => {
		if (ended) return;
		ended = { code, signal, output };
		exits.fire(ended);
	};
	child.on('exit', end);
	child.on('error', error => {
		keep(Buffer.from(`${error.message}\n`));
		// Without a pid there will be no exit event.
		if (child.pid === undefined) end(null, null);
	});
	return {
		pid: child.pid,
		port: {
			post(message) {
				if (!child.connected) throw new Error('The engine process is gone.');
				child.send(message, error => {
					// A broken pipe is told by the exit event; here it must only not become an unhandled error.
					if (error) keep(Buffer.from(`${error.message}\n`));
				});
			},
			onMessage: listener => messages.event(listener),
			onClose: listener => exits.event(() => listener()),
		},
		onExit(listener) {
			if (ended) listener(ended);
			else exits.event(listener);
		},
		close(graceMs) {
			if (ended) return Promise.resolve();
			return new Promise(resolve => {
				const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
				exits.event(() => {
					clearTimeout(timer);
					resolve();
				});
				// The engine takes a closed channel as its word to go.
				if (child.connected) child.disconnect();
			});
		},
	};
}
