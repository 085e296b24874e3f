import type { Coverage } from '../../shared/types';
import { N_SLOT } from './fileAnalysis';
import type { FileTable } from './fileTable';
import type { SlotVectors } from './slotVectors';

/** Counts which chunks can be found by what; counted anew only when the index changed. */
export class CoverageCount {
	#version = -1;
	#value: Coverage = { chunks: 0, keyword: 0, meaning: 0, refined: 0 };

	constructor(
		private readonly files: FileTable,
		private readonly slots: SlotVectors,
	) {}

	/** @param version Of the index: raised by every change. */
	at(version: number): Coverage {
		if (this.#version !== version) {
			this.#value = this.#count();
			this.#version = version;
		}
		return this.#value;
	}

	#count(): Coverage {
		const { chunks: table } = this.files;
		const chunks = table.live;
		if (this.slots.filled === 0) return { chunks, keyword: chunks, meaning: 0, refined: 0 };
		let meaning = 0;
		let refined = 0;
		// Counted by chunk, not by slot: twins share a vector. Cheap enough (1 ms for 100,000), and never wrong.
		for (let id = 0; id < table.end; id++) {
			if (!table.isLive(id)) continue;
			const precision = this.slots.table.precision(table.number(id, N_SLOT));
			if (precision !== 0) meaning++;
			if (precision === 2) refined++;
		}
		return { chunks, keyword: chunks, meaning, refined };
	}
}
