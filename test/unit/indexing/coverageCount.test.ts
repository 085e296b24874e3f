import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CoverageCount } from '../../../src/engine/indexing/coverageCount';
import { ChunkTable } from '../../../src/engine/indexing/chunkTable';
import { CHUNK_NUMBERS, N_SLOT, NO_SLOT } from '../../../src/engine/indexing/fileAnalysis';
import { SlotVectors } from '../../../src/engine/indexing/slotVectors';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { DIMENSIONS } from '../../../src/engine/embed/types';

const SLOTS = 8;
const slotOrNone = fc.oneof(fc.nat(SLOTS - 1), fc.constant(NO_SLOT));
const step = fc.oneof(
	fc.record({ add: fc.array(slotOrNone, { maxLength: 5 }) }),
	fc.record({ remove: fc.nat(20) }),
	fc.record({ set: fc.nat(SLOTS - 1), precision: fc.constantFrom(1 as const, 2 as const) }),
	fc.record({ drop: fc.nat(SLOTS - 1) }),
);

it('is what counting all chunks would give, whatever chunks and vectors come and go', () => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), steps => {
			const coverage = new CoverageCount();
			const table = createVectorTable();
			const slots = new SlotVectors(table, (slot, before, after) => {
				coverage.add(before, -chunks.usersOf(slot));
				coverage.add(after, chunks.usersOf(slot));
			});
			const chunks = new ChunkTable((slot, change) => coverage.add(table.precision(slot), change));
			const files: { first: number; count: number }[] = [];
			for (const [id, step] of steps.entries()) {
				if ('add' in step) {
					const numbers = new Uint32Array(step.add.length * CHUNK_NUMBERS);
					step.add.forEach((slot, i) => (numbers[i * CHUNK_NUMBERS + N_SLOT] = slot));
					files.push({ first: chunks.add(id, numbers), count: step.add.length });
				} else if ('remove' in step) {
					const [gone] = files.splice(step.remove % Math.max(1, files.length), 1);
					if (gone !== undefined) chunks.remove(gone.first, gone.count);
				} else if ('set' in step) {
					const { set, precision } = step;
					slots.setVector(set, { values: new Int8Array(DIMENSIONS).fill(1), scale: 1, precision });
				} else slots.discard(step.drop);
			}
			let meaning = 0;
			let refined = 0;
			for (let id = 0; id < chunks.end; id++) {
				if (!chunks.isLive(id)) continue;
				const precision = table.precision(chunks.number(id, N_SLOT));
				if (precision !== 0) meaning++;
				if (precision === 2) refined++;
			}
			const live = chunks.live;
			expect(coverage.of(live)).toEqual({ chunks: live, keyword: live, meaning, refined });
		}),
	);
});
