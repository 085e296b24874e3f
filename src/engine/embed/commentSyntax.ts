/** What a lexer has to know of a language to tell comments, strings and code apart. */
export interface CommentSyntax {
	/** Marks that start a comment up to the end of the line. */
	readonly line: readonly string[];
	/** Opening and closing marks. */
	readonly block: readonly (readonly [open: string, close: string])[];
	/** Quotes of strings that end on their line (a backtick may span lines). */
	readonly quotes: string;
	/** Strings whose text documents code, such as Python's triple quotes. */
	readonly docQuotes: readonly string[];
}

const syntax = (
	line: string,
	block: readonly (readonly [string, string])[] = [],
	quotes = '"\'',
	docQuotes: readonly string[] = [],
): CommentSyntax => ({ line: line.split(' ').filter(m => m !== ''), block, quotes, docQuotes });

const SLASH_STAR = ['/*', '*/'] as const;
const MARKUP = ['<!--', '-->'] as const;
const PAREN_STAR = ['(*', '*)'] as const;

const C = syntax('//', [SLASH_STAR], '"\'`');
const HASH = syntax('#');
const DASH = syntax('--', [SLASH_STAR]);
const SEMICOLON = syntax(';', [], '"');
const PERCENT = syntax('%', [], '"');

/** Language id → syntax. What is missing is read like C, the commonest family. */
const BY_LANGUAGE = new Map<string, CommentSyntax>();
const add = (languages: string, value: CommentSyntax): void => {
	for (const language of languages.split(' ')) BY_LANGUAGE.set(language, value);
};

add('python starlark jupyter', syntax('#', [], '"\'', ['"""', "'''"]));
add('ruby', syntax('#', [['=begin', '=end']]));
add('perl r shellscript bash sh zsh fish yaml toml makefile make dockerfile cmake graphql', HASH);
add('coffeescript crystal gdscript tcl gitignore just ruby-erb', HASH);
add('elixir', syntax('#', [], '"\'', ['"""']));
add('julia', syntax('#', [['#=', '=#']], '"', ['"""']));
add('powershell', syntax('#', [['<#', '#>']]));
add('nix', syntax('#', [SLASH_STAR], '"'));
add('hcl terraform', syntax('# //', [SLASH_STAR], '"'));
add('php', syntax('// #', [SLASH_STAR]));
add('ini properties', syntax('# ;', [], '"'));
add('lua', syntax('--', [['--[[', ']]']]));
add('sql plsql ada vhdl', DASH);
add('haskell elm purescript', syntax('--', [['{-', '-}']], '"'));
add('ocaml ocaml_interface reason sml', syntax('', [PAREN_STAR], '"'));
add('fsharp', syntax('//', [PAREN_STAR], '"'));
add('pascal delphi', syntax('//', [PAREN_STAR, ['{', '}']], "'"));
add('html xml xsl svg handlebars erb', syntax('', [MARKUP], ''));
add('vue svelte astro', syntax('//', [MARKUP, SLASH_STAR], '"\'`'));
add('css', syntax('', [SLASH_STAR]));
add('scss less sass', syntax('//', [SLASH_STAR]));
add('clojure commonlisp lisp scheme racket emacs-lisp elisp asm', SEMICOLON);
add('erlang tex latex prolog matlab', PERCENT);
add('fortran fortran-modern', syntax('!'));
add('viml vim', syntax('"', [], "'"));
add('rust', syntax('//', [SLASH_STAR], '"'));
add('json jsonc json5', syntax('//', [SLASH_STAR], '"'));

export function commentSyntax(language: string): CommentSyntax {
	return BY_LANGUAGE.get(language) ?? C;
}

/** Languages whose text is prose: embedded as it stands. */
const PROSE = new Set([
	'markdown',
	'mdx',
	'plaintext',
	'text',
	'restructuredtext',
	'rst',
	'asciidoc',
	'org',
]);

export function isProse(language: string): boolean {
	return PROSE.has(language);
}
