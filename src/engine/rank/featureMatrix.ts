import type { Row } from './facts/rows';
import type { Signal } from './signals/signal';

/**
 * The feature matrix of one answer. Signals of the file and of the query are read once for each file.
 *
 * @returns Row-major [rows.length, signals.length].
 */
export function featureMatrix(rows: readonly Row[], signals: readonly Signal[]): Float32Array {
	const width = signals.length;
	const matrix = new Float32Array(rows.length * width);
	const shared: number[] = [];
	const own: number[] = [];
	signals.forEach((signal, j) => (signal.level === 'chunk' ? own : shared).push(j));
	// Signal by signal: the processor guesses one call right after the other.
	for (const j of own) {
		const { of } = signals[j] as Signal;
		for (let i = 0; i < rows.length; i++) matrix[i * width + j] = of(rows[i] as Row);
	}
	const first = new Map<number, number>();
	rows.forEach((row, i) => {
		const base = i * width;
		const known = first.get(row.chunk.file);
		if (known === undefined) {
			first.set(row.chunk.file, base);
			for (const j of shared) matrix[base + j] = (signals[j] as Signal).of(row);
		} else for (const j of shared) matrix[base + j] = matrix[known + j] as number;
	});
	return matrix;
}
