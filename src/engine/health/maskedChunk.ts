import { codeWords } from '../embed/codeWords';
import { createDigest, type Digest } from '../embed/digest';
import { EMBEDDED_TOKENS, TEXT_FORMAT } from '../embed/textFormat';
import type { DraftEmbedder, Embedder, TextTokenizer } from '../embed/types';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { FileTermCollector } from '../lexical/fileTerms';
import type { MaskedChunk } from '../search/candidateSource';

export interface MaskTools {
	readonly index: WorkspaceIndex;
	readonly tokenizer: TextTokenizer;
	readonly draft: DraftEmbedder;
}

/**
 * A chunk as it would be without any of its comments and doc strings, so that a question made from its comment finds it by its
 * code or not at all: the comments' words do not count, and its vector is that of the text without them.
 */
export class ChunkMasker {
	readonly #withoutComments: Digest;
	readonly #terms = new FileTermCollector();

	constructor(private readonly tools: MaskTools) {
		this.#withoutComments = createDigest(tools.tokenizer, tools.draft.idf, {
			...TEXT_FORMAT,
			parts: TEXT_FORMAT.parts.filter(part => part !== 'comment'),
		});
	}

	/**
	 * @param text The chunk's text as it is on disk.
	 * @throws {LodestoneError} `model-failed`, `cancelled`.
	 */
	async mask(
		chunkId: number,
		text: string,
		embedder: Embedder,
		signal?: AbortSignal,
	): Promise<MaskedChunk> {
		const { index, tokenizer } = this.tools;
		const file = index.fileOfChunk(chunkId);
		const ordinal = chunkId - (file?.first ?? 0);
		const labels = file === undefined ? undefined : index.labelsOf(file);
		const [symbol, scope, definitions] = labels?.names[ordinal] ?? ['', [], []];
		const language = file?.language ?? '';
		const digest = this.#withoutComments({
			path: file?.path ?? '',
			chunk: { scope, symbol, definitions, language },
			text,
		});
		const vector = await embedder.embedBatch([tokenizer.encode(digest, EMBEDDED_TOKENS)], signal);
		return { chunkId, terms: this.#commentTerms(text, language), vector };
	}

	#commentTerms(text: string, language: string): Map<number, number> {
		const { comments } = codeWords(text, language, {
			commentChars: Infinity,
			readChars: text.length,
			minIdentifierChars: 1,
			stringWords: false,
			skipLicences: false,
		});
		this.#terms.addChunk(comments, [], []);
		const { terms, termPairs } = this.#terms.finish();
		const counts = new Map<number, number>();
		const pairs = termPairs[0] ?? 0;
		for (let i = 0; i < pairs; i++) {
			const id = this.tools.index.dictionary.find(terms[termPairs[2 + 2 * i] ?? 0] ?? '');
			if (id !== undefined) counts.set(id, termPairs[3 + 2 * i] ?? 0);
		}
		return counts;
	}
}
