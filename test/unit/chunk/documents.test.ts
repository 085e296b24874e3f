import { describe, expect, it, beforeAll } from 'vitest';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { newChunker, problemsOf } from './support';

let chunker: Chunker;
beforeAll(async () => {
	chunker = await newChunker();
});

const paragraph = (about: string): string =>
	`${about} is described here in a few sentences. They are long enough to be a section of their own. `.repeat(
		3,
	);

describe('markdown', () => {
	it('gives each section its headings as scope', async () => {
		const text = `# Guide\n\n${paragraph('One')}\n\n## Set up\n\n${paragraph('Two')}\n\n### On Linux\n\n${paragraph('Three')}\n\n## Use\n\n${paragraph('Four')}\n`;
		const { chunks } = await chunker.chunk('a.md', text);
		expect(chunks.map(chunk => [...chunk.scope, chunk.symbol].join(' > '))).toEqual([
			'Guide',
			'Guide > Set up',
			'Guide > Set up > On Linux',
			'Guide > Use',
		]);
		expect(chunks.every(chunk => chunk.kind === 'section')).toBe(true);
	});

	it('takes no heading from a code fence or the front matter', async () => {
		const text = `---\n# no: heading\n---\n# Real\n\n\`\`\`sh\n# comment\n\`\`\`\n\n~~~\n## other\n\`\`\`\n~~~\n\n${paragraph('Text')}`;
		const { chunks } = await chunker.chunk('a.md', text);
		expect(new Set(chunks.map(chunk => chunk.symbol))).toEqual(new Set(['Real']));
	});

	it('cuts long sections between paragraphs', async () => {
		const text = `# Long\n\n${Array.from({ length: 12 }, (_, i) => paragraph(`Part ${i}`)).join('\n\n')}\n`;
		const file = await chunker.chunk('a.md', text);
		expect(file.chunks.length).toBeGreaterThan(2);
		expect(problemsOf(text, file)).toBe('');
		for (const chunk of file.chunks.slice(1))
			expect(text.slice(chunk.startOffset, chunk.startOffset + 5)).toBe('Part ');
		expect(file.chunks.map(chunk => chunk.part)).toEqual(
			file.chunks.map((_, index) => ({ index, count: file.chunks.length })),
		);
	});

	it('joins a heading without text to its first section', async () => {
		const { chunks } = await chunker.chunk('a.md', `# Title\n\n## First\n\n${paragraph('It')}`);
		expect(chunks).toHaveLength(1);
		expect(chunks[0]!.symbol).toBe('Title');
	});
});

describe('reStructuredText', () => {
	it('finds levels by the order of their marks', async () => {
		const text = `=====\nTitle\n=====\n\n${paragraph('A')}\n\nPart\n----\n\n${paragraph('B')}\n\nDetail\n~~~~~~\n\n${paragraph('C')}\n\nNext\n----\n\n${paragraph('D')}`;
		const { chunks } = await chunker.chunk('a.rst', text);
		expect(chunks.map(chunk => [...chunk.scope, chunk.symbol].join(' > '))).toEqual([
			'Title',
			'Title > Part',
			'Title > Part > Detail',
			'Title > Next',
		]);
	});
});

describe('prose', () => {
	it('overlaps its windows by 10 to 15 percent', async () => {
		const text = Array.from(
			{ length: 60 },
			(_, i) => `Sentence number ${i} says something about the weather of that day.`,
		).join(' ');
		const { chunks, method } = await chunker.chunk('a.txt', text);
		expect(method).toBe('prose');
		expect(chunks.length).toBeGreaterThan(3);
		chunks.slice(1).forEach((chunk, index) => {
			const overlap = chunks[index]!.endOffset - chunk.startOffset;
			expect(overlap).toBeGreaterThan(50);
			expect(overlap).toBeLessThan(200);
			expect(text.slice(chunk.startOffset)).toMatch(/^Sentence/);
		});
	});
});

describe('notebooks', () => {
	const cell = (type: string, source: unknown): object => ({
		cell_type: type,
		metadata: {},
		outputs: [{ text: 'secret output' }],
		source,
	});

	it('points at the source of each cell in the raw file', async () => {
		const notebook = {
			cells: [
				cell('markdown', ['# Loading\n', 'Reads data.']),
				cell('code', ['def load(path):\n', '    return open(path)']),
				cell('code', []),
			],
			nbformat: 4,
		};
		const text = JSON.stringify(notebook, null, 1);
		const { chunks, method } = await chunker.chunk('a.ipynb', text);
		expect(method).toBe('notebook');
		expect(chunks.map(chunk => [chunk.symbol, ...chunk.scope])).toEqual([
			['Loading'],
			['load', 'Loading'],
		]);
		const lines = text.split('\n');
		expect(lines[chunks[1]!.startLine]).toContain('def load');
		expect(lines[chunks[1]!.endLine]).toContain('return open');
		expect(
			chunks.some(chunk => text.slice(chunk.startOffset, chunk.endOffset).includes('secret')),
		).toBe(false);
	});

	it.each([
		['broken JSON', '{"cells": [{"cell_type": "code", "source": ["x = 1\\n"'],
		['no cells', '{"nbformat": 4}'],
		['deep JSON', `{"cells": ${'['.repeat(50_000)}`],
		['other JSON', '[1, 2]'],
	])('falls back to windows for %s', async (_name, text) => {
		const file = await chunker.chunk('a.ipynb', text);
		expect(file.method).toBe('windows');
		expect(problemsOf(text, file)).toBe('');
	});
});

describe('windows', () => {
	it('end at blank lines before lines without indent', async () => {
		const block = (name: string): string =>
			`<${name}>\n${`  <item>some text of ${name}</item>\n`.repeat(20)}</${name}>\n`;
		const text = ['first', 'second', 'third', 'fourth'].map(block).join('\n');
		const file = await chunker.chunk('a.xml', text);
		expect(file.chunks.length).toBeGreaterThan(1);
		for (const chunk of file.chunks)
			expect(text.slice(chunk.startOffset)).toMatch(/^<(?:first|second|third|fourth)>/);
	});

	it('cut a giant line between characters', async () => {
		const text = '😀'.repeat(5_000);
		const file = await chunker.chunk('a.xml', text);
		expect(file.chunks.length).toBeGreaterThan(4);
		expect(problemsOf(text, file)).toBe('');
	});

	it('are larger over data: translations, logs, licences, lists and tables in plain text', async () => {
		const prose = 'A sentence that explains how the cache decides what to keep.\n'.repeat(200);
		const count = async (path: string, text: string): Promise<number> => {
			const file = await chunker.chunk(path, text);
			expect(problemsOf(text, file)).toBe('');
			return file.chunks.length;
		};
		const ofProse = await count('docs/cache.txt', prose);
		expect(ofProse).toBeGreaterThan(10);
		const message = 'msgid "Save all files"\nmsgstr "Alle Dateien sichern"\n\n';
		const data: [string, string][] = [
			['locale/de.po', message.repeat(prose.length / message.length)],
			['build.log', prose],
			['LICENSE.txt', prose],
			['words.txt', 'persimmon\n'.repeat(prose.length / 10)],
			['points.txt', '12.50 13.75 -99.25 1e-05\n'.repeat(prose.length / 25)],
		];
		for (const [path, text] of data) expect(await count(path, text)).toBeLessThan(ofProse / 3);
	});

	it('make nothing of an empty file', async () => {
		for (const path of ['a.ts', 'a.md', 'a.txt', 'a.ipynb', 'a.sql', 'a.xml', 'a.html'])
			for (const text of ['', '\n\n', '   \t\r\n'])
				expect((await chunker.chunk(path, text)).chunks).toEqual([]);
	});
});
