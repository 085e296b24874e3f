import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SIGNALS } from '../../../src/engine/rank/signals/signals';
import { shippedRanker } from '../../../src/engine/rank/shippedModels';
import type { FileModel } from '../../../src/engine/rank/types';
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
	it('move the order of files with a signal only where the page says that they may', () => {
		for (const mode of ['hybrid', 'keyword']) {
			const model = JSON.parse(
				readFileSync(`src/engine/rank/models/${mode}File.json`, 'utf8'),
			) as FileModel;
			for (const { features, weight } of [model.function, model.other])
				features.forEach((name, i) => {
					const trend = SIGNALS.find(signal => signal.name === name)?.trend ?? 0;
					expect((weight[i] ?? 0) * trend, name).toBeGreaterThanOrEqual(0);
				});
		}
	});
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
			) as Record<'function' | 'other', { features: string[] }> & { features: string[] };
			const all = part === 'File' ? [model.function, model.other] : [model];
			for (const { features } of all) {
				expect(features.length).toBeGreaterThan(10);
				expect(features.filter(name => vectors.has(name))).toEqual([]);
			}
		}
	});
});
