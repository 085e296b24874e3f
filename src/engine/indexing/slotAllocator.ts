/** Gives out the smallest free slots first, so that the vector table stays dense. */
export class SlotAllocator {
	#next = 0;
	readonly #free: number[] = [];

	/** Tells which slots are taken at the start; must be called in ascending order before the first `take`. */
	occupy(slot: number): void {
		for (; this.#next < slot; this.#next++) this.#free.push(this.#next);
		this.#next = slot + 1;
	}

	/** Leaves all slots below `end` that are not free alone. */
	skipTo(end: number): void {
		this.#next = Math.max(this.#next, end);
	}

	/** Tells that another process has given this slot out. */
	claim(slot: number): void {
		if (slot >= this.#next) this.occupy(slot);
		else {
			const at = this.#free.indexOf(slot);
			if (at >= 0) this.#free.splice(at, 1);
		}
	}

	take(): number {
		return this.#free.pop() ?? this.#next++;
	}

	release(slot: number): void {
		this.#free.push(slot);
	}

	/** Exclusive upper bound of slots ever given out. */
	get end(): number {
		return this.#next;
	}
}
