import { CHUNK_NUMBERS, N_SLOT, NO_SLOT } from './fileAnalysis';

const NONE = 0xffffffff;

/**
 * The numbers of all chunks in memory, as typed arrays: 40 bytes a chunk instead of an object of 200. Chunk ids are dense and
 * belong to this process's session; a file's chunks have consecutive ids. Ranges of removed chunks are given out again.
 */
export class ChunkTable {
	/** First ids of removed ranges, by their length: a file that is saved mostly keeps its number of chunks. */
	readonly #free = new Map<number, number[]>();
	/** Exclusive upper bound of ids given out. */
	#end = 0;
	#live = 0;
	#wordsOnly = 0;
	#numbers = new Uint32Array(1024 * CHUNK_NUMBERS);
	/** File id of each chunk; 0xffffffff when removed. */
	#files = new Uint32Array(1024);
	/** Next chunk with the same slot, `NONE` at the end. */
	#nextInSlot = new Uint32Array(1024);
	/** First chunk of each slot. */
	#slotHead = new Uint32Array(1024).fill(NONE);

	/** @param onSlot Told when a chunk comes to a slot (+1) or leaves it (−1). */
	constructor(private readonly onSlot: (slot: number, change: 1 | -1) => void = () => undefined) {}

	get end(): number {
		return this.#end;
	}

	get live(): number {
		return this.#live;
	}

	/** Live chunks without a slot. */
	get wordsOnly(): number {
		return this.#wordsOnly;
	}

	/** Share of ids that are dead, 0..1. */
	get deadShare(): number {
		return this.#end === 0 ? 0 : 1 - this.#live / this.#end;
	}

	/**
	 * Appends a file's chunks.
	 *
	 * @param numbers [n, CHUNK_NUMBERS], slots filled in.
	 * @returns id of the first; the others follow.
	 */
	add(fileId: number, numbers: Uint32Array): number {
		const count = numbers.length / CHUNK_NUMBERS;
		const first = this.#free.get(count)?.pop() ?? this.#end;
		this.#reserve(first + count);
		this.#numbers.set(numbers, first * CHUNK_NUMBERS);
		for (let i = 0; i < count; i++) {
			const id = first + i;
			this.#files[id] = fileId;
			this.#link(id, numbers[i * CHUNK_NUMBERS + N_SLOT] ?? 0);
		}
		this.#end = Math.max(this.#end, first + count);
		this.#live += count;
		return first;
	}

	/** Removes chunks `first … first + count − 1`. @returns the slots that no chunk uses any more. */
	remove(first: number, count: number): number[] {
		const freed: number[] = [];
		for (let id = first; id < first + count; id++) {
			if (this.#files[id] === NONE) continue;
			const slot = this.number(id, N_SLOT);
			this.#unlink(id, slot);
			this.#files[id] = NONE;
			this.#live--;
			if (slot === NO_SLOT) this.#wordsOnly--;
			else {
				this.onSlot(slot, -1);
				if (this.#slotHead[slot] === NONE) freed.push(slot);
			}
		}
		if (count > 0) {
			const ranges = this.#free.get(count);
			if (ranges === undefined) this.#free.set(count, [first]);
			else ranges.push(first);
		}
		return freed;
	}

	isLive(id: number): boolean {
		return id < this.#end && this.#files[id] !== NONE;
	}

	fileOf(id: number): number {
		return this.#files[id] ?? NONE;
	}

	number(id: number, column: number): number {
		return this.#numbers[id * CHUNK_NUMBERS + column] ?? 0;
	}

	/** Chunks whose embedded text is that of `slot`. */
	*chunksOfSlot(slot: number): Generator<number> {
		for (let id = this.#slotHead[slot] ?? NONE; id !== NONE; id = this.#nextInSlot[id] ?? NONE)
			yield id;
	}

	/** How many chunks have this slot. */
	usersOf(slot: number): number {
		let count = 0;
		for (let id = this.#slotHead[slot] ?? NONE; id !== NONE; id = this.#nextInSlot[id] ?? NONE)
			count++;
		return count;
	}

	/** Exclusive upper bound of the slots that chunks ever named. */
	get slotEnd(): number {
		let end = this.#slotHead.length;
		while (end > 0 && this.#slotHead[end - 1] === NONE) end--;
		return end;
	}

	slotInUse(slot: number): boolean {
		return (this.#slotHead[slot] ?? NONE) !== NONE;
	}

	#link(id: number, slot: number): void {
		if (slot === NO_SLOT) {
			this.#wordsOnly++;
			return;
		}
		if (slot >= this.#slotHead.length) {
			const grown = new Uint32Array(Math.max(slot + 1, this.#slotHead.length * 2)).fill(NONE);
			grown.set(this.#slotHead);
			this.#slotHead = grown;
		}
		this.#nextInSlot[id] = this.#slotHead[slot] ?? NONE;
		this.#slotHead[slot] = id;
		this.onSlot(slot, 1);
	}

	#unlink(id: number, slot: number): void {
		if (slot === NO_SLOT) return;
		let at = this.#slotHead[slot] ?? NONE;
		const next = this.#nextInSlot[id] ?? NONE;
		if (at === id) {
			this.#slotHead[slot] = next;
			return;
		}
		while (at !== NONE) {
			const after = this.#nextInSlot[at] ?? NONE;
			if (after === id) {
				this.#nextInSlot[at] = next;
				return;
			}
			at = after;
		}
	}

	#reserve(count: number): void {
		if (count <= this.#files.length) return;
		const size = Math.max(count, Math.ceil(this.#files.length * 1.5));
		const grow = (old: Uint32Array, length: number): Uint32Array<ArrayBuffer> => {
			const grown = new Uint32Array(length);
			grown.set(old);
			return grown;
		};
		this.#numbers = grow(this.#numbers, size * CHUNK_NUMBERS);
		this.#files = grow(this.#files, size);
		this.#nextInSlot = grow(this.#nextInSlot, size);
	}
}
