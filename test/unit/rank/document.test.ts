import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../../src/engine/rank/features';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import { signalTable } from '../../../tools/ranking/document';

describe('docs/RANKING.md', () => {
	it('explains every signal in the words of the code', () => {
		expect(readFileSync('docs/RANKING.md', 'utf8')).toContain(signalTable());
		for (const signal of SIGNALS) expect(signal.what).toMatch(/\.$/);
	});
});

describe('the shipped models', () => {
	it('fit the signals of this version, and the keyword model needs no vector', () => {
		expect(shippedRanker('hybrid')).toBeDefined();
		expect(shippedRanker('keyword')).toBeDefined();
		expect(shippedRanker('meaning')).toBeUndefined();
		const vectors = new Set(
			SIGNALS.filter(signal => signal.vectors === true).map(signal => signal.name),
		);
		for (const part of ['Chunk', 'File']) {
			const model = JSON.parse(
				readFileSync(`src/engine/rank/models/keyword${part}.json`, 'utf8'),
			) as { features: string[] };
			expect(model.features.filter(name => vectors.has(name))).toEqual([]);
		}
	});
});
