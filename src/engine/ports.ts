/** What the engine needs from its surroundings, injected by each front end's composition root. */

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Never given source text or file contents; paths and numbers only. */
export interface Logger {
	log(
		level: LogLevel,
		message: string,
		fields?: Readonly<Record<string, string | number | boolean>>,
	): void;
}

export const silentLogger: Logger = { log: () => undefined };

/** Absolute folders in which the running program's own files lie. */
export interface RuntimePaths {
	/** Worker bundles (`parseWorker.js`, `embedWorker.js`, `hnswWorker.js`). */
	readonly workers: string;
	/** `tree-sitter.wasm` and the grammars. */
	readonly grammars: string;
	/** `model.onnx`, `tokenizer.json`, `draft.bin`, `manifest.json`. */
	readonly models: string;
}
