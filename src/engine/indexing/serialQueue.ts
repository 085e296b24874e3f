/** Runs asynchronous jobs one after the other, in the order given; a failing job does not stop the next. */
export class SerialQueue {
	#tail: Promise<unknown> = Promise.resolve();
	#length = 0;

	/** Jobs running or waiting. */
	get length(): number {
		return this.#length;
	}

	run<T>(job: () => Promise<T>): Promise<T> {
		this.#length++;
		const result = this.#tail.then(job, job).finally(() => this.#length--);
		this.#tail = result.catch(() => undefined);
		return result;
	}

	/** Resolves when everything queued so far has ended. */
	async idle(): Promise<void> {
		await this.#tail;
	}
}
