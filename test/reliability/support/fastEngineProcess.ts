// The shipped engine process with a fast embedder and a graph from a few hundred rows on, so that seconds hold what takes minutes.
import { createEngine } from '../../../src/engine/engine';
import { engineProcess } from '../../../src/server/engineProcess';
import { FastEmbedder } from './fastEmbedder';

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);

engineProcess(options =>
	createEngine({
		...options,
		graphMinRows: number('LODESTONE_TEST_GRAPH_ROWS', 300),
		embedder: () => Promise.resolve(new FastEmbedder(number('LODESTONE_TEST_EMBED_MS', 0))),
	}),
);
