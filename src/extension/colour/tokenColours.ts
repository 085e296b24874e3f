import { readFileSync } from 'node:fs';
import { extname, posix } from 'node:path';
import { createHighlighterCore, type HighlighterCore, type LanguageRegistration } from 'shiki/core';
import { createOnigurumaEngine } from 'shiki/dist/engine-oniguruma.mjs';
import type { TokenStyle } from '../../shared/view/viewProtocol';
import type { ColourRequest, ColourSetup, GrammarSource, LineColours } from './colourProtocol';
import { parseJsonc } from './jsonc';
import { OWN_GRAMMARS } from './ownGrammars';
import { isRule, readTheme, type TokenRule } from './themeFile';

export interface TokenColours {
	colour(request: ColourRequest): Promise<LineColours>;
	readonly palette: readonly TokenStyle[];
}

const THEME = 'editor';
/** A grammar brings what it embeds, but Markdown would bring every language there is. */
const MAX_EMBEDDED = 8;
/** Longer lines keep one colour: regular expressions over them can take seconds. */
const MAX_LINE = 500;

/** Colours lines as the editor would: the installed grammars, the user's theme, the editor's own regular expressions (Oniguruma). */
export async function createTokenColours(setup: ColourSetup): Promise<TokenColours> {
	const theme = loadTheme(setup);
	const highlighter = await createHighlighterCore({
		themes: [
			{
				name: THEME,
				type: setup.dark ? 'dark' : 'light',
				fg: theme.foreground,
				bg: setup.dark ? '#000000' : '#ffffff',
				settings: [{ settings: { foreground: theme.foreground } }, ...theme.rules.map(toSetting)],
			},
		],
		langs: [],
		engine: createOnigurumaEngine(import('shiki/wasm')),
		warnings: false,
	});
	const palette: TokenStyle[] = [];
	const indices = new Map<string, number>();
	const indexOf = (colour: string | undefined, fontStyle: number) => {
		const foreground = colour !== undefined && HEX.test(colour) ? colour : theme.foreground;
		const key = `${foreground} ${fontStyle}`;
		const known = indices.get(key);
		if (known !== undefined) return known;
		// The view takes 512; no theme has as many.
		if (palette.length >= 500) return 0;
		palette.push({
			foreground,
			italic: (fontStyle & 1) !== 0,
			bold: (fontStyle & 2) !== 0,
			underline: (fontStyle & 4) !== 0,
		});
		indices.set(key, palette.length - 1);
		return palette.length - 1;
	};
	indexOf(theme.foreground, 0);
	const languages = new Map<string, Promise<string | undefined>>();

	return {
		palette,
		async colour({ path, lines }) {
			const key = languageKey(path, setup);
			if (key === undefined) return undefined;
			let language = languages.get(key);
			if (!language) languages.set(key, (language = loadLanguage(highlighter, key, setup)));
			const lang = await language;
			if (lang === undefined) return undefined;
			const { tokens } = highlighter.codeToTokens(lines.join('\n'), {
				lang,
				theme: THEME,
				tokenizeMaxLineLength: MAX_LINE,
				// A line, in ms. The first line of a language compiles its expressions: what is cut off here loses its colours.
				tokenizeTimeLimit: 2_000,
			});
			return lines.map((_line, i) =>
				(tokens[i] ?? []).flatMap(token => [
					token.content.length,
					indexOf(token.color, Math.max(0, token.fontStyle ?? 0)),
				]),
			);
		},
	};
}

const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

function loadTheme(setup: ColourSetup): { foreground: string; rules: readonly TokenRule[] } {
	const fallback = setup.dark ? '#D4D4D4' : '#3B3B3B';
	const custom = setup.customRules.filter(isRule);
	if (setup.themePath === undefined) return { foreground: fallback, rules: custom };
	try {
		const { foreground, rules } = readTheme(setup.themePath);
		return {
			foreground: foreground !== undefined && HEX.test(foreground) ? foreground : fallback,
			rules: [...rules, ...custom],
		};
	} catch {
		// An odd theme costs the colours, not the results.
		return { foreground: fallback, rules: custom };
	}
}

const toSetting = ({ scope, settings }: TokenRule) => ({
	...(scope === undefined ? {} : { scope: typeof scope === 'string' ? scope : [...scope] }),
	settings,
});

/** Scope name of an installed grammar, or the extension of one of ours. */
function languageKey(path: string, setup: ColourSetup): string | undefined {
	const name = posix.basename(path).toLowerCase();
	const byName = setup.scopeByFilename[name];
	if (byName !== undefined) return byName;
	// Longest extension first: `.d.ts`, `.blade.php`.
	for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
		const scope = setup.scopeByExtension[name.slice(dot)];
		if (scope !== undefined) return scope;
	}
	const extension = extname(name);
	return OWN_GRAMMARS[extension] ? extension : undefined;
}

async function loadLanguage(
	highlighter: HighlighterCore,
	key: string,
	setup: ColourSetup,
): Promise<string | undefined> {
	try {
		const own = OWN_GRAMMARS[key];
		if (own) {
			const registrations = (await own()).default;
			await highlighter.loadLanguage(...registrations);
			return registrations.at(-1)?.name;
		}
		const registrations = readGrammars(key, setup.grammars);
		await highlighter.loadLanguage(...registrations);
		return key;
	} catch {
		return undefined;
	}
}

/** A grammar and, before it, those that it includes. */
function readGrammars(
	scopeName: string,
	sources: readonly GrammarSource[],
): LanguageRegistration[] {
	const found = new Map<string, LanguageRegistration>();
	const visit = (scope: string, depth: number) => {
		const source = sources.find(each => each.scopeName === scope);
		if (!source || found.has(scope) || found.size > MAX_EMBEDDED) return;
		const text = readFileSync(source.path, 'utf8');
		const grammar = parseJsonc(text) as LanguageRegistration;
		found.set(scope, {
			...grammar,
			name: scope,
			scopeName: scope,
			embeddedLangs: [],
			injectTo: [],
		});
		const included = [...text.matchAll(/"include"\s*:\s*"((?:source|text)\.[^"#]+)/g)];
		if (depth < 2)
			for (const match of included) if (match[1] !== undefined) visit(match[1], depth + 1);
	};
	visit(scopeName, 0);
	return [...found.values()].reverse();
}
