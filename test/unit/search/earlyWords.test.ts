import { describe, expect, it } from 'vitest';
import type { WorkspaceIndex } from '../../../src/engine/indexing/workspaceIndex';
import { KeywordIndex } from '../../../src/engine/lexical/keywordIndex';
import { LEG_SIZES } from '../../../src/engine/rank/gather';
import { EarlyWords } from '../../../src/engine/search/earlyWords';

/** Two files of one chunk each; what `EarlyWords` asks of an index where no vector will come. */
function smallIndex(): { version: number; keywords: KeywordIndex } & WorkspaceIndex {
	const keywords = new KeywordIndex();
	const [retry, upload] = ['retri', 'upload'].map(term => keywords.dictionary.intern(term));
	const none = { nameIds: new Uint32Array(), nameCounts: new Uint8Array() };
	const chunk = (chunkId: number, ids: number[]) => ({
		chunkId,
		bodyIds: Uint32Array.from(ids),
		bodyCounts: new Uint8Array(ids.length).fill(1),
		length: ids.length,
		...none,
	});
	keywords.addFile(0, [chunk(0, [retry!, upload!])], new Uint32Array());
	keywords.addFile(1, [chunk(1, [upload!])], new Uint32Array());
	return { version: 1, keywords } as unknown as ReturnType<typeof smallIndex>;
}

describe('EarlyWords', () => {
	it('hands over what it found, once', () => {
		const index = smallIndex();
		const early = new EarlyWords(index, 'upload retries', undefined, LEG_SIZES, undefined);
		const taken = early.take();
		expect(taken?.words.scores.topBody(5).map(({ id }) => id)).toEqual([0, 1]);
		expect(early.take()).toBeUndefined();
		// What was taken is its taker's to give back.
		early.release();
		expect(taken?.words.scores.body.count).toBe(2);
	});

	it('keeps back what an index that changed meanwhile would answer differently', () => {
		const index = smallIndex();
		const early = new EarlyWords(index, 'upload', undefined, LEG_SIZES, undefined);
		index.version++;
		expect(early.take()).toBeUndefined();
	});

	it('gives the memory of what nobody took back, clean', () => {
		const index = smallIndex();
		const early = new EarlyWords(index, 'upload retries', undefined, LEG_SIZES, undefined);
		early.release();
		early.release();
		const first = index.keywords.score([]);
		expect(first.body.count).toBe(0);
		expect([...first.body.scores].every(score => score === 0)).toBe(true);
		// Released twice, it must not be lent to two queries at a time.
		expect(index.keywords.score([])).not.toBe(first);
	});
});
