import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDraftEmbedder, shareDraftBytes } from '../../../src/engine/embed/draftTable';
import { identifierWords } from '../../../src/engine/embed/identifierWords';
import { createTokenizer } from '../../../src/engine/embed/tokenizer';
import { NameCosines } from '../../../src/engine/rank/nameCosines';
import { LodestoneError } from '../../../src/shared/errors';
import { dot, MODELS, referenceVectors } from './support';

const shared = shareDraftBytes(readFileSync(join(MODELS, 'draft.bin')));
const draft = createDraftEmbedder(shared);
const tokenizer = createTokenizer(readFileSync(join(MODELS, 'tokenizer.json'), 'utf8'));

describe('createDraftEmbedder', () => {
	it.each(referenceVectors())('gives the pinned vector of $text', ({ ids, draft: wanted }) => {
		const vector = draft.embed(Uint16Array.from(ids));
		expect(vector).toHaveLength(wanted.length);
		for (const [d, value] of wanted.entries()) expect(vector[d]).toBeCloseTo(value, 4);
	});

	it('gives unit vectors and leaves nothing behind between texts', () => {
		const [first, second] = referenceVectors();
		const before = draft.embed(Uint16Array.from(first!.ids));
		draft.embed(Uint16Array.from(second!.ids));
		const after = draft.embed(Uint16Array.from(first!.ids));
		expect(after).toEqual(before);
		expect(dot(after, after)).toBeCloseTo(1, 5);
	});

	it('counts a text without tokens as one [UNK]', () => {
		expect(draft.embed(Uint16Array.of(101, 102))).toEqual(draft.embed(Uint16Array.of(100)));
		expect(draft.embed(new Uint16Array())).toEqual(draft.embed(Uint16Array.of(100)));
	});

	it('is not confused by the order of tokens', () => {
		const ids = Uint16Array.from(referenceVectors()[1]!.ids);
		const reversed = Uint16Array.from(ids).reverse();
		expect(dot(draft.embed(ids), draft.embed(reversed))).toBeCloseTo(1, 5);
	});

	it('gives rarer tokens a higher inverse document frequency', () => {
		expect(draft.idf).toHaveLength(30_522);
		// "the" (1996) against "retry"'s rarer piece (11129).
		expect(draft.idf[1996]).toBeLessThan(draft.idf[11129]!);
	});

	it('refuses a table of an impossible size', () => {
		expect(() => createDraftEmbedder(new ArrayBuffer(1000))).toThrow(LodestoneError);
	});
});

describe('a draft vector as a sum', () => {
	it('has the same product with a query', () => {
		const names = new NameCosines(draft, text => tokenizer.encode(text, 64));
		const [query, other] = ['retry failed uploads', 'parse a header'].map(text =>
			draft.embed(tokenizer.encode(text, 64)),
		);
		for (const name of ['retryFailedUploads', 'x', '', 'HTTPServer2', 'parse_header', 'Ünïcode'])
			for (const vector of [query!, other!]) {
				const whole = draft.embed(tokenizer.encode(identifierWords(name).join(' '), 64));
				expect(names.with(name, vector)).toBeCloseTo(dot(whole, vector), 6);
			}
	});
});
