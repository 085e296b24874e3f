import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createChunker, type Chunker } from '../../../src/engine/chunk/chunker';
import { GrammarTrap } from '../../../src/engine/chunk/grammarRuntime';
import { CHUNKER_VERSION, chunkerVersion, DEFAULT_LIMITS } from '../../../src/engine/chunk/limits';
import { threadCpuMs } from '../../../src/engine/chunk/threadClock';
import { GRAMMARS, newChunker, problemsOf } from './support';

const FAULTY_YAML = join(
	import.meta.dirname,
	'../../../node_modules/tree-sitter-wasms/out/tree-sitter-yaml.wasm',
);

let chunker: Chunker;
beforeAll(async () => {
	chunker = await newChunker();
});

describe('hard input', () => {
	it('gives a parse up at its deadline and parses the next file from its start', async () => {
		const minified = 'var a=function(b,c){return b?c(b):[b,c]};'.repeat(24_000);
		const started = performance.now();
		const file = await chunker.chunk('a.min.js', minified, { deadlineMs: 1 });
		expect(file.fallback).toBe('deadline');
		expect(file.method).toBe('windows');
		expect(performance.now() - started).toBeLessThan(5_000);
		expect(problemsOf(minified, file)).toBe('');

		const next = await chunker.chunk('b.js', 'let a = 1;\n');
		expect(next.fallback).toBe('none');
		expect(next.chunks.map(chunk => [chunk.startOffset, chunk.endOffset])).toEqual([[0, 10]]);
	});

	it.each(['a.html', 'a.vue', 'a.svelte'])(
		'takes time in proportion to the scripts of a page: %s',
		async path => {
			const page = (scripts: number): string =>
				`<div>\n${Array.from(
					{ length: scripts },
					(_, i) => `<script>\nfunction f${i}(a) { return a + ${i}; }\n</script>\n<p>${i}</p>\n`,
				).join('')}`;
			const cpuMs = async (scripts: number): Promise<number> => {
				const started = threadCpuMs();
				const file = await chunker.chunk(path, page(scripts), { deadlineMs: 20_000 });
				expect(file.chunks.filter(({ symbol }) => symbol === `f${scripts - 1}`)).toHaveLength(1);
				expect(problemsOf(page(scripts), file)).toBe('');
				return threadCpuMs() - started;
			};
			await cpuMs(50);
			const few = Math.min(await cpuMs(200), await cpuMs(200));
			// In proportion four times as much; the square was sixteen times as much.
			expect(Math.min(await cpuMs(800), await cpuMs(800))).toBeLessThan(9 * few);
		},
	);

	it('judges the errors of a script by the script, not by the page before it', async () => {
		const page = `<p>${'text '.repeat(400)}</p>\n<script>\n${')]} %% ?? @@ ~~ \n'.repeat(20)}</script>\n`;
		const { chunks } = await chunker.chunk('a.html', page);
		expect(chunks.at(-1)?.kind).toBe('element');
	});

	it('gives a parse up when signalled', async () => {
		const file = await chunker.chunk('a.js', 'f(1);\n'.repeat(50_000), { signalled: () => true });
		expect(file.fallback).toBe('deadline');
	});

	it('does not parse what is too long', async () => {
		const text = 'const a = 1;\n'.repeat(100_000);
		const file = await chunker.chunk('a.ts', text);
		expect([file.fallback, file.method]).toEqual(['too-large', 'windows']);
		expect(file.chunks.length).toBeGreaterThan(900);
	});

	it.each([
		['arrays', 'a.json', '['.repeat(100_000) + ']'.repeat(100_000)],
		['parentheses', 'a.js', `x = ${'('.repeat(100_000)}1${')'.repeat(100_000)};`],
		['blocks', 'a.c', `void f() ${'{'.repeat(100_000)}${'}'.repeat(100_000)}`],
		['open blocks', 'a.ts', 'namespace a {\n'.repeat(30_000)],
		['classes', 'a.java', 'class A {\n'.repeat(20_000) + '}'.repeat(20_000)],
		['elements', 'a.html', '<div>\n'.repeat(50_000)],
		['modules', 'a.rb', 'module A\n'.repeat(20_000) + 'end\n'.repeat(20_000)],
	])('survives %s nested many thousand levels deep', async (_name, path, text) => {
		const file = await chunker.chunk(path, text, { deadlineMs: 5_000 });
		expect(problemsOf(text, file)).toBe('');
	});

	it('indexes the start of a long data file and says so', async () => {
		const text = JSON.stringify(
			Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`key${i}`, { value: i }])),
			null,
			1,
		);
		const file = await chunker.chunk('big.json', text);
		expect(file.fallback).toBe('too-large');
		const last = file.chunks.at(-1)!;
		expect(last.endOffset).toBeLessThanOrEqual(DEFAULT_LIMITS.maxDataChars);
		expect(last.endOffset).toBeGreaterThan(DEFAULT_LIMITS.maxDataChars * 0.95);
	});

	it('uses windows for what is mostly errors', async () => {
		const text = ')]} %% ?? @@ ~~ ££ \n'.repeat(400);
		const file = await chunker.chunk('a.go', text);
		expect([file.fallback, file.method]).toEqual(['errors', 'windows']);
		expect(problemsOf(text, file)).toBe('');
	});

	it('leaves the grammar out when told to', async () => {
		const file = await chunker.chunk('a.go', 'package a\n\nfunc F() {}\n', { windowsOnly: true });
		expect([file.fallback, file.method]).toEqual(['trap', 'windows']);
		expect(file.chunks).toHaveLength(1);
	});

	it('reports a fault inside a grammar as a trap, and what was loaded before goes on', async () => {
		// This build of YAML's grammar imports functions that the runtime does not export: every parse throws.
		const folder = mkdtempSync(join(tmpdir(), 'lodestone-grammars-'));
		copyFileSync(join(GRAMMARS, 'tree-sitter.wasm'), join(folder, 'tree-sitter.wasm'));
		copyFileSync(FAULTY_YAML, join(folder, 'yaml.wasm'));
		const faulty = await createChunker({ grammarsDir: folder });
		await expect(faulty.chunk('a.yml', 'a: 1\nb:\n  - 2\n')).rejects.toThrow(GrammarTrap);
		await expect(faulty.chunk('a.go', 'package a\n')).rejects.toThrow(GrammarTrap);
		const windows = await faulty.chunk('a.yml', 'a: 1\nb:\n  - 2\n', { windowsOnly: true });
		expect([windows.fallback, windows.chunks.length]).toEqual(['trap', 1]);
		expect((await chunker.chunk('a.go', 'package a\n')).fallback).toBe('none');
		rmSync(folder, { recursive: true });
	});

	it('reads an Objective-C header by its own grammar and other headers as C++', async () => {
		const header = await chunker.chunk(
			'Store.h',
			'#import <Foundation/Foundation.h>\n\n/// Keeps places.\n@interface Store : NSObject\n- (void)add:(int)place;\n@end\n',
		);
		expect([header.language, header.fallback]).toEqual(['objective-c', 'none']);
		expect(header.chunks.flatMap(chunk => chunk.definitions)).toEqual(['Store', 'add']);
		expect((await chunker.chunk('ring.h', 'int ring_used(void);\n')).language).toBe('cpp');
	});

	it('keeps memory when many trees are made', async () => {
		const text = 'function f(a) { return a + 1; }\n'.repeat(2_000);
		await chunker.chunk('a.js', text);
		const before = process.memoryUsage().rss;
		for (let i = 0; i < 60; i++) await chunker.chunk('a.js', text);
		expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
	});
});

describe('sizes', () => {
	const statements = Array.from(
		{ length: 200 },
		(_, i) => `\tconst value${i} = compute(${i}, 'some text');`,
	).join('\n');

	it('splits a long function at statements into parts of comparable size', async () => {
		const text = `/** Does it all. */\nfunction long() {\n${statements}\n}\n`;
		const { chunks } = await chunker.chunk('a.ts', text);
		expect(chunks.length).toBeGreaterThan(3);
		expect(chunks.map(chunk => chunk.part?.index)).toEqual(chunks.map((_, index) => index));
		expect(new Set(chunks.map(chunk => chunk.symbol))).toEqual(new Set(['long']));
		expect(chunks[0]!.docLine).toBe('Does it all.');
		expect(chunks.map(chunk => chunk.definitions.includes('long'))).toEqual(
			chunks.map((_, index) => index === 0),
		);
		const sizes = chunks.map(chunk => chunk.endOffset - chunk.startOffset);
		expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.6);
		for (const chunk of chunks.slice(1))
			expect(text.slice(chunk.startOffset)).toMatch(/^const value/);
	});

	it('makes the functions inside a long function chunks of their own', async () => {
		const inner = ['open', 'close', 'flush']
			.map(name => `\tfunction ${name}() {\n${statements.split('\n').slice(0, 20).join('\n')}\n\t}`)
			.join('\n');
		const { chunks } = await chunker.chunk('a.js', `function store() {\n${inner}\n}\n`);
		expect(
			chunks.filter(chunk => chunk.symbol !== 'store').map(chunk => [chunk.symbol, ...chunk.scope]),
		).toEqual([
			['open', 'store'],
			['close', 'store'],
			['flush', 'store'],
		]);
	});

	it('finds a one-line function by its name', async () => {
		const text = Array.from({ length: 40 }, (_, i) => `export const pick${i} = x => x[${i}];`).join(
			'\n',
		);
		const { chunks } = await chunker.chunk('a.ts', text);
		expect(chunks.flatMap(chunk => chunk.definitions)).toEqual(
			Array.from({ length: 40 }, (_, i) => `pick${i}`),
		);
		expect(chunks.length).toBeLessThan(12);
	});

	it('never merges a function of reasonable size with another', async () => {
		const one = (name: string): string =>
			`def ${name}(a):\n    b = a + 1\n    c = b * 2\n    d = c - 3\n    e = d / 4\n    return e\n`;
		const { chunks } = await chunker.chunk('a.py', `${one('first')}\n\n${one('second')}`);
		expect(chunks.map(chunk => chunk.symbol)).toEqual(['first', 'second']);
	});

	it('keeps a small constructor with its class and a large one apart', async () => {
		const body = (lines: number): string =>
			Array.from({ length: lines }, (_, i) => `        self.value_${i} = compute(${i})\n`).join('');
		const text = (lines: number): string =>
			`class Cache(Base):\n    """Keeps answers."""\n\n    def __init__(self):\n${body(lines)}\n    def get(self, key):\n${body(12)}`;
		const small = await chunker.chunk('a.py', text(4));
		expect(small.chunks.map(chunk => [chunk.kind, chunk.symbol])).toEqual([
			['class', 'Cache'],
			['method', 'get'],
		]);
		expect(small.chunks[0]!.definitions).toContain('__init__');
		const large = await chunker.chunk('a.py', text(24));
		expect(large.chunks.map(chunk => chunk.symbol)).toEqual(['Cache', '__init__', 'get']);
	});

	it('lets the bare first line of a class of tests stand with its first test', async () => {
		const test = (name: string): string =>
			`    def ${name}(self):\n${'        self.assertEqual(compute(1), 1)\n'.repeat(8)}\n`;
		const cut = async (doc: string) =>
			(
				await chunker.chunk(
					'tests/test_cache.py',
					`class CacheTests(TestCase):\n${doc}${test('test_get')}${test('test_put')}`,
				)
			).chunks.map(chunk => [chunk.symbol, chunk.startLine, ...chunk.definitions]);
		expect(await cut('')).toEqual([
			['test_get', 0, 'test_get', 'CacheTests'],
			['test_put', 11, 'test_put'],
		]);
		expect((await cut('    """What is kept."""\n\n')).map(([symbol]) => symbol)).toEqual([
			'CacheTests',
			'test_get',
			'test_put',
		]);
	});

	it('names the version after the limits', () => {
		expect(CHUNKER_VERSION).toBe(chunkerVersion(DEFAULT_LIMITS));
		expect(chunkerVersion({ ...DEFAULT_LIMITS, maxChars: 1500 })).not.toBe(CHUNKER_VERSION);
	});
});
