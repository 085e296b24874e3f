/**
 * Recall and cost of the graph by width of the projection: npx tsx tools/projection/measureGraph.ts VECTORS AXES QUERIES,QUERIES… [dims…]
 * VECTORS and QUERIES are .npy files of embed_windows.py, AXES the .axes.npy of fit_projection.py. Prints a Markdown table. Times
 * are CPU times, so that other work on the machine does not count.
 */
import { readFileSync } from 'node:fs';
import hnswlib from 'hnswlib-node';

const M = 16;
const EF_CONSTRUCTION = 200;
const FULL = 384;

function npy(path: string): Float32Array {
	const bytes = readFileSync(path);
	const start = 10 + bytes.readUInt16LE(8);
	return new Float32Array(
		bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length),
	);
}

function dot(a: Float32Array, b: Float32Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}

function rows(flat: Float32Array): Float32Array[] {
	return Array.from({ length: flat.length / FULL }, (_, i) =>
		flat.subarray(i * FULL, (i + 1) * FULL),
	);
}

function cpuMs(work: () => void): number {
	const before = process.cpuUsage();
	work();
	const used = process.cpuUsage(before);
	return (used.user + used.system) / 1000;
}

const [vectorsPath = '', axesPath = '', queriesPath = '', ...dimsWanted] = process.argv.slice(2);
const base = rows(npy(vectorsPath));
const axes = rows(npy(axesPath));
const querySets = queriesPath.split(',').map(path => rows(npy(path)));
/** int8, as the index holds them. */
const quantised = base.map(row => {
	const largest = Math.max(...row.map(Math.abs));
	const q = row.map(value => Math.round((value / largest) * 127));
	const length = Math.sqrt(dot(q, q));
	return q.map(value => value / length);
});
const best = (scores: [number, number][], k: number): number[] =>
	scores
		.sort((a, b) => b[1] - a[1])
		.slice(0, k)
		.map(s => s[0]);
const exactSets = querySets.map(queries =>
	queries.map(
		q =>
			new Set(
				best(
					base.map((row, i): [number, number] => [i, dot(row, q)]),
					10,
				),
			),
	),
);

console.log(
	`${base.length} rows, ${querySets.map(q => q.length).join(' + ')} queries, M ${M}, efConstruction ${EF_CONSTRUCTION}`,
);
console.log(
	`| dims | build s | rows/s | MB | ef = candidates | ${querySets.map((_, i) => `recall@10, set ${i + 1}`).join(' | ')} | CPU ms a query |`,
);
console.log(`|--:|--:|--:|--:|--:|${querySets.map(() => '--:|').join('')}--:|`);
for (const dims of dimsWanted.map(Number)) {
	const project = (row: Float32Array): number[] => {
		if (dims === FULL) return Array.from(row);
		const p = Float32Array.from({ length: dims }, (_, d) => dot(axes[d] ?? row, row));
		const length = Math.sqrt(dot(p, p));
		return Array.from(p, value => value / length);
	};
	const points = quantised.map(project);
	const graph = new hnswlib.HierarchicalNSW('ip', dims);
	graph.initIndex(base.length, M, EF_CONSTRUCTION, 100);
	const buildMs = cpuMs(() => points.forEach((point, i) => graph.addPoint(point, i)));
	const megabytes = (base.length * (dims * 4 + M * 2 * 4 + 4 + 8 + 8)) / 1e6;
	for (const ef of [100, 200, 300, 400, 600, 800]) {
		graph.setEf(ef);
		let ms = 0;
		const recalls = querySets.map((queries, set) => {
			const probes = queries.map(project);
			let found: number[][] = [];
			ms +=
				cpuMs(() => (found = probes.map(p => graph.searchKnn(p, ef).neighbors))) /
				queries.length /
				querySets.length;
			const hits = found.reduce((sum, labels, q) => {
				const query = queries[q] ?? new Float32Array(FULL);
				const top = best(
					labels.map((label): [number, number] => [label, dot(quantised[label] ?? query, query)]),
					10,
				);
				return sum + top.filter(label => exactSets[set]?.[q]?.has(label)).length / 10;
			}, 0);
			return (hits / queries.length).toFixed(4);
		});
		const built =
			ef === 100
				? `${(buildMs / 1000).toFixed(1)} | ${((base.length / buildMs) * 1000).toFixed(0)} | ${megabytes.toFixed(0)}`
				: ' | | ';
		console.log(`| ${dims} | ${built} | ${ef} | ${recalls.join(' | ')} | ${ms.toFixed(2)} |`);
	}
}
