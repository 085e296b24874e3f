import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LodestoneError } from '../../shared/errors';
import { DIMENSIONS } from '../embed/types';
import { fileSha256 } from './graphFiles';
import type { GraphMethod, GraphParams, GraphResult, GraphShape } from './graphProtocol';
import { project } from './projection';

/** The part of hnswlib-node's `HierarchicalNSW` that is used. `markDelete` is not among it: it is known to crash (hnswlib#189). */
export interface Hnsw {
	initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void;
	resizeIndex(maxElements: number): void;
	addPoint(point: number[], label: number): void;
	searchKnn(query: number[], k: number): { neighbors: number[] };
	setEf(ef: number): void;
	getCurrentCount(): number;
	getMaxElements(): number;
	readIndexSync(path: string): void;
	writeIndexSync(path: string): void;
}
export type HnswConstructor = new (space: 'ip', dims: number) => Hnsw;

interface Graph {
	readonly hnsw: Hnsw;
	readonly axes: Float32Array;
	readonly shape: GraphShape;
}

/** Inserting stops this often to let queries in. */
const SLICE_MS = 8;
const SEED = 100;

/** The graphs of a process, by name: what the worker does, without its port. */
export class GraphHost {
	private readonly graphs = new Map<string, Graph>();
	/** Native objects that hold no graph, by dims: the next graph takes one. See `spare`. */
	private readonly spares = new Map<number, Hnsw[]>();

	constructor(private readonly Hnsw: HnswConstructor) {}

	/** @throws {LodestoneError} `not-found` for a graph that was not made, `store-damaged` for a bad file. */
	async call<K extends GraphMethod>(method: K, params: GraphParams<K>): Promise<GraphResult<K>> {
		const handlers: {
			[M in GraphMethod]: (params: GraphParams<M>) => GraphResult<M> | Promise<GraphResult<M>>;
		} = {
			create: p => this.create(p),
			add: p => this.add(p),
			search: p => this.search(p),
			save: p => this.save(p),
			load: p => this.load(p),
			drop: p => this.drop(p),
		};
		return await handlers[method](params);
	}

	private create({ graph, shape, axes, capacity }: GraphParams<'create'>): GraphResult<'create'> {
		this.drop({ graph });
		const hnsw = this.take(shape.dims);
		hnsw.initIndex(Math.max(capacity, 16), shape.m, shape.efConstruction, SEED);
		this.graphs.set(graph, { hnsw, axes, shape });
		return { ready: true };
	}

	private drop({ graph }: GraphParams<'drop'>): GraphResult<'drop'> {
		const before = this.graphs.get(graph);
		if (before !== undefined) this.spare(before.hnsw, before.shape.dims);
		return { dropped: this.graphs.delete(graph) };
	}

	private take(dims: number): Hnsw {
		return this.spares.get(dims)?.pop() ?? new this.Hnsw('ip', dims);
	}

	/**
	 * Empties a native object and keeps it for the next graph. V8 knows nothing of its memory: left to the collector, each graph that was built
	 * again stayed for thousands of saves, and even an empty one holds 2.6 MB (hnswlib's 65,536 locks for labels).
	 */
	private spare(hnsw: Hnsw, dims: number): void {
		hnsw.initIndex(1, 2, 2, SEED);
		const spares = this.spares.get(dims) ?? [];
		spares.push(hnsw);
		this.spares.set(dims, spares);
	}

	private async add({ graph, labels, rows }: GraphParams<'add'>): Promise<GraphResult<'add'>> {
		const found = this.find(graph);
		const { hnsw, axes, shape } = found;
		const needed = hnsw.getCurrentCount() + labels.length;
		if (needed > hnsw.getMaxElements()) hnsw.resizeIndex(Math.ceil(needed * 1.1) + 1024);
		let sliceEnd = performance.now() + SLICE_MS;
		for (let i = 0; i < labels.length; i++) {
			hnsw.addPoint(project({ dims: shape.dims, axes }, rows, i * DIMENSIONS), labels[i] ?? 0);
			if (performance.now() < sliceEnd) continue;
			await nextTurn();
			// Dropped or made anew meanwhile: the rest is for nobody.
			if (this.graphs.get(graph) !== found) return { count: 0 };
			sliceEnd = performance.now() + SLICE_MS;
		}
		return { count: hnsw.getCurrentCount() };
	}

	private search({ graph, query, k, ef }: GraphParams<'search'>): GraphResult<'search'> {
		const { hnsw, axes, shape } = this.find(graph);
		const count = Math.min(k, hnsw.getCurrentCount());
		if (count === 0) return { labels: new Uint32Array() };
		hnsw.setEf(Math.max(ef, count));
		const { neighbors } = hnsw.searchKnn(project({ dims: shape.dims, axes }, query), count);
		return { labels: Uint32Array.from(neighbors) };
	}

	private async save({ graph, path }: GraphParams<'save'>): Promise<GraphResult<'save'>> {
		const { hnsw } = this.find(graph);
		const beside = `${path}.tmp`;
		try {
			hnsw.writeIndexSync(beside);
			const file = openSync(beside, 'r+');
			try {
				fsyncSync(file);
			} finally {
				closeSync(file);
			}
			const sha256 = await fileSha256(beside);
			const bytes = statSync(beside).size;
			renameSync(beside, path);
			return { sha256, bytes };
		} catch (error) {
			rmSync(beside, { force: true });
			throw error;
		}
	}

	private async load(p: GraphParams<'load'>): Promise<GraphResult<'load'>> {
		// hnswlib crashes the process on a damaged file: the checksum comes first.
		if ((await fileSha256(p.path)) !== p.sha256) throw damaged(p.path, 'its checksum is wrong');
		const hnsw = this.take(p.shape.dims);
		hnsw.readIndexSync(p.path);
		const count = hnsw.getCurrentCount();
		if (count !== p.count) {
			this.spare(hnsw, p.shape.dims);
			throw damaged(p.path, `it holds ${count} vectors, not ${p.count}`);
		}
		this.drop({ graph: p.graph });
		this.graphs.set(p.graph, { hnsw, axes: p.axes, shape: p.shape });
		return { count };
	}

	private find(name: string): Graph {
		const graph = this.graphs.get(name);
		if (graph === undefined) throw new LodestoneError('not-found', `There is no graph ${name}.`);
		return graph;
	}
}

function damaged(path: string, why: string): LodestoneError {
	return new LodestoneError(
		'store-damaged',
		`The graph file ${path} is damaged: ${why}.`,
		'It is built again.',
	);
}
