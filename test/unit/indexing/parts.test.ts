import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnchanged } from '../../../src/engine/indexing/changePlan';
import { ChunkTable } from '../../../src/engine/indexing/chunkTable';
import {
	CHUNK_NUMBERS,
	N_SLOT,
	packKind,
	unpackKind,
} from '../../../src/engine/indexing/fileAnalysis';
import { Gate } from '../../../src/engine/indexing/gate';
import { RateMeter } from '../../../src/engine/indexing/rateMeter';
import { SerialQueue } from '../../../src/engine/indexing/serialQueue';
import { SlotAllocator } from '../../../src/engine/indexing/slotAllocator';
import { CHUNK_KINDS } from '../../../src/shared/types';

describe('isUnchanged', () => {
	const known = { path: 'a', hash: 'h', size: 10, mtimeMs: 5_000.25, indexedMs: 9_000 };
	const seen = { path: 'a', size: 10, mtimeMs: 5_000.25, ino: 1 };
	it('trusts an old stat that fits', () => expect(isUnchanged(known, seen)).toBe(true));
	it('doubts another size, another mtime, a forgotten hash', () => {
		expect(isUnchanged(known, { ...seen, size: 11 })).toBe(false);
		expect(isUnchanged(known, { ...seen, mtimeMs: 5_000.5 })).toBe(false);
		expect(isUnchanged({ ...known, hash: '' }, seen)).toBe(false);
	});
	it('doubts a file read within the tick in which it was written', () => {
		expect(isUnchanged({ ...known, indexedMs: 5_020 }, seen)).toBe(false);
		// A whole second speaks for a coarse clock.
		expect(
			isUnchanged({ ...known, mtimeMs: 5_000, indexedMs: 6_500 }, { ...seen, mtimeMs: 5_000 }),
		).toBe(false);
		expect(
			isUnchanged({ ...known, mtimeMs: 5_000, indexedMs: 7_100 }, { ...seen, mtimeMs: 5_000 }),
		).toBe(true);
	});
});

describe('ChunkTable', () => {
	it('knows which chunks share a slot and which slots are free, like a naive table', () => {
		const slots = fc.array(fc.nat(12), { maxLength: 6 });
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.record({ add: slots }), fc.record({ remove: fc.nat(20) })), {
					maxLength: 40,
				}),
				steps => {
					const table = new ChunkTable();
					const files: { first: number; slots: readonly number[] }[] = [];
					for (const [fileId, step] of steps.entries()) {
						if ('add' in step) {
							const numbers = new Uint32Array(step.add.length * CHUNK_NUMBERS);
							step.add.forEach((slot, i) => (numbers[i * CHUNK_NUMBERS + N_SLOT] = slot));
							files.push({ first: table.add(fileId, numbers), slots: step.add });
						} else if (files.length > 0) {
							const [gone] = files.splice(step.remove % files.length, 1);
							const freed = table.remove(gone!.first, gone!.slots.length);
							const still = new Set(files.flatMap(file => file.slots));
							expect(new Set(freed)).toEqual(new Set(gone!.slots.filter(slot => !still.has(slot))));
						}
					}
					expect(table.live).toBe(files.reduce((sum, file) => sum + file.slots.length, 0));
					for (let slot = 0; slot <= 12; slot++) {
						const expected = files.flatMap(file =>
							file.slots.flatMap((s, i) => (s === slot ? [file.first + i] : [])),
						);
						expect([...table.chunksOfSlot(slot)].sort((a, b) => a - b)).toEqual(
							expected.sort((a, b) => a - b),
						);
						expect(table.slotInUse(slot)).toBe(expected.length > 0);
					}
				},
			),
		);
	});
	it('does not grow when a file is saved again and again', () => {
		const table = new ChunkTable();
		const numbers = new Uint32Array(5 * CHUNK_NUMBERS);
		let first = table.add(1, numbers);
		for (let i = 0; i < 1_000; i++) {
			table.remove(first, 5);
			first = table.add(1, numbers);
		}
		expect(table.end).toBe(5);
	});
});

describe('kinds', () => {
	it('survive packing with their part', () => {
		for (const kind of CHUNK_KINDS) {
			expect(unpackKind(packKind(kind, undefined))).toEqual({ kind, part: undefined });
			expect(unpackKind(packKind(kind, { index: 3, count: 7 }))).toEqual({
				kind,
				part: { index: 3, count: 7 },
			});
		}
	});
});

describe('SlotAllocator', () => {
	it('fills holes first and never gives a taken slot', () => {
		const slots = new SlotAllocator();
		for (const slot of [0, 2, 5]) slots.occupy(slot);
		slots.skipTo(8);
		const given = new Set([slots.take(), slots.take(), slots.take(), slots.take(), slots.take()]);
		expect(given).toEqual(new Set([1, 3, 4, 8, 9]));
		slots.release(3);
		expect(slots.take()).toBe(3);
	});
});

describe('RateMeter', () => {
	it('finds a steady rate at once and the time left within 5 %', () => {
		const meter = new RateMeter(0);
		for (let t = 100; t <= 2_000; t += 100) meter.update(t, t * 0.4);
		expect(meter.rate).toBeCloseTo(400, 0);
		expect(meter.secondsLeft(4_000)).toBeCloseTo(10, 0);
	});
	it('follows a change and knows nothing before the first step', () => {
		const meter = new RateMeter(0);
		expect(meter.secondsLeft(10)).toBeUndefined();
		let done = 0;
		for (let t = 100; t <= 10_000; t += 100) meter.update(t, (done += 10));
		for (let t = 10_100; t <= 60_000; t += 100) meter.update(t, (done += 50));
		expect(meter.rate).toBeGreaterThan(490);
		expect(meter.secondsLeft(0)).toBe(0);
	});
});

describe('Gate', () => {
	it('holds work while it is closed and lets it go', async () => {
		const gate = new Gate();
		await gate.pass();
		gate.close();
		let passed = false;
		const waiting = gate.pass().then(() => (passed = true));
		await new Promise(resolve => setTimeout(resolve, 20));
		expect(passed).toBe(false);
		gate.open();
		await waiting;
		expect(passed).toBe(true);
	});
	it('ends a wait at once on abort', async () => {
		const gate = new Gate();
		gate.close();
		const stop = new AbortController();
		const waiting = gate.pass(stop.signal);
		stop.abort();
		await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
	});
});

describe('SerialQueue', () => {
	it('runs one after the other, past a failure', async () => {
		const queue = new SerialQueue();
		const log: string[] = [];
		const slow = queue.run(async () => {
			await new Promise(resolve => setTimeout(resolve, 20));
			log.push('slow');
			throw new Error('no');
		});
		const fast = queue.run(() => Promise.resolve(log.push('fast')));
		await expect(slow).rejects.toThrow('no');
		await fast;
		expect(log).toEqual(['slow', 'fast']);
		await queue.idle();
		expect(queue.length).toBe(0);
	});
});
