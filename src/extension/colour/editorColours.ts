import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ColourSetup, GrammarSource } from './colourProtocol';

interface Contributions {
	readonly themes?: readonly Partial<Record<'id' | 'label' | 'path' | 'uiTheme', string>>[];
	readonly languages?: readonly {
		readonly id?: string;
		readonly extensions?: readonly string[];
		readonly filenames?: readonly string[];
	}[];
	readonly grammars?: readonly {
		readonly language?: string;
		readonly scopeName?: string;
		readonly path?: string;
		readonly embeddedLanguages?: Readonly<Record<string, string>>;
	}[];
}

/** Gathers the colour theme in use and the grammars of all installed extensions. Reads manifests only, no files. */
export function editorColours(): ColourSetup {
	const kind = vscode.window.activeColorTheme.kind;
	const dark = kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
	const wanted = themeId(kind);
	const scopes = new Map<string, string>();
	const grammars: GrammarSource[] = [];
	const languages: NonNullable<Contributions['languages']>[number][] = [];
	const themes: { readonly name: string; readonly path: string }[] = [];
	for (const extension of vscode.extensions.all) {
		const contributes = contributionsOf(extension);
		if (!contributes) continue;
		for (const { id, label, path } of list(contributes.themes))
			if (path !== undefined)
				for (const name of [id, label])
					if (name !== undefined)
						themes.push({ name: themeName(name), path: join(extension.extensionPath, path) });
		languages.push(...list(contributes.languages));
		for (const { language, scopeName, path, embeddedLanguages } of list(contributes.grammars)) {
			if (scopeName === undefined || path?.endsWith('.json') !== true) continue;
			grammars.push({
				scopeName,
				path: join(extension.extensionPath, path),
				embedded: embeddedLanguages ?? {},
			});
			if (language !== undefined) scopes.set(language, scopeName);
		}
	}
	const scopeByExtension: Record<string, string> = {};
	const scopeByFilename: Record<string, string> = {};
	for (const { id, extensions, filenames } of languages) {
		const scope = id === undefined ? undefined : scopes.get(id);
		if (scope === undefined) continue;
		for (const extension of list(extensions)) scopeByExtension[extension.toLowerCase()] ??= scope;
		for (const name of list(filenames)) scopeByFilename[name.toLowerCase()] ??= scope;
	}
	const wantedName = themeName(wanted);
	const builtIn = BUILT_IN[kind];
	return {
		// Where the name leads nowhere (an older id, a theme removed since) the editor's own of this kind comes nearest.
		themePath: (
			themes.find(({ name }) => name === wantedName) ?? themes.find(({ name }) => name === builtIn)
		)?.path,
		dark,
		customRules: customRules(wanted),
		grammars,
		scopeByExtension,
		scopeByFilename,
	};
}

/** Built-in themes lost the word “Default” in their ids, and settings keep either. */
const themeName = (id: string) => id.replace(/^Default (?=(?:Dark|Light)\b)/, '');

const BUILT_IN: Readonly<Record<vscode.ColorThemeKind, string>> = {
	[vscode.ColorThemeKind.Light]: 'Light Modern',
	[vscode.ColorThemeKind.Dark]: 'Dark Modern',
	[vscode.ColorThemeKind.HighContrast]: 'Default High Contrast',
	[vscode.ColorThemeKind.HighContrastLight]: 'Default High Contrast Light',
};

/** What another extension wrote into its manifest may be anything. */
function contributionsOf(extension: vscode.Extension<unknown>): Contributions | undefined {
	const manifest: unknown = extension.packageJSON;
	if (typeof manifest !== 'object' || manifest === null || !('contributes' in manifest))
		return undefined;
	const { contributes } = manifest;
	return typeof contributes === 'object' && contributes !== null ? contributes : undefined;
}

/** Manifests are checked by nobody: a list may be missing or something else. */
function list<T>(value: readonly T[] | undefined): readonly T[] {
	const given: unknown = value;
	return Array.isArray(given) ? (given as readonly T[]) : [];
}

/** Id of the theme in use: the chosen one, or with automatic detection the preferred one of the kind shown. */
function themeId(kind: vscode.ColorThemeKind): string {
	const workbench = vscode.workspace.getConfiguration('workbench');
	const window = vscode.workspace.getConfiguration('window');
	const contrast =
		kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
	const chosen = workbench.get<string>('colorTheme', '');
	if (contrast && window.get<boolean>('autoDetectHighContrast', true)) {
		const preferred =
			kind === vscode.ColorThemeKind.HighContrast
				? 'preferredHighContrastColorTheme'
				: 'preferredHighContrastLightColorTheme';
		// Contrast is also shown when it was chosen by hand.
		if (!/contrast/i.test(chosen)) return workbench.get(preferred, chosen);
	}
	if (window.get<boolean>('autoDetectColorScheme', false)) {
		const preferred =
			kind === vscode.ColorThemeKind.Light ? 'preferredLightColorTheme' : 'preferredDarkColorTheme';
		return workbench.get(preferred, chosen);
	}
	return chosen;
}

/** The user's own token colours: for all themes, then for this one. */
function customRules(theme: string): readonly unknown[] {
	const custom: unknown = vscode.workspace
		.getConfiguration('editor')
		.get('tokenColorCustomizations');
	const rulesOf = (from: unknown): readonly unknown[] =>
		typeof from === 'object' &&
		from !== null &&
		'textMateRules' in from &&
		Array.isArray(from.textMateRules)
			? from.textMateRules
			: [];
	const own: unknown =
		typeof custom === 'object' && custom !== null
			? (custom as Readonly<Record<string, unknown>>)[`[${theme}]`]
			: undefined;
	return [...rulesOf(custom), ...rulesOf(own)];
}
