import { FileTermCollector, pathTerms } from '../../../src/engine/lexical/fileTerms';
import { KeywordIndex, type IndexedChunk } from '../../../src/engine/lexical/keywordIndex';
import {
	gatherCandidates,
	type Candidates,
	type CandidateSource,
} from '../../../src/engine/rank/gather';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import type { ChunkFacts, FileFacts } from '../../../src/engine/rank/types';
import type { ChunkKind } from '../../../src/shared/types';

export interface SmallChunk {
	readonly symbol: string;
	readonly text: string;
	readonly kind?: ChunkKind;
	readonly scope?: readonly string[];
	/** Further names that the chunk defines. */
	readonly others?: readonly string[];
}

/** A workspace in memory that answers by words alone, through the shipped models. */
export class SmallWorkspace {
	readonly #keyword = new KeywordIndex();
	readonly #files: FileFacts[] = [];
	readonly #chunks: ChunkFacts[] = [];
	readonly #labels: string[] = [];

	/** Chunks are called `path#symbol` in answers. */
	add(path: string, chunks: readonly SmallChunk[]): this {
		const collector = new FileTermCollector();
		const first = this.#chunks.length;
		const lengths = chunks.map(({ symbol, text, scope = [], others = [] }) =>
			collector.addChunk(text, symbol === '' ? [] : [symbol, ...others], scope),
		);
		const { terms, termPairs } = collector.finish();
		const ids = this.#keyword.dictionary.internAll(terms);
		let at = 0;
		const take = (count: number): { ids: Uint32Array; counts: Uint8Array } => {
			const pairs = Array.from({ length: count }, (_, i) => [
				ids[termPairs[at + 2 * i] ?? 0] ?? 0,
				termPairs[at + 2 * i + 1] ?? 0,
			]).sort(([a = 0], [b = 0]) => a - b);
			at += 2 * count;
			return {
				ids: Uint32Array.from(pairs, ([id = 0]) => id),
				counts: Uint8Array.from(pairs, ([, n = 0]) => n),
			};
		};
		const indexed: IndexedChunk[] = [];
		let line = 0;
		chunks.forEach(({ symbol, text, kind = 'function', scope = [], others = [] }, ordinal) => {
			const [bodyCount = 0, nameCount = 0] = termPairs.subarray(at, at + 2);
			at += 2;
			const body = take(bodyCount);
			const names = take(nameCount);
			const length = lengths[ordinal] ?? 0;
			indexed.push({
				chunkId: first + ordinal,
				bodyIds: body.ids,
				bodyCounts: body.counts,
				nameIds: names.ids,
				nameCounts: names.counts,
				length,
			});
			const lines = text.split('\n').length;
			this.#chunks.push({
				kind,
				symbol,
				definitions: symbol === '' ? [] : [symbol, ...others],
				scope,
				ordinal,
				startLine: line,
				endLine: line + lines - 1,
				part: 0,
				docLine: '',
				length,
			});
			this.#labels.push(`${path}#${symbol}`);
			line += lines + 1;
		});
		this.#keyword.addFile(
			this.#files.length,
			indexed,
			this.#keyword.dictionary.internAll(pathTerms(path)),
		);
		this.#files.push({ path, language: 'typescript', chunkCount: chunks.length });
		return this;
	}

	candidates(query: string): Candidates {
		return gatherCandidates(query, this.#source());
	}

	/** The best chunk of each file, best file first. */
	ask(query: string): string[] {
		const { chunks, ...rest } = gatherCandidates(query, this.#source());
		const ranked = shippedRanker('keyword')?.rank({ chunks, ...rest }) ?? [];
		return ranked.map(file => this.#label(chunks[file.chunks[0]?.index ?? -1]?.chunkId));
	}

	/** What is told of the first hit, 0..1. */
	chance(query: string): number {
		const { chunks, ...rest } = gatherCandidates(query, this.#source());
		return shippedRanker('keyword')?.rank({ chunks, ...rest })[0]?.probability ?? 0;
	}

	/** Plain keyword search: chunks by BM25 over their text, best chunk of a file only. */
	askPlainly(query: string): string[] {
		const { chunks } = gatherCandidates(query, this.#source());
		const found = chunks.filter(chunk => chunk.body > 0).sort((a, b) => b.body - a.body);
		const seen = new Set<number>();
		return found
			.filter(({ file }) => !seen.has(file) && seen.add(file))
			.map(({ chunkId }) => this.#label(chunkId));
	}

	#label(chunkId: number | undefined): string {
		return this.#labels[chunkId ?? -1] ?? '';
	}

	#source(): CandidateSource {
		const known = <T>(value: T | undefined): T => {
			if (value === undefined) throw new RangeError('no such id');
			return value;
		};
		return {
			keyword: this.#keyword,
			chunk: id => known(this.#chunks[id]),
			file: id => known(this.#files[id]),
			nearest: [],
			cosine: () => NaN,
			textCosine: () => 0,
			precision: () => 0,
		};
	}
}
