import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine';
import { silentLogger, type RuntimePaths } from '../../src/engine/ports';

/** The built workers (`npm run build` comes before the tests) and the committed model. */
export const RUNTIME: RuntimePaths = {
	workers: resolve('dist'),
	grammars: resolve('dist/grammars'),
	models: resolve('models'),
};

export interface Scratch {
	/** A folder to index. */
	readonly root: string;
	readonly store: string;
	write(path: string, text: string | Buffer): void;
	remove(path: string): void;
	engine(options?: Partial<EngineOptions>): Promise<Engine>;
	/** Ends all engines and deletes everything. */
	dispose(): Promise<void>;
}

/** A workspace and a store in a temporary folder, with real engines on them. */
export function scratch(files: Readonly<Record<string, string>> = {}): Scratch {
	const base = mkdtempSync(join(tmpdir(), 'lodestone-'));
	const root = join(base, 'work');
	const store = join(base, 'store');
	const engines: Engine[] = [];
	mkdirSync(root);
	const write = (path: string, text: string | Buffer): void => {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), text);
	};
	for (const [path, text] of Object.entries(files)) write(path, text);
	return {
		root,
		store,
		write,
		remove: path => rmSync(join(root, path), { recursive: true, force: true }),
		async engine(options = {}) {
			const engine = await createEngine({
				storeRoot: store,
				runtime: RUNTIME,
				logger: silentLogger,
				...options,
			});
			engines.push(engine);
			return engine;
		},
		async dispose() {
			for (const engine of engines) await engine.dispose();
			rmSync(base, { recursive: true, force: true });
		},
	};
}
