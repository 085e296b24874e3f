import { cancelled, LodestoneError, ERROR_CODES, errorCode, type ErrorCode } from './errors';
import { Emitter, type Disposable } from './lifecycle';

/**
 * Typed calls over any message port (child process, worker, webview): a method map and an event map per boundary, five
 * envelopes. Everything that crosses is structured-clone safe; what arrives is parsed as `unknown`.
 */
export type Envelope =
	| { readonly t: 'req'; readonly id: number; readonly method: string; readonly params: unknown }
	| { readonly t: 'res'; readonly id: number; readonly result: unknown }
	| { readonly t: 'err'; readonly id: number; readonly error: WireError }
	| { readonly t: 'evt'; readonly event: string; readonly payload: unknown }
	| { readonly t: 'cancel'; readonly id: number };

export interface WireError {
	readonly code: ErrorCode;
	readonly message: string;
	readonly remedy: string;
}

/** One end of a channel. `post` may throw once the other end is gone. */
export interface Port {
	post(message: Envelope): void;
	onMessage(listener: (message: unknown) => void): Disposable;
	onClose(listener: () => void): Disposable;
}

/** Methods of a boundary: name → what goes in and what comes out. */
export type MethodMap<M> = {
	readonly [K in keyof M]: { readonly params: unknown; readonly result: unknown };
};
export type Handlers<M extends MethodMap<M>> = {
	readonly [K in keyof M]: (
		params: M[K]['params'],
		signal: AbortSignal,
	) => Promise<M[K]['result']> | M[K]['result'];
};

export interface CallOptions {
	readonly signal?: AbortSignal | undefined;
	/** Milliseconds until the call rejects with `timeout` and is cancelled at the other end; `Infinity` for none. */
	readonly deadlineMs?: number | undefined;
}

export interface RpcClient<M extends MethodMap<M>, E> extends Disposable {
	/** @throws {LodestoneError} What the handler threw, or `timeout`, `cancelled`, `engine-stopped`, `unknown-method`. */
	call<K extends keyof M & string>(
		method: K,
		params: M[K]['params'],
		options?: CallOptions,
	): Promise<M[K]['result']>;
	on<K extends keyof E & string>(event: K, listener: (payload: E[K]) => void): Disposable;
}

interface Pending {
	settle(outcome: { result: unknown } | { error: LodestoneError }): void;
}

const DEFAULT_DEADLINE_MS = 60_000;
/** Requests that one end works on at a time; more are refused, so that a caller gone wild cannot fill the memory. */
export const MAX_RUNNING = 1_000;

/** The calling end. Once the port closes, every pending and later call rejects with `engine-stopped`. */
export function createRpcClient<M extends MethodMap<M>, E>(
	port: Port,
	defaultDeadlineMs = DEFAULT_DEADLINE_MS,
): RpcClient<M, E> {
	const pending = new Map<number, Pending>();
	const events = new Map<string, Emitter<unknown>>();
	let nextId = 1;
	let closed = false;

	const close = () => {
		if (closed) return;
		closed = true;
		const calls = [...pending.values()];
		pending.clear();
		for (const call of calls) call.settle({ error: stopped() });
	};
	const subscriptions = [
		port.onClose(close),
		port.onMessage(raw => {
			const message = parseEnvelope(raw);
			if (message?.t === 'res') pending.get(message.id)?.settle({ result: message.result });
			else if (message?.t === 'err')
				pending.get(message.id)?.settle({ error: fromWire(message.error) });
			else if (message?.t === 'evt') events.get(message.event)?.fire(message.payload);
			// A late answer has nobody waiting and is dropped.
		}),
	];

	const send = (message: Envelope) => {
		try {
			port.post(message);
		} catch {
			close();
		}
	};

	return {
		call(method, params, options = {}) {
			return new Promise((resolve, reject) => {
				const { signal, deadlineMs = defaultDeadlineMs } = options;
				if (closed || signal?.aborted) {
					reject(closed ? stopped() : cancelled());
					return;
				}
				const id = nextId++;
				const abort = () => {
					pending.get(id)?.settle({ error: cancelled() });
					send({ t: 'cancel', id });
				};
				const timer = Number.isFinite(deadlineMs)
					? setTimeout(() => {
							const seconds = Math.round(deadlineMs / 100) / 10;
							pending.get(id)?.settle({
								error: new LodestoneError(
									'timeout',
									`No answer within ${seconds} seconds.`,
									'Try again.',
								),
							});
							send({ t: 'cancel', id });
						}, deadlineMs)
					: undefined;
				pending.set(id, {
					settle(outcome) {
						pending.delete(id);
						clearTimeout(timer);
						signal?.removeEventListener('abort', abort);
						if ('error' in outcome) reject(outcome.error);
						else resolve(outcome.result);
					},
				});
				signal?.addEventListener('abort', abort, { once: true });
				send({ t: 'req', id, method, params });
			});
		},
		on(event, listener) {
			let emitter = events.get(event);
			if (!emitter) events.set(event, (emitter = new Emitter()));
			return emitter.event(payload => listener(payload as E[typeof event]));
		},
		dispose() {
			for (const subscription of subscriptions) subscription.dispose();
			close();
			events.clear();
		},
	};
}

export interface RpcServer<E> extends Disposable {
	emit<K extends keyof E & string>(event: K, payload: E[K]): void;
}

/** The answering end. A handler that throws, an unknown method, malformed parameters: all answer `err`, none stops the process. */
export function serveRpc<M extends MethodMap<M>, E>(
	port: Port,
	handlers: Handlers<M>,
): RpcServer<E> {
	const running = new Map<number, AbortController>();
	let closed = false;
	const send = (message: Envelope) => {
		if (closed) return;
		try {
			port.post(message);
		} catch {
			// The caller is gone; whoever owns this process hears of it by onClose.
		}
	};
	const table = new Map<string, (params: unknown, signal: AbortSignal) => unknown>(
		Object.entries(handlers) as [string, (params: unknown, signal: AbortSignal) => unknown][],
	);

	const answer = async (id: number, method: string, params: unknown) => {
		const controller = new AbortController();
		running.set(id, controller);
		try {
			if (running.size > MAX_RUNNING)
				throw new LodestoneError(
					'busy',
					'Too many requests at once.',
					'Wait for some answers first.',
				);
			const handler = table.get(method);
			if (!handler) throw new LodestoneError('unknown-method', `There is no method “${method}”.`);
			const result = await handler(params, controller.signal);
			// Not by send(): a result that cannot be cloned must reach the caller as an error.
			if (!controller.signal.aborted && !closed) port.post({ t: 'res', id, result });
		} catch (error) {
			if (!controller.signal.aborted) send({ t: 'err', id, error: toWire(error) });
		} finally {
			running.delete(id);
		}
	};
	const abortAll = () => {
		closed = true;
		for (const controller of running.values()) controller.abort();
	};
	const subscriptions = [
		port.onMessage(raw => {
			const message = parseEnvelope(raw);
			if (message?.t === 'req') void answer(message.id, message.method, message.params);
			else if (message?.t === 'cancel') running.get(message.id)?.abort();
		}),
		port.onClose(abortAll),
	];
	return {
		emit: (event, payload) => send({ t: 'evt', event, payload }),
		dispose() {
			for (const subscription of subscriptions) subscription.dispose();
			abortAll();
		},
	};
}

/** Parses what a port delivered; anything that is not one of the five envelopes is `undefined`. */
export function parseEnvelope(raw: unknown): Envelope | undefined {
	if (typeof raw !== 'object' || raw === null) return undefined;
	const m = raw as Partial<Record<string, unknown>>;
	const { t, id } = m;
	if (t === 'evt')
		return typeof m['event'] === 'string'
			? { t, event: m['event'], payload: m['payload'] }
			: undefined;
	if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
	if (t === 'req')
		return typeof m['method'] === 'string'
			? { t, id, method: m['method'], params: m['params'] }
			: undefined;
	if (t === 'res') return { t, id, result: m['result'] };
	if (t === 'err') return { t, id, error: parseWireError(m['error']) };
	if (t === 'cancel') return { t, id };
	return undefined;
}

function parseWireError(raw: unknown): WireError {
	const m = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<
		Record<string, unknown>
	>;
	const text = (value: unknown) => (typeof value === 'string' ? value : '');
	return {
		code: ERROR_CODES.find(code => code === m['code']) ?? 'internal',
		message: text(m['message']),
		remedy: text(m['remedy']),
	};
}

export function toWire(error: unknown): WireError {
	return {
		code: errorCode(error),
		message: error instanceof Error ? error.message : String(error),
		remedy: error instanceof LodestoneError ? error.remedy : '',
	};
}

const fromWire = (error: WireError) => new LodestoneError(error.code, error.message, error.remedy);
const stopped = () =>
	new LodestoneError(
		'engine-stopped',
		'The search engine stopped.',
		'It is started again by itself.',
	);

export interface LocalPort extends Port {
	close(): void;
}

/** Two connected ends in one process; messages pass through `structuredClone`, as a real port would pass them. */
export function createPortPair(): [LocalPort, LocalPort] {
	const closing = new Emitter<void>();
	let open = true;
	const end = (own: Emitter<unknown>, other: Emitter<unknown>): LocalPort => ({
		post(message) {
			if (!open) throw new Error('The port is closed.');
			const copy: unknown = structuredClone(message);
			queueMicrotask(() => {
				if (open) other.fire(copy);
			});
		},
		onMessage: listener => own.event(listener),
		onClose: listener => closing.event(listener),
		close() {
			if (!open) return;
			open = false;
			closing.fire();
		},
	});
	const a = new Emitter<unknown>();
	const b = new Emitter<unknown>();
	return [end(a, b), end(b, a)];
}
