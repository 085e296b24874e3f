import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseJsonc } from '../../../src/extension/colour/jsonc';
import { readTheme } from '../../../src/extension/colour/themeFile';
import { createTokenColours } from '../../../src/extension/colour/tokenColours';

const folder = mkdtempSync(join(tmpdir(), 'lode-theme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string) => {
	writeFileSync(join(folder, name), text);
	return join(folder, name);
};

describe('jsonc', () => {
	it('reads comments, trailing commas and slashes in strings', () => {
		const text = String.raw`{ // a
 "u": "http://x/*y*/\"", /* b */ "l": [1, 2, /* c */ ], }`;
		expect(parseJsonc(`\uFEFF${text}`)).toEqual({ u: 'http://x/*y*/"', l: [1, 2] });
		expect(() => parseJsonc('{')).toThrow(SyntaxError);
	});
});

file(
	'base.json',
	'{ "colors": { "editor.foreground": "#111111" }, "tokenColors": [{ "scope": "keyword", "settings": { "foreground": "#0000FF" } }, 7] }',
);
const theme = file(
	'theme.json',
	'{ "include": "./base.json", "tokenColors": [{ "scope": ["string"], "settings": { "foreground": "#00FF00", "fontStyle": "italic" } }] }',
);

describe('theme', () => {
	it('takes what it includes and leaves out what it does not understand', () => {
		const { foreground, rules } = readTheme(theme);
		expect(foreground).toBe('#111111');
		expect(rules).toHaveLength(2);
	});

	it('does not go round in circles', () => {
		const loop = file('loop.json', '{ "include": "./loop.json", "tokenColors": [] }');
		expect(readTheme(loop).rules).toEqual([]);
	});
});

describe('tokenColours', () => {
	const grammar = file(
		'toy.tmLanguage.json',
		'{ "scopeName": "source.toy", "patterns": [{ "match": "\\\\blet\\\\b", "name": "keyword" }, { "begin": "\\"", "end": "\\"", "name": "string" }] }',
	);
	const setup = {
		themePath: theme,
		dark: true,
		customRules: [],
		grammars: [{ scopeName: 'source.toy', path: grammar, embedded: {} }],
		scopeByExtension: { '.toy': 'source.toy' },
		scopeByFilename: {},
	};

	it('colours by the given grammar and theme', async () => {
		const colours = await createTokenColours(setup);
		const lines = ['let x = "y"', '', 'plain'];
		const coloured = await colours.colour({ path: 'dir/a.toy', lines });
		expect(colours.palette[0]?.foreground).toBe('#111111');
		expect(coloured?.[0]?.slice(0, 4)).toEqual([3, 1, 5, 0]);
		expect(colours.palette[1]).toEqual({
			foreground: '#0000FF',
			bold: false,
			italic: false,
			underline: false,
		});
		expect(colours.palette[2]).toMatchObject({ foreground: '#00FF00', italic: true });
		for (const [i, line] of lines.entries())
			expect(coloured?.[i]?.filter((_n, at) => at % 2 === 0).reduce((a, b) => a + b, 0)).toBe(
				line.length,
			);
	});

	it('brings grammars of its own, and leaves unknown files plain', async () => {
		const colours = await createTokenColours({ ...setup, themePath: join(folder, 'absent.json') });
		expect(await colours.colour({ path: 'a.kt', lines: ['fun main() {}'] })).toHaveLength(1);
		expect(await colours.colour({ path: 'a.nobody', lines: ['x'] })).toBeUndefined();
	});
});
