import type { ErrorCode } from '../../shared/errors';

/** hnswlib's parameters; part of the file format. */
export interface GraphShape {
	readonly dims: number;
	readonly m: number;
	readonly efConstruction: number;
}

/** What the graph worker can be asked for; `graph` names one of its graphs. */
export interface GraphMethods {
	/** An empty graph in place of the one of that name. */
	create(p: { graph: string; shape: GraphShape; axes: Float32Array; capacity: number }): {
		ready: true;
	};
	/** Projects and inserts rows; int8 [labels.length, 384], not to be changed before the answer. Makes room by itself. */
	add(p: { graph: string; labels: Uint32Array; rows: Int8Array }): { count: number };
	/** Labels nearest to a query vector (384), best first. */
	search(p: { graph: string; query: Float32Array; k: number; ef: number }): { labels: Uint32Array };
	/** Writes beside, fsyncs, renames. */
	save(p: { graph: string; path: string }): { sha256: string; bytes: number };
	/** Reads a file whose checksum holds. */
	load(p: {
		graph: string;
		shape: GraphShape;
		axes: Float32Array;
		path: string;
		sha256: string;
		count: number;
	}): { count: number };
	drop(p: { graph: string }): { dropped: boolean };
}

export type GraphMethod = keyof GraphMethods;
export type GraphParams<K extends GraphMethod> = Parameters<GraphMethods[K]>[0];
export type GraphResult<K extends GraphMethod> = ReturnType<GraphMethods[K]>;

export interface GraphRequest {
	readonly id: number;
	readonly method: GraphMethod;
	readonly params: GraphParams<GraphMethod>;
}

export type GraphReply =
	| { readonly id: number; readonly result: GraphResult<GraphMethod> }
	| {
			readonly id: number;
			readonly failure: { readonly code: ErrorCode; readonly message: string };
	  };

export interface GraphWorkerData {
	readonly niceness: number;
}
