import type { LodestoneError } from '../../shared/errors';
import type { IndexProgress } from '../../shared/types';
import { withEither } from '../indexing/eitherSignal';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { asLodestoneError } from './folderTrouble';
import type { Refinement } from './refinement';

export interface BackgroundRefinementDeps {
	readonly refinement: Pick<Refinement, 'run'>;
	/** The index folder, for messages. */
	readonly path: string;
	readonly closing: AbortSignal;
	/** The state changed. */
	readonly announce: () => void;
	readonly onFailed: (error: LodestoneError) => void;
}

/** Refines until nothing is pending, beside further updates; one run at a time. */
export class BackgroundRefinement {
	#running: Promise<void> | undefined;
	#stop: AbortController | undefined;
	#progress: IndexProgress | undefined;

	constructor(private readonly deps: BackgroundRefinementDeps) {}

	get isRunning(): boolean {
		return this.#running !== undefined;
	}

	get progress(): IndexProgress | undefined {
		return this.#progress;
	}

	/** Begins a run unless one is under way. */
	start(index: WorkspaceIndex): void {
		if (this.#running !== undefined) return;
		this.#stop = new AbortController();
		this.#running = withEither(this.deps.closing, this.#stop.signal, signal =>
			this.#run(index, signal),
		);
	}

	/** Ends the run under way; resolves when nothing of it writes any more. */
	async stop(): Promise<void> {
		this.#stop?.abort();
		await this.#running;
	}

	/** Waits for the run under way. */
	async idle(): Promise<void> {
		await this.#running;
	}

	async #run(index: WorkspaceIndex, signal: AbortSignal): Promise<void> {
		const { refinement, path, announce, onFailed } = this.deps;
		try {
			await refinement.run(index, signal, progress => {
				this.#progress = progress;
				announce();
			});
		} catch (error) {
			const expected = asLodestoneError(error, path);
			if (expected.code !== 'cancelled') onFailed(expected);
		} finally {
			this.#progress = undefined;
			this.#running = undefined;
			announce();
		}
	}
}
