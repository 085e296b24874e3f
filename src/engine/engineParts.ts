import type { DraftEmbedder, Embedder, TextTokenizer, TokenIds } from './embed/types';
import type { Objectives } from '../shared/health/healthTypes';
import type { HealthClock } from './health/folderHealth';
import type { Logger } from './ports';
import type { Pacer } from './pace/pacer';
import type { RuntimeReport } from './runtime/runtimeChoice';
import type { EmbeddingStore } from './store/embeddingStore';
import type { ParsePool } from './threads/parsePool';
import type { GraphClient } from './vector/graphClient';
import type { Projection } from './vector/projection';

export interface ModelState {
	readonly id: string;
	readonly state: 'ready' | 'loading' | 'failed';
	/** Why it failed, one sentence; undefined otherwise. */
	readonly why?: string;
	/** What computes and searches vectors here. */
	readonly runtime?: RuntimeReport;
}

/** Turns a query into a vector by the best means at hand. */
export interface QueryEmbedder {
	/** @returns the vector and what made it; undefined when nothing can (no draft table, no model). */
	embed(
		text: string,
		signal?: AbortSignal,
	): Promise<{ vector: Float32Array; by: 'model' | 'draft' } | undefined>;
	/** Why the model does not run, one sentence; undefined while it runs or starts. */
	failure(): string | undefined;
	/** Embeds several short texts with the draft table; used for the lines nearest in meaning. */
	embedLines(texts: readonly string[]): readonly Float32Array[];
	/** Token ids of a short text, for the draft table. */
	readonly encode: (text: string) => TokenIds;
	readonly draft: DraftEmbedder;
}

/** What all folders of one engine share; made once by `createEngine`. */
export interface EngineParts {
	readonly storeRoot: string;
	readonly program: string;
	readonly background: boolean;
	readonly logger: Logger;
	/** Holds indexing to a share of the processors; undefined where a person waits for it (scripts). */
	readonly pacer: Pacer | undefined;
	readonly fingerprint: string;
	/** Of the draft table: see `fingerprint.ts`. */
	readonly draftFingerprint: string;
	/** The vectors shared by all folders; `toWrite` opens them anew where they could only be read before. */
	readonly embeddings: (toWrite: boolean) => EmbeddingStore;
	readonly pool: ParsePool;
	readonly tokenizer: TextTokenizer;
	readonly draft: DraftEmbedder;
	readonly queryEmbedder: QueryEmbedder;
	/** Starts the transformer at the first call. @throws {LodestoneError} `model-missing`, `model-failed`. */
	readonly embedder: () => Promise<Embedder>;
	/** While all folders that are open are held, the transformer begins no background run: a pause need not wait for a step. */
	readonly hold: (folder: object, held: boolean) => void;
	readonly modelState: () => ModelState;
	readonly graphClient: GraphClient;
	readonly projection: Projection | undefined;
	/** See `EngineOptions.maxVectors`. */
	readonly maxVectors: number;
	/** Refined rows from which a graph is built; undefined = by policy. */
	readonly graphMinRows: number | undefined;
	/** Names the grammars: see `grammarsFingerprint`. */
	readonly grammars: string;
	readonly objectives: () => Objectives;
	readonly healthClock: HealthClock | undefined;
}
