import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { GRAMMAR_FILES } from '../../../scripts/copyGrammars.mjs';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { detectLanguage } from '../../../src/engine/chunk/languages';
import { describeChunk, FIXTURES, fixtures, newChunker } from './support';

let chunker: Chunker;
beforeAll(async () => {
	chunker = await newChunker();
});

describe('golden chunks', () => {
	it.each(fixtures())('$name', async ({ name, text }) => {
		const file = await chunker.chunk(`src/${name}`, text, { deadlineMs: 10_000 });
		const lines = [
			`${file.language} ${file.method} ${file.fallback}`,
			...file.chunks.map(describeChunk),
		];
		await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
			join(FIXTURES, 'golden', `${name}.txt`),
		);
	});

	it('has a sample for every grammar that is shipped', () => {
		const tested = new Set(fixtures().map(({ name }) => detectLanguage(name).grammar));
		expect(Object.keys(GRAMMAR_FILES).filter(grammar => !tested.has(grammar))).toEqual([]);
	});

	it('reads every sample of a grammar by its tree', async () => {
		for (const { name, text } of fixtures()) {
			if (detectLanguage(name).grammar === undefined) continue;
			const file = await chunker.chunk(name, text, { deadlineMs: 10_000 });
			expect(`${name} ${file.method} ${file.fallback}`).toBe(`${name} grammar none`);
		}
	});
});
