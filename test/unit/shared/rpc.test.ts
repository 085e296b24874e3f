import { describe, expect, it, vi } from 'vitest';
import { LodestoneError } from '../../../src/shared/errors';
import {
	createPortPair,
	createRpcClient,
	parseEnvelope,
	serveRpc,
	type Handlers,
} from '../../../src/shared/rpc';

interface Methods {
	readonly double: { readonly params: { readonly n: number }; readonly result: number };
	readonly vector: { readonly params: undefined; readonly result: Float32Array };
	readonly fail: {
		readonly params: { readonly how: 'expected' | 'bug' | 'unclonable' };
		readonly result: unknown;
	};
	readonly hang: { readonly params: undefined; readonly result: undefined };
}
interface Events {
	readonly tick: { readonly n: number };
}

function setup() {
	const [a, b] = createPortPair();
	const aborted = vi.fn();
	const handlers: Handlers<Methods> = {
		double: ({ n }) => n * 2,
		vector: () => Float32Array.of(1, 2.5),
		fail: ({ how }) => {
			if (how === 'expected')
				throw new LodestoneError('disk-full', 'The disk is full.', 'Free some space.');
			if (how === 'unclonable') return () => 1;
			throw new TypeError('oops');
		},
		hang: (_params, signal) =>
			new Promise((_resolve, reject) =>
				signal.addEventListener('abort', () => {
					aborted();
					reject(new Error('aborted'));
				}),
			),
	};
	const server = serveRpc<Methods, Events>(b, handlers);
	const client = createRpcClient<Methods, Events>(a);
	return { a, b, server, client, aborted };
}

describe('rpc', () => {
	it('answers calls, out of order and with typed arrays', async () => {
		const { client } = setup();
		const answers = await Promise.all([
			client.call('double', { n: 21 }),
			client.call('vector', undefined),
			client.call('double', { n: -1 }),
		]);
		expect(answers).toEqual([42, Float32Array.of(1, 2.5), -2]);
	});

	it('carries code, message and remedy of an expected failure', async () => {
		const { client } = setup();
		const error: unknown = await client.call('fail', { how: 'expected' }).catch((e: unknown) => e);
		expect(error).toBeInstanceOf(LodestoneError);
		expect(error).toMatchObject({
			code: 'disk-full',
			message: 'The disk is full.',
			remedy: 'Free some space.',
		});
	});

	it('turns a bug in a handler into an answer with code internal', async () => {
		const { client } = setup();
		await expect(client.call('fail', { how: 'bug' })).rejects.toMatchObject({
			code: 'internal',
			message: 'oops',
		});
	});

	it('reports a result that cannot be cloned instead of leaving the caller waiting', async () => {
		const { client } = setup();
		await expect(client.call('fail', { how: 'unclonable' })).rejects.toMatchObject({
			code: 'internal',
		});
	});

	it('refuses a method nobody serves', async () => {
		const { client } = setup();
		const call = (method: string) => client.call(method as 'hang', undefined);
		await expect(call('nope')).rejects.toMatchObject({ code: 'unknown-method' });
		await expect(call('toString')).rejects.toMatchObject({ code: 'unknown-method' });
	});

	it('rejects at once on abort and tells the other end', async () => {
		const { client, aborted } = setup();
		const controller = new AbortController();
		const call = client.call('hang', undefined, { signal: controller.signal });
		await new Promise(resolve => setTimeout(resolve, 5));
		controller.abort();
		await expect(call).rejects.toMatchObject({ code: 'cancelled' });
		await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
		await expect(
			client.call('double', { n: 1 }, { signal: controller.signal }),
		).rejects.toMatchObject({
			code: 'cancelled',
		});
	});

	it('keeps deadlines and cancels what is late', async () => {
		const { client, aborted } = setup();
		await expect(client.call('hang', undefined, { deadlineMs: 10 })).rejects.toMatchObject({
			code: 'timeout',
		});
		await vi.waitFor(() => expect(aborted).toHaveBeenCalledOnce());
	});

	it('rejects all pending and later calls when the port closes, and aborts what runs', async () => {
		const { a, client, aborted } = setup();
		const calls = [client.call('hang', undefined), client.call('hang', undefined)];
		await new Promise(resolve => setTimeout(resolve, 5));
		a.close();
		for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'engine-stopped' });
		expect(aborted).toHaveBeenCalledTimes(2);
		await expect(client.call('double', { n: 1 })).rejects.toMatchObject({ code: 'engine-stopped' });
	});

	it('delivers events until the listener goes', async () => {
		const { client, server } = setup();
		const heard: number[] = [];
		const listening = client.on('tick', ({ n }) => heard.push(n));
		server.emit('tick', { n: 1 });
		await client.call('double', { n: 0 });
		listening.dispose();
		server.emit('tick', { n: 2 });
		await client.call('double', { n: 0 });
		expect(heard).toEqual([1]);
	});

	it('survives hostile envelopes on either end', async () => {
		const { a, b, client } = setup();
		const hostile = [
			null,
			7,
			'req',
			[],
			{},
			{ t: 'req', id: 'x' },
			{ t: 'req', id: 1 },
			{ t: 'res', id: 9999 },
			{ t: 'evt' },
		];
		for (const message of hostile) {
			(a.post as (message: unknown) => void)(message);
			(b.post as (message: unknown) => void)(message);
		}
		(b.post as (message: unknown) => void)({ t: 'err', id: 4242, error: { code: 'rm -rf' } });
		expect(await client.call('double', { n: 3 })).toBe(6);
		expect(hostile.filter(message => parseEnvelope(message) !== undefined)).toEqual([
			{ t: 'res', id: 9999 },
		]);
	});
});
