import { createPathJudge, type PathJudge } from '../scan/pathJudge';
import type { ScanRules } from '../scan/types';

/** The folder's rules over paths, read when first needed and kept until they may have changed. */
export class LazyJudge {
	#judge: PathJudge | undefined;

	constructor(
		private readonly root: string,
		private readonly rules: ScanRules,
	) {}

	get(): PathJudge {
		return (this.#judge ??= createPathJudge(this.root, this.rules));
	}

	/** Reads the rules anew before the next verdict. */
	invalidate(): void {
		this.#judge?.invalidate();
	}
}
