import { beforeAll, describe, expect, it } from 'vitest';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { newChunker, problemsOf } from './support';

let chunker: Chunker;
beforeAll(async () => {
	chunker = await newChunker();
});

describe('a doc comment that is longer than a chunk', () => {
	const comment = (mark: string): string =>
		Array.from(
			{ length: 60 },
			(_, i) => `${mark} The engine starts, runs and stops, part ${i}.\n`,
		).join('');
	it.each([
		[
			'engine.rb',
			'#',
			'class Engine\n  attr_accessor :oil\n  def start(key)\n    @oil = key\n  end\nend\n',
		],
		['engine.rs', '///', 'pub struct Engine {\n    oil: u32,\n    key: u32,\n}\n'],
		['engine.go', '//', 'type Engine struct {\n\toil int\n\tkey int\n}\n'],
		[
			'engine.ts',
			'//',
			'export class Engine {\n\toil = 1;\n\tstart(key: number) { this.oil = key; }\n}\n',
		],
	])(
		'ends where its declaration begins, and that part defines the name: %s',
		async (path, mark, code) => {
			const text = comment(mark) + code;
			const file = await chunker.chunk(path, text);
			expect(problemsOf(text, file)).toBe('');
			const defining = file.chunks.filter(({ definitions }) => definitions.includes('Engine'));
			expect(defining.map(({ startLine, symbol }) => [startLine, symbol])).toEqual([
				[60, 'Engine'],
			]);
			expect(file.chunks.length).toBeGreaterThan(2);
			for (const { startLine, definitions } of file.chunks)
				if (startLine < 60) expect(definitions).toEqual([]);
		},
	);

	it('is left as it is where it fits: the first part declares a long function', async () => {
		const body = Array.from({ length: 90 }, (_, i) => `  total += weigh(${i}, total);\n`).join('');
		const text = `// Weighs all.\nfunction weighAll() {\n  let total = 0;\n${body}  return total;\n}\n`;
		const { chunks } = await chunker.chunk('a.js', text);
		expect(chunks.length).toBeGreaterThan(1);
		expect(chunks.map(({ definitions }) => definitions.includes('weighAll'))).toEqual(
			chunks.map((_, i) => i === 0),
		);
	});
});

describe('a function that is handed over under a name of its own', () => {
	it('is a definition', async () => {
		const getter = (name: string): string =>
			`/** Answers the ${name}. */\ndefineGetter(request, '${name}', function ${name}() {\n${'  if (this.trusted) return this.host;\n'.repeat(12)}  return this.${name};\n});\n\n`;
		const text = getter('hostname') + getter('subdomains');
		const file = await chunker.chunk('request.js', text);
		expect(problemsOf(text, file)).toBe('');
		expect(file.chunks.map(({ kind, symbol, docLine }) => [kind, symbol, docLine])).toEqual([
			['function', 'hostname', 'Answers the hostname.'],
			['function', 'subdomains', 'Answers the subdomains.'],
		]);
	});

	it('is none without a name', async () => {
		const text = `app.get('/', function () {\n${'  send(page);\n'.repeat(40)}});\n`;
		const { chunks } = await chunker.chunk('app.js', text);
		expect(chunks.map(({ kind, symbol }) => [kind, symbol])).toEqual([['code', '']]);
	});
});
