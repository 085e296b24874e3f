import type { IndexProgress } from '../shared/types';
import type { CliIo } from './io';
import { progressBar, progressWords } from './progressText';

/** A terminal line is redrawn at most this often. */
const REDRAW_MS = 100;
/** A log gets a line at most this often, and none at all from a run that is done sooner. */
const LOG_EVERY_MS = 5_000;
const ERASE_LINE = '\r\u001b[K';

/** Shows progress on standard error: one moving line for a person, now and then a plain line for a log. */
export class ProgressDisplay {
	#shownAt: number;
	#lineIsOpen = false;
	readonly #moving: boolean;
	readonly #blocks: boolean;

	constructor(
		private readonly io: CliIo,
		private readonly quiet: boolean,
	) {
		this.#moving = io.err.isTerminal && io.env['TERM'] !== 'dumb';
		const locale = io.env['LC_ALL'] || io.env['LC_CTYPE'] || io.env['LANG'] || '';
		this.#blocks = /utf-?8/i.test(locale) || io.env['WT_SESSION'] !== undefined;
		this.#shownAt = io.now() - (this.#moving ? REDRAW_MS : 0);
	}

	show(progress: IndexProgress): void {
		const now = this.io.now();
		const wait = this.#moving ? REDRAW_MS : LOG_EVERY_MS;
		if (this.quiet || progress.phase === 'idle' || now - this.#shownAt < wait) return;
		this.#shownAt = now;
		this.io.err.write(
			this.#moving
				? ERASE_LINE + progressBar(progress, this.io.err.columns, this.#blocks)
				: `${progressWords(progress)}\n`,
		);
		this.#lineIsOpen = this.#moving;
	}

	/** Takes the moving line away, so that other text can be written. */
	clear(): void {
		if (this.#lineIsOpen) this.io.err.write(ERASE_LINE);
		this.#lineIsOpen = false;
	}
}
