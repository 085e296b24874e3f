import { html, type TemplateResult } from 'lit';
import type { ChunkKind } from '../shared/types';

/** A codicon. Decoration only: what it says stands in words beside it or in its button's label. */
export function icon(name: string, extra = ''): TemplateResult {
	return html`<span class="codicon codicon-${name} ${extra}" aria-hidden="true"></span>`;
}

/** Codicon and symbol colour (class `kind-*`) of a chunk kind; the same glyphs as in VS Code's outline. */
const KIND_ICONS: Readonly<Record<ChunkKind, readonly [glyph: string, colour: string]>> = {
	function: ['symbol-method', 'function'],
	method: ['symbol-method', 'method'],
	class: ['symbol-class', 'class'],
	interface: ['symbol-interface', 'interface'],
	struct: ['symbol-structure', 'struct'],
	enum: ['symbol-enum', 'enum'],
	trait: ['symbol-interface', 'interface'],
	type: ['symbol-class', 'class'],
	module: ['symbol-namespace', 'module'],
	variable: ['symbol-variable', 'variable'],
	property: ['symbol-property', 'property'],
	test: ['beaker', 'plain'],
	section: ['book', 'plain'],
	cell: ['notebook', 'plain'],
	element: ['code', 'plain'],
	config: ['symbol-key', 'plain'],
	code: ['symbol-misc', 'plain'],
	text: ['symbol-string', 'plain'],
};

export function kindIcon(kind: ChunkKind): TemplateResult {
	const [glyph, colour] = KIND_ICONS[kind];
	return icon(glyph, `kind kind-${colour}`);
}

type Hue = 'blue' | 'green' | 'purple' | 'orange' | 'yellow' | 'red' | 'plain';

/** Letters and hue for a language's file; a webview gets no file icons from the icon theme. */
const BADGES: Readonly<Record<string, readonly [letters: string, hue: Hue]>> = {
	typescript: ['TS', 'blue'],
	typescriptreact: ['TS', 'blue'],
	tsx: ['TS', 'blue'],
	javascript: ['JS', 'yellow'],
	javascriptreact: ['JS', 'yellow'],
	jsx: ['JS', 'yellow'],
	python: ['PY', 'green'],
	go: ['GO', 'purple'],
	rust: ['RS', 'orange'],
	java: ['J', 'red'],
	kotlin: ['KT', 'purple'],
	scala: ['SC', 'red'],
	c: ['C', 'blue'],
	cpp: ['C+', 'blue'],
	csharp: ['C#', 'green'],
	fsharp: ['F#', 'purple'],
	ruby: ['RB', 'red'],
	php: ['PHP', 'purple'],
	swift: ['SW', 'orange'],
	lua: ['LUA', 'blue'],
	haskell: ['HS', 'purple'],
	elixir: ['EX', 'purple'],
	ocaml: ['ML', 'orange'],
	julia: ['JL', 'green'],
	zig: ['ZIG', 'orange'],
	dart: ['DA', 'blue'],
	r: ['R', 'blue'],
	perl: ['PL', 'blue'],
	bash: ['SH', 'green'],
	shellscript: ['SH', 'green'],
	shell: ['SH', 'green'],
	powershell: ['PS', 'blue'],
	sql: ['SQL', 'yellow'],
	html: ['<>', 'orange'],
	vue: ['V', 'green'],
	svelte: ['SV', 'orange'],
	css: ['#', 'blue'],
	scss: ['#', 'red'],
	less: ['#', 'blue'],
	json: ['{}', 'yellow'],
	yaml: ['YML', 'red'],
	toml: ['TOM', 'orange'],
	hcl: ['TF', 'purple'],
	markdown: ['MD', 'blue'],
};

export function languageBadge(language: string): TemplateResult {
	const badge = Object.hasOwn(BADGES, language) ? BADGES[language] : undefined;
	if (badge === undefined) return icon('file', 'lang-file');
	return html`<span class="lang hue-${badge[1]}" aria-hidden="true">${badge[0]}</span>`;
}
