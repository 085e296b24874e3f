import {
	DEADLINES_MS,
	RESTART_EXIT_CODE,
	type EngineEvents,
	type EngineInit,
	type EngineMethods,
} from '../../shared/engineProtocol';
import { cancelled, LodestoneError, errorCode } from '../../shared/errors';
import { Emitter, toDisposable, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import { createRpcClient, type CallOptions, type RpcClient } from '../../shared/rpc';
import type { EngineConnection, EngineExit, EngineLauncher } from './engineLauncher';
import { createRestartPolicy, type RestartPolicy } from './restartPolicy';

export type EngineState =
	| { readonly type: 'off' }
	| { readonly type: 'starting' }
	| { readonly type: 'running'; readonly pid: number }
	/** Given up: only `restart` tries again. */
	| { readonly type: 'failed'; readonly code: string; readonly why: string };

export type EngineRpc = RpcClient<EngineMethods, EngineEvents>;
export type EngineCall = EngineRpc['call'];

export interface EngineClient extends Disposable {
	readonly state: EngineState;
	readonly onDidChangeState: (listener: (state: EngineState) => void) => Disposable;
	/** Starts the engine when needed; a request in flight at a crash is sent once more to the next process. */
	readonly call: EngineCall;
	on<K extends keyof EngineEvents>(
		event: K,
		listener: (payload: EngineEvents[K]) => void,
	): Disposable;
	/**
	 * Runs at every (re)start, after `initialize` and before any waiting call: restores what the process must know, such
	 * as open folders. Runs at once when the engine is up already.
	 */
	onConnect(hook: (call: EngineCall) => Promise<void>): Disposable;
	/** Starts anew with current options, forgetting former crashes. */
	restart(): Promise<void>;
}

export interface EngineClientOptions {
	readonly launch: EngineLauncher;
	/** Read at each start, so that changed settings apply to the next process. */
	readonly init: () => EngineInit;
	readonly logger: Logger;
	readonly policy?: RestartPolicy;
	readonly now?: () => number;
}

const GRACE_MS = 3_000;

interface Live {
	readonly connection: EngineConnection;
	readonly rpc: EngineRpc;
}

/** Keeps one engine process alive for all folders of the window; its death never reaches a caller as an exception of the editor. */
export function createEngineClient(options: EngineClientOptions): EngineClient {
	const { logger, policy = createRestartPolicy(), now = Date.now } = options;
	const states = new Emitter<EngineState>();
	const events = new Map<string, Emitter<unknown>>();
	const hooks = new Set<(call: EngineCall) => Promise<void>>();
	let state: EngineState = { type: 'off' };
	let current: Promise<Live> | undefined;
	let live: Live | undefined;
	/** The process whose end matters: not one that was told to go. */
	let active: EngineConnection | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let disposed = false;

	const setState = (next: EngineState) => {
		state = next;
		states.fire(next);
	};
	const runHook = (hook: (call: EngineCall) => Promise<void>, rpc: EngineRpc) =>
		hook(rpc.call.bind(rpc)).catch((error: unknown) => {
			// One folder that cannot be opened must not keep the others from being searched.
			logger.log('warn', 'A folder could not be restored in the engine', {
				code: errorCode(error),
			});
		});

	const ended = (connection: EngineConnection, exit: EngineExit) => {
		if (active !== connection) return;
		active = undefined;
		live?.rpc.dispose();
		live = undefined;
		current = undefined;
		if (disposed) return;
		if (exit.code === RESTART_EXIT_CODE) {
			logger.log('info', 'The engine starts anew to free memory');
			setState({ type: 'starting' });
			void connect().catch(() => undefined);
			return;
		}
		const how = exit.signal ?? `code ${exit.code ?? 'none'}`;
		logger.log('error', `The engine process ended (${how})`, { output: exit.output.slice(-1000) });
		const delayMs = needsNewerEditor(exit) ? undefined : policy.crashed(now());
		if (delayMs === undefined) {
			setState({ type: 'failed', ...describeExit(exit) });
			return;
		}
		setState({ type: 'starting' });
		// Starts by itself, not only at the next call: indexing must go on.
		timer = setTimeout(() => void connect().catch(() => undefined), delayMs);
	};

	const start = async (): Promise<Live> => {
		clearTimeout(timer);
		setState({ type: 'starting' });
		const connection = options.launch();
		active = connection;
		const rpc = createRpcClient<EngineMethods, EngineEvents>(connection.port);
		const exited = new Promise<never>((_resolve, reject) => {
			connection.onExit(exit => {
				reject(new LodestoneError('engine-stopped', 'The search engine stopped while starting.'));
				ended(connection, exit);
			});
		});
		exited.catch(() => undefined);
		const forward = (event: keyof EngineEvents) =>
			rpc.on(event, payload => events.get(event)?.fire(payload));
		forward('status');
		forward('progress');
		forward('log');
		try {
			const info = await Promise.race([
				rpc.call('initialize', options.init(), { deadlineMs: DEADLINES_MS.initialize }),
				exited,
			]);
			live = { connection, rpc };
			await Promise.race([Promise.all([...hooks].map(hook => runHook(hook, rpc))), exited]);
			setState({ type: 'running', pid: info.pid });
			return live;
		} catch (error) {
			if (errorCode(error) !== 'engine-stopped') {
				// It runs but refuses (no model, no SQLite, no store): starting again would not help.
				await letGo();
				setState({
					type: 'failed',
					code: errorCode(error),
					why: error instanceof Error ? error.message : String(error),
				});
			}
			throw error;
		}
	};

	const letGo = async () => {
		const old = active;
		live?.rpc.dispose();
		active = undefined;
		live = undefined;
		current = undefined;
		await old?.close(GRACE_MS);
	};

	const connect = (): Promise<Live> => {
		if (disposed) return Promise.reject(new LodestoneError('cancelled', 'The window closes.'));
		if (state.type === 'failed')
			return Promise.reject(
				new LodestoneError('engine-stopped', state.why, 'Start the engine again.'),
			);
		if (!current) {
			const started = start();
			started.catch(() => {
				if (current === started) current = undefined;
			});
			current = started;
		}
		return current;
	};

	const call: EngineCall = async (method, params, callOptions: CallOptions = {}) => {
		const limits = { deadlineMs: DEADLINES_MS[method], ...callOptions };
		for (let attempt = 0; ; attempt++) {
			try {
				const { rpc } = await untilAborted(connect(), callOptions.signal);
				return await rpc.call(method, params, limits);
			} catch (error) {
				const again = errorCode(error) === 'engine-stopped' && attempt === 0;
				if (!again || disposed || isFailed()) throw error;
			}
		}
	};
	const isFailed = () => state.type === 'failed';

	return {
		get state() {
			return state;
		},
		onDidChangeState: states.event,
		call,
		on(event, listener) {
			let emitter = events.get(event);
			if (!emitter) events.set(event, (emitter = new Emitter()));
			return emitter.event(payload => listener(payload as EngineEvents[typeof event]));
		},
		onConnect(hook) {
			hooks.add(hook);
			if (live) void runHook(hook, live.rpc);
			return toDisposable(() => hooks.delete(hook));
		},
		async restart() {
			policy.forget();
			clearTimeout(timer);
			// Waits for the old one: it holds the lock on the index.
			await letGo();
			setState({ type: 'off' });
			await connect();
		},
		dispose() {
			disposed = true;
			clearTimeout(timer);
			void letGo();
			states.dispose();
		},
	};
}

/** The editor's Node has no SQLite: starting again cannot help. */
const needsNewerEditor = (exit: EngineExit): boolean =>
	/(?:ERR_UNKNOWN_BUILTIN_MODULE|No such built-in module)[^]*node:sqlite|node:sqlite[^]*ERR_UNKNOWN_BUILTIN_MODULE/.test(
		exit.output,
	);

function describeExit(exit: EngineExit): { code: string; why: string } {
	if (/heap out of memory|bad_alloc|Cannot allocate memory/.test(exit.output))
		return { code: 'out-of-memory', why: 'It ran out of memory several times.' };
	if (needsNewerEditor(exit))
		return {
			code: 'sqlite-missing',
			why: 'It needs node:sqlite, which comes with VS Code 1.101 and newer.',
		};
	if (/Cannot find module|ERR_DLOPEN_FAILED|invalid ELF header/.test(exit.output))
		return {
			code: 'native-missing',
			why: 'A part of the extension is missing or does not fit this computer.',
		};
	return {
		code: 'engine-stopped',
		why: `It stopped several times in a row (${exit.signal ?? exit.code ?? '?'}).`,
	};
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return promise;
	return new Promise((resolve, reject) => {
		const abort = () => reject(cancelled());
		if (signal.aborted) abort();
		signal.addEventListener('abort', abort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
	});
}
