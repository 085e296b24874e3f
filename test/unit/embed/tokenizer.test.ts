import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokenizer } from '../../../src/engine/embed/tokenizer';
import { MODELS, referenceVectors } from './support';

const json = readFileSync(join(MODELS, 'tokenizer.json'), 'utf8');
const tokenizer = createTokenizer(json);
const library = new Tokenizer(JSON.parse(json) as object, {});

function expectSame(text: string): void {
	const wanted = library.encode(text).ids;
	expect([...tokenizer.encode(text, 1 << 16)]).toEqual(wanted);
}

describe('createTokenizer', () => {
	it.each(referenceVectors())('gives the pinned ids of $text', ({ text, ids }) => {
		expect([...tokenizer.encode(text, 128)]).toEqual(ids);
	});

	it.each([
		'HTTPServer2 == snake_case_name && (a[0]->b)',
		'tabs\tand\r\nlines\fform\vfeed\u0000nul\u007fdel a\u0001b',
		'[CLS] text [MASK] x[PAD]y [UNK] [SEP] [cls]',
		'naïve Ünïcode ΣΑΣ ΟΔΟΣ, İstanbul ﬀ Å \u0301combining',
		'日本語のコメント // 世界 hello世界world',
		'🎉 emoji\ud83d lone \udc00 surrogate \u200bzero\u00a0nbsp\u3000wide',
		'x'.repeat(100) + ' ' + 'x'.repeat(101) + ' ' + 'é'.repeat(101),
		'‘quotes’ “more” … — § © ™ £ € ± ×',
		'## ##ing #include "a.h"',
	])('agrees with the library on %j', expectSame);

	it('agrees with the library on real source text', () => {
		for (const file of ['tokenizer.ts', 'wordPiece.ts', 'types.ts']) {
			expectSame(readFileSync(join('src/engine/embed', file), 'utf8'));
		}
		expectSame(readFileSync(join(MODELS, 'README.md'), 'utf8'));
	});

	it('agrees with the library on any text', () => {
		const piece = fc.oneof(
			fc.string({ unit: 'binary', maxLength: 12 }),
			fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
			fc.constantFrom(' ', '\n', '_', 'getValue', '[MASK]', '[', 'Σ', 'é', 'ing'),
		);
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
				expectSame(pieces.join(''));
			}),
			{ numRuns: 600 },
		);
	});

	it('cuts to the limit and keeps [CLS] and [SEP]', () => {
		const text = 'retry the upload when the network fails, naïve 世界 again and again';
		const all = tokenizer.encode(text, 512);
		for (let limit = 2; limit <= all.length; limit++) {
			const cut = tokenizer.encode(text, limit);
			expect(cut).toHaveLength(limit);
			expect([...cut]).toEqual([...all.subarray(0, limit - 1), 102]);
		}
	});

	it('stays right when the word cache has turned over', () => {
		const words = Array.from({ length: 45_000 }, (_, i) => `w${i}x`);
		const first = tokenizer.encode(words.slice(0, 50).join(' '), 1 << 16);
		for (const word of words) tokenizer.encode(word, 16);
		expect(tokenizer.encode(words.slice(0, 50).join(' '), 1 << 16)).toEqual(first);
	});
});
