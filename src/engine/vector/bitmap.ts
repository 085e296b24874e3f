/** A growing set of small non-negative integers, one bit each. */
export class Bitmap {
	words = new Uint32Array(32);
	private members = 0;

	get count(): number {
		return this.members;
	}

	has(id: number): boolean {
		return (((this.words[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
	}

	add(id: number): void {
		const word = id >>> 5;
		if (word >= this.words.length) {
			const longer = new Uint32Array(Math.max(word + 1, this.words.length * 2));
			longer.set(this.words);
			this.words = longer;
		}
		const before = this.words[word] ?? 0;
		const after = (before | (1 << (id & 31))) >>> 0;
		if (after !== before) this.members++;
		this.words[word] = after;
	}

	delete(id: number): void {
		if (!this.has(id)) return;
		const word = id >>> 5;
		this.words[word] = (this.words[word] ?? 0) & ~(1 << (id & 31));
		this.members--;
	}

	clear(): void {
		this.words.fill(0);
		this.members = 0;
	}
}

/** Number of set bits. */
export function countBits(words: Uint32Array): number {
	let total = 0;
	for (const word of words) {
		let bits = word - ((word >>> 1) & 0x55555555);
		bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
		total += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
	}
	return total;
}
