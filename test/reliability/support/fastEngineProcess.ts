// The shipped engine process with a fast embedder and a graph from a few hundred rows on, so that seconds hold what takes minutes.
import { createEngine, type EngineOptions } from '../../../src/engine/engine';
import { engineProcess } from '../../../src/server/engineProcess';
import { FastEmbedder } from './fastEmbedder';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

/** A budget of memory in MB, which is looked at often and for which the process may be ended soon. */
function memory(): Pick<EngineOptions, 'memoryBudgetBytes' | 'memoryPace'> {
	const budget = number('LODESTONE_TEST_MEMORY_MB', 0);
	if (budget === 0) return {};
	return {
		memoryBudgetBytes: budget * 2 ** 20,
		memoryPace: { lookMs: 200, leastLifeMs: number('LODESTONE_TEST_LEAST_LIFE_MS', 0) },
	};
}

engineProcess(options =>
	createEngine({
		...options,
		graphMinRows: number('LODESTONE_TEST_GRAPH_ROWS', 300),
		...memory(),
		embedder: () =>
			Promise.resolve(
				new FastEmbedder(
					number('LODESTONE_TEST_EMBED_MS', 0),
					number('LODESTONE_TEST_QUERY_MS', 0),
				),
			),
	}),
);
