import { describe, expect, it } from 'vitest';
import { SharedTurns } from '../../../src/engine/folder/sharedTurns';

/** A piece of work that lasts until it is told to end, and notes when it begins and ends. */
function piece(name: string, notes: string[]) {
	let end: () => void = () => undefined;
	const ended = new Promise<void>(resolve => (end = resolve));
	const work = async () => {
		notes.push(`${name} begins`);
		await ended;
		notes.push(`${name} ends`);
		return name;
	};
	return { work, end };
}
const turn = () => new Promise(resolve => setTimeout(resolve, 5));

describe('SharedTurns', () => {
	it('shares, lets one be alone once all have ended, and lets nobody new in meanwhile', async () => {
		const turns = new SharedTurns();
		const notes: string[] = [];
		const [a, b, c, alone] = ['a', 'b', 'c', 'alone'].map(name => piece(name, notes));
		const shared = [turns.shared(a!.work), turns.shared(b!.work)];
		await turn();
		const single = turns.alone(alone!.work, 10_000);
		await turn();
		const late = turns.shared(c!.work);
		await turn();
		expect(notes).toEqual(['a begins', 'b begins']);
		a!.end();
		b!.end();
		await Promise.all(shared);
		await turn();
		expect(notes.slice(4)).toEqual(['alone begins']);
		alone!.end();
		expect(await single).toBe('alone');
		c!.end();
		expect(await late).toBe('c');
		expect(notes.slice(4)).toEqual(['alone begins', 'alone ends', 'c begins', 'c ends']);
	});

	it('lets one after the other be alone, and goes on after a failure', async () => {
		const turns = new SharedTurns();
		const notes: string[] = [];
		const fails = turns.alone(() => Promise.reject(new Error('no')), 1_000);
		const [a, b] = ['a', 'b'].map(name => piece(name, notes));
		const both = [turns.alone(a!.work, 1_000), turns.alone(b!.work, 1_000)];
		await expect(fails).rejects.toThrow('no');
		await turn();
		expect(notes).toEqual(['a begins']);
		b!.end();
		a!.end();
		expect(await Promise.all(both)).toEqual(['a', 'b']);
		expect(notes).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
	});

	it('gives up where the others do not end, or nobody wants it any more, and then keeps nobody out', async () => {
		const turns = new SharedTurns();
		const long = piece('long', []);
		const running = turns.shared(long.work);
		const work = () => Promise.resolve('never');
		await expect(turns.alone(work, 20)).rejects.toMatchObject({ code: 'busy' });
		const stop = new AbortController();
		const stopped = turns.alone(work, 10_000, stop.signal);
		stop.abort();
		await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
		expect(await turns.shared(() => Promise.resolve('in'))).toBe('in');
		long.end();
		await running;
		expect(await turns.alone(() => Promise.resolve('alone'), 20)).toBe('alone');
	});
});
