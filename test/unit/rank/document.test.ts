import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../../src/engine/rank/signals/signals';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import { signalTable } from '../../../tools/ranking/document';

describe('docs/RANKING.md', () => {
	it('explains every signal in the words of the code', () => {
		// Prettier pads the columns.
		const bare = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
		expect(bare(readFileSync('docs/RANKING.md', 'utf8'))).toContain(bare(signalTable()));
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
		for (const part of ['Chunk', 'File', 'Answer']) {
			const model = JSON.parse(
				readFileSync(`src/engine/rank/models/keyword${part}.json`, 'utf8'),
			) as { features: string[] };
			expect(model.features.filter(name => vectors.has(name))).toEqual([]);
		}
	});
});
