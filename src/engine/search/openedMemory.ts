import type { QueryEmbedder } from '../engineParts';
import { queryTerms } from '../lexical/queryTerms';
import { openedBonus, type AskedQuery, type OpenedQuery } from '../rank/opened';
import type { OpenedEntry, OpenedFile } from '../store/openedFile';
import { parseQuery } from './queryParser';
import { languageByName } from './languageName';

/** How long what is on disk is taken as known: another process may have added to it. */
const FRESH_MS = 2_000;

/** What was opened for which question, ready to be compared with the next one. Vectors are made from the questions, not kept on disk. */
export class OpenedMemory {
	#known: readonly OpenedQuery[] = [];
	#readAtMs = -Infinity;
	readonly #asked = new Map<string, AskedQuery>();

	constructor(
		private readonly file: OpenedFile,
		private readonly embedder: Pick<QueryEmbedder, 'embedLines'>,
		private readonly nowMs: () => number = () => performance.now(),
	) {}

	/** @param text The question without operators. @returns bonus of the file stage's score by path. */
	bonus(text: string): ReadonlyMap<string, number> {
		if (this.nowMs() - this.#readAtMs > FRESH_MS) this.#take(this.file.read());
		if (this.#known.length === 0) return new Map();
		return openedBonus(this.#describe(text), this.#known);
	}

	/** @param query As typed. @throws {LodestoneError} `store-read-only`, `disk-full`. */
	add(query: string, path: string): void {
		this.#take(this.file.add(parseQuery(query, languageByName).text, path));
	}

	/** @throws {LodestoneError} `store-read-only`. */
	clear(): void {
		this.file.clear();
		this.#asked.clear();
		this.#take([]);
	}

	#take(entries: readonly OpenedEntry[]): void {
		this.#readAtMs = this.nowMs();
		const texts = new Set(entries.map(({ query }) => query));
		for (const text of this.#asked.keys()) if (!texts.has(text)) this.#asked.delete(text);
		this.#known = entries.map(({ query, path, times }) => {
			const asked = this.#asked.get(query) ?? this.#describe(query);
			this.#asked.set(query, asked);
			return { ...asked, path, times };
		});
	}

	#describe(text: string): AskedQuery {
		const [vector = new Float32Array(0)] = this.embedder.embedLines([text]);
		return { vector, terms: new Set(queryTerms(text).terms) };
	}
}
