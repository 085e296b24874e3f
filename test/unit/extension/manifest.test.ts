import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBundle, usedTexts } from '../../../scripts/checkL10n.mjs';
import { COMMANDS, CONTEXT, VIEW_SEARCH } from '../../../src/extension/contributions';
import { FOLDER_DEFAULTS, WINDOW_DEFAULTS } from '../../../src/extension/settings';

interface Manifest {
	readonly contributes: {
		readonly commands: readonly { readonly command: string; readonly category: string }[];
		readonly views: Readonly<
			Record<string, readonly { readonly id: string; readonly icon: string }[]>
		>;
		readonly menus: Readonly<
			Record<string, readonly { readonly command: string; readonly when?: string }[]>
		>;
		readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
		readonly configuration: readonly {
			readonly properties: Readonly<
				Record<
					string,
					{ readonly default: unknown; readonly scope: string; readonly order: number }
				>
			>;
		}[];
		readonly walkthroughs: readonly {
			readonly steps: readonly { readonly media: { readonly svg: string } }[];
		}[];
	};
}
const ROOT = join(import.meta.dirname, '../../..');
const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
const { contributes } = JSON.parse(text) as Manifest;
const nls = (file: string) =>
	JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, string>;

describe('manifest', () => {
	it('contributes exactly the commands of the code, in one category', () => {
		expect(contributes.commands.map(({ command }) => command).sort()).toEqual(
			Object.values(COMMANDS).sort(),
		);
		expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(
			new Set(['Lodestone']),
		);
	});

	it('names only known commands, views and context keys in menus and keys', () => {
		const entries = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
		const commands = new Set<string>(Object.values(COMMANDS));
		const known = new Set<string>([...Object.values(CONTEXT), VIEW_SEARCH, ...commands]);
		for (const { command, when = '' } of entries) {
			expect(commands).toContain(command);
			for (const key of when.match(/lodestone\.\w+/g) ?? []) expect(known).toContain(key);
		}
		expect(contributes.views['lodestone']?.map(({ id }) => id)).toEqual([VIEW_SEARCH]);
	});

	it('has the defaults that the code falls back to', () => {
		const properties = Object.assign(
			{},
			...contributes.configuration.map(each => each.properties),
		) as (typeof contributes.configuration)[number]['properties'];
		const defaults = Object.fromEntries(
			Object.entries(properties).map(([key, { default: value }]) => [
				key.replace('lodestone.', ''),
				value,
			]),
		);
		expect(defaults).toEqual({ ...FOLDER_DEFAULTS, ...WINDOW_DEFAULTS });
		for (const key of Object.keys(FOLDER_DEFAULTS))
			expect(properties[`lodestone.${key}`]?.scope).toBe('resource');
	});

	it('has every text in English and German, and no other', () => {
		const used = [...new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(match => match[1]))].sort();
		expect(Object.keys(nls('package.nls.json')).sort()).toEqual(used);
		expect(Object.keys(nls('package.nls.de.json')).sort()).toEqual(used);
	});

	it('has every text of the code in German', () => {
		expect(usedTexts().size).toBeGreaterThan(100);
		expect(checkBundle('de')).toEqual([]);
	});

	it('shows pictures that exist', () => {
		const pictures = contributes.walkthroughs.flatMap(({ steps }) =>
			steps.map(({ media }) => media.svg),
		);
		// The walkthrough's page refuses styles: a picture that needs them is a black box there.
		for (const file of pictures) {
			const svg = readFileSync(join(ROOT, file), 'utf8');
			expect(svg, file).not.toMatch(/<style|style=|class=/);
			expect(svg, file).toMatch(/fill="var\(--vscode-/);
		}
		for (const file of [...pictures, 'media/activity.svg', 'media/icon.png'])
			expect(existsSync(join(ROOT, file)), file).toBe(true);
	});
});
