import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { fixtures, newChunker, problemsOf } from './support';

let chunker: Chunker;
const all = fixtures();
const DEADLINE_MS = 10_000;
beforeAll(async () => {
	chunker = await newChunker();
	// Load every grammar once, so that times below are those of the work itself.
	for (const { name, text } of all) await chunker.chunk(name, text, { deadlineMs: DEADLINE_MS });
}, 180_000);

/** The same file with other line ends and characters; what stands in it stays the same. */
const VARIANTS: Readonly<Record<string, (text: string) => string>> = {
	'\\n': text => text,
	'\\r\\n': text => text.replaceAll('\n', '\r\n'),
	'\\r': text => text.replaceAll('\n', '\r'),
	mixed: text => {
		let line = 0;
		return text.replaceAll('\n', () => ['\n', '\r\n', '\r'][line++ % 3] ?? '\n');
	},
	'astral characters': text => text.replaceAll(/[aeiou](?=[a-z]{3})/g, '𝒂'),
	'no last line end': text => text.trimEnd(),
};

describe.each(Object.entries(VARIANTS))('with %s', (_name, change) => {
	it.each(all)(
		'chunks of $name cover the file once and lie where they say',
		async ({ name, text }) => {
			const changed = change(text);
			expect(
				problemsOf(changed, await chunker.chunk(name, changed, { deadlineMs: DEADLINE_MS })),
			).toBe('');
		},
	);
});

describe('line ends', () => {
	const code = all.filter(({ name }) => !/\.(?:md|rst|txt|ipynb)$/.test(name));
	it.each(code)('do not change the chunks of $name', async ({ name, text }) => {
		const shape = async (content: string): Promise<unknown> =>
			(await chunker.chunk(name, content, { deadlineMs: DEADLINE_MS })).chunks.map(c => [
				c.startLine,
				c.endLine,
				c.kind,
				c.symbol,
				c.definitions,
			]);
		expect(await shape(text.replaceAll('\n', '\r'))).toEqual(await shape(text));
	});
});

describe('broken files', () => {
	/** Cuts, doubles, deletes and inserts at random: half-typed code, merge leftovers, garbage. */
	const edit = fc.tuple(
		fc.constantFrom('cut', 'delete', 'insert', 'repeat'),
		fc.double({ min: 0, max: 1, noNaN: true }),
		fc.integer({ min: 1, max: 200 }),
		fc.constantFrom(
			'{',
			'}',
			'(',
			'"',
			"'",
			'`',
			'/*',
			'"""',
			'<<<<<<< HEAD\n',
			'\0',
			'\ud800',
			'𝒂',
			'\r',
			'<script>',
			'%>',
			'end\n',
			'\t',
			'fn ',
		),
	);
	const apply = (
		text: string,
		[what, share, size, extra]: [string, number, number, string],
	): string => {
		const at = Math.floor(share * text.length);
		if (what === 'cut') return text.slice(0, at);
		if (what === 'delete') return text.slice(0, at) + text.slice(at + size);
		if (what === 'insert') return text.slice(0, at) + extra + text.slice(at);
		return text.slice(0, at) + text.slice(at, at + size).repeat(3) + text.slice(at);
	};

	it.each(all)('never fail, lose text or take long: $name', async ({ name, text }) => {
		await fc.assert(
			fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async edits => {
				const broken = edits.reduce(apply, text);
				const started = performance.now();
				const file = await chunker.chunk(name, broken);
				expect(performance.now() - started).toBeLessThan(5_000);
				expect(problemsOf(broken, file)).toBe('');
			}),
			{ numRuns: 10 },
		);
	});
});
