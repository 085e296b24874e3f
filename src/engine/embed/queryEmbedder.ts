import type { ModelState, QueryEmbedder } from '../engineParts';
import { LruCache } from '../lruCache';
import { EMBEDDED_TOKENS, QUERY_TOKENS } from './textFormat';
import type { DraftEmbedder, Embedder, TextTokenizer, TokenIds } from './types';

export interface QueryEmbedderDeps {
	readonly tokenizer: TextTokenizer;
	readonly draft: DraftEmbedder;
	readonly embedder: () => Promise<Embedder>;
	readonly modelState: () => ModelState;
	/** A query waits this long for a model that is still starting; then the draft table answers (the same space, a little worse). */
	readonly patienceMs: number;
}

/** Embeds queries by the transformer where it runs, else by the draft table. The last vectors are remembered (paging, typing back). */
export function createQueryEmbedder(deps: QueryEmbedderDeps): QueryEmbedder {
	const cache = new LruCache<string, Float32Array>(64);
	const byDraft = (text: string): Float32Array =>
		deps.draft.embed(deps.tokenizer.encode(text, QUERY_TOKENS));
	let ready: Embedder | undefined;
	const encode = (text: string): TokenIds => deps.tokenizer.encode(text, EMBEDDED_TOKENS);
	return {
		async embed(text, signal) {
			const cached = cache.get(text);
			if (cached !== undefined) return { vector: cached, by: 'model' };
			if (deps.modelState().state !== 'failed') {
				try {
					// Without a wait once it runs: the request is on its way before the caller goes on.
					const embedder = ready ?? (await within(deps.embedder(), deps.patienceMs));
					ready = embedder;
					if (embedder !== undefined) {
						const vector = await embedder.embedQuery(text, signal);
						cache.set(text, vector);
						return { vector, by: 'model' };
					}
				} catch {
					signal?.throwIfAborted();
					// The model's failure is in its state and shown; the question still deserves an answer.
				}
			}
			return { vector: byDraft(text), by: 'draft' };
		},
		failure() {
			const { state, why } = deps.modelState();
			return state === 'failed' ? (why ?? 'The model could not start.') : undefined;
		},
		embedLines: texts => texts.map(text => deps.draft.embed(encode(text))),
		encode,
		draft: deps.draft,
	};
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>(
		resolve => (timer = setTimeout(() => resolve(undefined), ms)),
	);
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
