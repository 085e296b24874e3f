/** What computes embeddings, best first: ONNX Runtime as a native module, the same as WebAssembly, or nothing (words and draft vectors). */
export const INFERENCE_LEVELS = ['native', 'wasm', 'none'] as const;
export type InferenceLevel = (typeof INFERENCE_LEVELS)[number];

/** What searches vectors in large folders: the native graph, or the exact scan, which is always there. */
export type GraphLevel = 'native' | 'exact';

/** What a trial process can try. */
export type TrialKind = 'native' | 'wasm' | 'graph';

/** How a trial ended. */
export interface TrialResult {
	readonly works: boolean;
	/** One sentence; empty when it works. */
	readonly why: string;
	/** False for what may be otherwise next time, such as a machine too busy to answer. */
	readonly lasting: boolean;
}
