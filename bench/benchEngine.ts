import { createEngine, type Engine, type EngineOptions } from '../src/engine/engine';
import { BENCH_RUNTIME, benchLogger } from './runtime';

/** The engine as it is built, on a store of its own. @param options What differs from the usual. */
export function benchEngine(store: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
	return createEngine({
		storeRoot: store,
		runtime: BENCH_RUNTIME,
		logger: benchLogger,
		program: 'bench',
		...options,
	});
}
