import type { HnswConstructor } from './graphHost';

/** Loads the native module, whichever way it exports its class. @throws {Error} When it cannot be loaded here. */
export async function loadHnsw(): Promise<HnswConstructor> {
	const module = (await import('hnswlib-node')) as unknown as {
		default?: { HierarchicalNSW?: HnswConstructor };
		HierarchicalNSW?: HnswConstructor;
	};
	const constructor = module.HierarchicalNSW ?? module.default?.HierarchicalNSW;
	if (constructor === undefined) throw new Error('hnswlib-node exports no HierarchicalNSW');
	return constructor;
}
