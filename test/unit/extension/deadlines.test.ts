import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngineClient, type EngineClient } from '../../../src/extension/client/engineClient';
import { createRestartPolicy } from '../../../src/extension/client/restartPolicy';
import {
	DEADLINES_MS,
	type EngineEvents,
	type EngineInfo,
	type EngineInit,
	type EngineMethods,
} from '../../../src/shared/engineProtocol';
import { createPortPair, serveRpc, type Handlers } from '../../../src/shared/rpc';

const METHODS = Object.keys(DEADLINES_MS) as (keyof EngineMethods)[];
/** Their length depends on the folder, and a pause holds them: they tell of their progress instead. */
const WITHOUT: readonly string[] = ['update', 'rebuild'];
const INIT: EngineInit = {
	storeRoot: '/',
	runtime: { workers: '/', grammars: '/', models: '/' },
	threads: 0,
	niceness: 0,
	logLevel: 'info',
};
const INFO: EngineInfo = { pid: 1, node: 'v22', platform: 'linux-x64', startedAtMs: 0 };

/** An engine that starts, unless it is told not to, and then answers nothing at all. */
function silentEngine(initializes = true) {
	const [port, other] = createPortPair();
	const signals = new Map<string, AbortSignal>();
	const handler = (method: string) => (_params: unknown, signal: AbortSignal) => {
		signals.set(method, signal);
		return method === 'initialize' && initializes ? INFO : new Promise(() => undefined);
	};
	const handlers = Object.fromEntries(METHODS.map(method => [method, handler(method)]));
	serveRpc<EngineMethods, EngineEvents>(other, handlers as unknown as Handlers<EngineMethods>);
	const client = createEngineClient({
		launch: () => ({
			port,
			pid: 1,
			onExit: () => ({ dispose: () => undefined }),
			close: () => Promise.resolve(),
		}),
		init: () => INIT,
		logger: { log: () => undefined },
		policy: createRestartPolicy({ maxRestarts: 1, windowMs: 1, firstDelayMs: 1, maxDelayMs: 1 }),
	});
	return { client, signals };
}

type AnyCall = (
	method: string,
	params: unknown,
	options?: { signal: AbortSignal },
) => Promise<unknown>;
const anyCall = (client: EngineClient) => client.call as AnyCall;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a request that is never answered', () => {
	it.each(METHODS.filter(method => !WITHOUT.includes(method) && method !== 'initialize'))(
		'%s ends at its deadline, and is cancelled at the engine',
		async method => {
			const limit = DEADLINES_MS[method];
			expect(limit).toBeGreaterThanOrEqual(1_000);
			expect(limit).toBeLessThanOrEqual(600_000);
			const { client, signals } = silentEngine();
			let outcome: unknown = 'waiting';
			anyCall(client)(method, {}).then(
				() => (outcome = 'answered'),
				(error: unknown) => (outcome = error),
			);
			await vi.advanceTimersByTimeAsync(limit - 10);
			expect(outcome).toBe('waiting');
			expect(signals.get(method)?.aborted).toBe(false);
			await vi.advanceTimersByTimeAsync(20);
			expect(outcome).toMatchObject({ code: 'timeout' });
			expect(signals.get(method)?.aborted).toBe(true);
			client.dispose();
		},
	);

	it('initialize ends at its deadline, and the client says that the engine failed', async () => {
		const { client } = silentEngine(false);
		const outcome = anyCall(client)('status', {}).catch((error: unknown) => error);
		await vi.advanceTimersByTimeAsync(DEADLINES_MS.initialize + 10);
		expect(await outcome).toMatchObject({ code: 'timeout' });
		expect(client.state).toMatchObject({ type: 'failed', code: 'timeout' });
		client.dispose();
	});

	it.each(WITHOUT)('%s waits for hours, and ends at once when it is stopped', async method => {
		const { client, signals } = silentEngine();
		const stop = new AbortController();
		let outcome: unknown = 'waiting';
		anyCall(client)(method, {}, { signal: stop.signal }).catch(
			(error: unknown) => (outcome = error),
		);
		await vi.advanceTimersByTimeAsync(5 * 3_600_000);
		expect(outcome).toBe('waiting');
		stop.abort();
		await vi.advanceTimersByTimeAsync(1);
		expect(outcome).toMatchObject({ code: 'cancelled' });
		expect(signals.get(method)?.aborted).toBe(true);
		client.dispose();
	});
});
