import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AgentHit } from '../../../src/shared/agent/agentAnswer';
import { CHUNK_KINDS } from '../../../src/shared/types';
import { parseReadInput, parseSearchInput } from '../../../src/extension/agents/toolInput';
import { textWithin } from '../../../src/extension/agents/toolText';
import { TOOLS } from '../../../src/extension/contributions';
import { fakeHit } from '../../support/fakeEngine';

interface Tool {
	readonly name: string;
	readonly modelDescription: string;
	readonly inputSchema: {
		readonly properties: Readonly<
			Record<string, { readonly items?: { readonly enum?: string[] } }>
		>;
		readonly required: readonly string[];
	};
}
const manifest = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8'),
) as { readonly contributes: { readonly languageModelTools: readonly Tool[] } };
const tools = manifest.contributes.languageModelTools;

describe('the manifest’s tools', () => {
	it('are those of the code, described for models, with plain schemas', () => {
		expect(tools.map(tool => tool.name)).toEqual(Object.values(TOOLS));
		for (const { modelDescription, inputSchema } of tools) {
			expect(modelDescription.length).toBeGreaterThan(100);
			expect(modelDescription).not.toContain('%');
			expect(JSON.stringify(inputSchema)).not.toMatch(/\$ref|anyOf|oneOf|allOf/);
			for (const name of inputSchema.required) expect(inputSchema.properties).toHaveProperty(name);
		}
	});

	it('take exactly what the code reads', () => {
		const [search, read] = tools;
		expect(search?.inputSchema.properties['kinds']?.items?.enum).toEqual([...CHUNK_KINDS]);
		const full = {
			query: 'q',
			folder: 'f',
			limit: 3,
			maxTokens: 900,
			include: ['a'],
			exclude: ['b'],
			languages: ['go'],
			kinds: ['class'],
		};
		expect(Object.keys(search?.inputSchema.properties ?? {}).sort()).toEqual(
			Object.keys(full).sort(),
		);
		const { filters, ...rest } = parseSearchInput(full);
		expect({ ...rest, ...filters }).toEqual(full);
		const place = { path: 'a.ts', startLine: 2, endLine: 3, folder: '' };
		expect(Object.keys(read?.inputSchema.properties ?? {}).sort()).toEqual(
			Object.keys(place).sort(),
		);
		expect(parseReadInput(place)).toEqual(place);
	});
});

describe('odd input', () => {
	it('is brought into range or refused with a sentence', () => {
		expect(
			parseSearchInput({ query: ' q ', limit: 1e9, maxTokens: 1, kinds: ['x'], include: [1] }),
		).toEqual({
			query: 'q',
			folder: '',
			limit: 50,
			maxTokens: 200,
			filters: {},
		});
		expect(parseSearchInput({ query: 'q', limit: NaN }).limit).toBe(8);
		for (const bad of [undefined, null, 'text', {}, { query: 7 }, { query: '   ' }])
			expect(() => parseSearchInput(bad)).toThrow('query');
		expect(() => parseReadInput({ path: 'a', startLine: 9, endLine: 2 })).toThrow('endLine');
		expect(() => parseReadInput({ startLine: 1 })).toThrow('path');
	});
});

describe('textWithin', () => {
	const hits = Array.from({ length: 10 }, (_, i): AgentHit => ({
		folder: '',
		hit: fakeHit({ path: `f${i}.ts` }),
		text: {
			startLine: 0,
			lines: Array.from({ length: 40 }, () => 'call(argument, other);'),
			whole: true,
		},
	}));

	it('counts with the model’s own tokens and cuts until they fit', async () => {
		// A vocabulary that needs twice as many tokens as estimated.
		const count = (text: string) => Promise.resolve(Math.ceil(text.length / 1.7));
		const answer = await textWithin(hits, [], [], 1_000, count);
		expect(answer.tokens).toBeLessThanOrEqual(1_000);
		expect(answer.tokens).toBeGreaterThan(400);
		expect(answer.places.length).toBeGreaterThan(0);
	});

	it('estimates without it', async () => {
		const answer = await textWithin(hits, [], [], 1_000, undefined);
		expect(answer.tokens).toBeLessThanOrEqual(1_000);
		expect(answer.places.length).toBeGreaterThanOrEqual(3);
	});
});
