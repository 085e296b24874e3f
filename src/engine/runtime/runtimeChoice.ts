import type { Logger, RuntimePaths } from '../ports';
import type { GraphLevel, InferenceLevel, TrialKind, TrialResult } from './runtimeTypes';
import { runTrial } from './trial';
import { remember, remembered, trialKey } from './trialMemory';

export interface RuntimeChoiceOptions {
	readonly paths: Pick<RuntimePaths, 'workers' | 'models'>;
	readonly storeRoot: string;
	readonly logger: Logger;
	/** Levels forced by a person or a test: `LODESTONE_INFERENCE` (native, wasm, none) and `LODESTONE_GRAPH` (native, exact). */
	readonly env?: NodeJS.ProcessEnv;
	readonly trial?: typeof runTrial;
}

/** What runs here, for status and diagnostics. */
export interface RuntimeReport {
	/** Undefined until it was needed. */
	readonly inference: InferenceLevel | undefined;
	readonly graph: GraphLevel | undefined;
	/** Why something better does not run; one sentence each. */
	readonly why: readonly string[];
}

/** Trials of this process, for engines on other stores. */
const tried = new Map<string, Promise<TrialResult>>();

function triedOnce(
	key: string,
	kind: TrialKind,
	paths: RuntimeChoiceOptions['paths'],
): Promise<TrialResult> {
	const running = tried.get(key) ?? runTrial(kind, paths);
	tried.set(key, running);
	return running;
}

const NAMES: Readonly<Record<TrialKind, string>> = {
	native: 'The native ONNX Runtime',
	wasm: 'ONNX Runtime for WebAssembly',
	graph: 'The native HNSW graph',
};

/**
 * Chooses what computes and searches vectors: the best part that works, found out once a binary in a throw-away process and
 * remembered in the store. Nothing here throws; the last level of each ladder always works.
 */
export class RuntimeChoice {
	readonly #why = new Map<TrialKind, string>();
	#inference: InferenceLevel | undefined;
	#graph: GraphLevel | undefined;
	#remembered: Pick<RuntimeReport, 'inference' | 'graph'> | undefined;
	#graphChoice: Promise<GraphLevel> | undefined;

	constructor(private readonly options: RuntimeChoiceOptions) {}

	/** Before anything was needed: what an earlier run found out. */
	get report(): RuntimeReport {
		return {
			inference: this.#inference ?? this.#before.inference,
			graph: this.#graph ?? this.#before.graph,
			why: [...this.#why.values()],
		};
	}

	/** The levels worth starting, best first; empty when only words and draft vectors are left. */
	async *inference(): AsyncGenerator<Exclude<InferenceLevel, 'none'>> {
		const forced = (this.options.env ?? process.env)['LODESTONE_INFERENCE'];
		for (const level of ['native', 'wasm'] as const) {
			if (forced !== undefined && forced !== '' && forced !== level) continue;
			if (!(await this.#works(level))) continue;
			this.#inference = level;
			yield level;
		}
		this.#inference = 'none';
	}

	/** A level that passed its trial failed in the engine all the same. */
	failed(level: Exclude<InferenceLevel, 'none'>, why: string): void {
		this.#note(level, why);
	}

	/** Whether the native graph may be loaded into this process. */
	graph(): Promise<GraphLevel> {
		this.#graphChoice ??= this.#chooseGraph();
		return this.#graphChoice;
	}

	get #before(): Pick<RuntimeReport, 'inference' | 'graph'> {
		const { paths, storeRoot } = this.options;
		const worked = (kind: TrialKind): boolean => {
			try {
				const key = trialKey(kind, paths.workers);
				return key !== undefined && remembered(storeRoot, key)?.works === true;
			} catch {
				return false;
			}
		};
		return (this.#remembered ??= {
			inference: worked('native') ? 'native' : worked('wasm') ? 'wasm' : undefined,
			graph: worked('graph') ? 'native' : undefined,
		});
	}

	async #chooseGraph(): Promise<GraphLevel> {
		const forced = (this.options.env ?? process.env)['LODESTONE_GRAPH'];
		this.#graph = forced !== 'exact' && (await this.#works('graph')) ? 'native' : 'exact';
		return this.#graph;
	}

	async #works(kind: TrialKind): Promise<boolean> {
		const { paths, storeRoot, trial } = this.options;
		let key: string | undefined;
		try {
			key = trialKey(kind, paths.workers);
		} catch (error) {
			this.#note(kind, error instanceof Error ? error.message : String(error));
			return false;
		}
		if (key === undefined) {
			this.#note(kind, 'it is not part of this package');
			return false;
		}
		const before = remembered(storeRoot, key);
		const result = before ?? (await (trial ? trial(kind, paths) : triedOnce(key, kind, paths)));
		if (before === undefined && result.lasting) remember(storeRoot, key, result);
		if (!result.works) this.#note(kind, result.why);
		return result.works;
	}

	#note(kind: TrialKind, why: string): void {
		const sentence = `${NAMES[kind]} does not run here: ${why.replace(/[.\s]+$/, '')}.`;
		this.#why.set(kind, sentence);
		this.options.logger.log('info', sentence);
	}
}
