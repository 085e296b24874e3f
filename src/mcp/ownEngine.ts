import type { Engine, Folder, FolderSettings } from '../engine/engineTypes';

/** How long an engine that nobody needs any more is kept: windows come and go. */
const REST_MS = 10_000;

/**
 * The server's own engine: made when no window answers, given up once one does again. A folder that is merely idle leaves it running, for
 * its model takes half a second to start.
 */
export class OwnEngine {
	#engine: Promise<Engine> | undefined;
	#open = 0;
	#rest: NodeJS.Timeout | undefined;
	/** The last one's end; never rejects. */
	#ending: Promise<void> = Promise.resolve();

	/** @param make Called each time one is needed and none is there. */
	constructor(
		private readonly make: () => Promise<Engine>,
		private readonly restMs = REST_MS,
	) {}

	/**
	 * Opens a folder; `closed` is to be called when it was closed.
	 *
	 * @throws {LodestoneError} see `createEngine` and `Engine.open`.
	 */
	async open(root: string, settings: FolderSettings): Promise<Folder> {
		this.#keep();
		this.#open++;
		try {
			// One after the other: two models at once would need twice the memory.
			const making = (this.#engine ??= this.#ending.then(this.make));
			making.catch(() => {
				if (this.#engine === making) this.#engine = undefined;
			});
			return await (await making).open(root, settings);
		} catch (error) {
			this.#open--;
			throw error;
		}
	}

	closed(): void {
		this.#open--;
	}

	/** A window answers instead: where nothing is open, the engine goes after a while. */
	answeredElsewhere(): void {
		if (this.#engine === undefined || this.#open > 0 || this.#rest !== undefined) return;
		this.#rest = setTimeout(() => {
			if (this.#open === 0) void this.dispose();
		}, this.restMs).unref();
	}

	async dispose(): Promise<void> {
		this.#keep();
		const engine = this.#engine;
		this.#engine = undefined;
		if (engine !== undefined)
			this.#ending = engine.then(made => made.dispose()).catch(() => undefined);
		await this.#ending;
	}

	/** It does not go by itself. */
	#keep(): void {
		clearTimeout(this.#rest);
		this.#rest = undefined;
	}
}
