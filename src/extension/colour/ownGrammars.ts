import type { LanguageRegistration } from 'shiki/core';

type Load = () => Promise<{ readonly default: LanguageRegistration[] }>;

/** Grammars that come with us, for languages that the editor knows only with an extension; by file extension. */
export const OWN_GRAMMARS: Readonly<Partial<Record<string, Load>>> = {
	'.kt': () => import('shiki/langs/kotlin.mjs'),
	'.kts': () => import('shiki/langs/kotlin.mjs'),
	'.scala': () => import('shiki/langs/scala.mjs'),
	'.sc': () => import('shiki/langs/scala.mjs'),
	'.ex': () => import('shiki/langs/elixir.mjs'),
	'.exs': () => import('shiki/langs/elixir.mjs'),
	'.hs': () => import('shiki/langs/haskell.mjs'),
	'.zig': () => import('shiki/langs/zig.mjs'),
	'.ml': () => import('shiki/langs/ocaml.mjs'),
	'.mli': () => import('shiki/langs/ocaml.mjs'),
	'.tf': () => import('shiki/langs/terraform.mjs'),
	'.hcl': () => import('shiki/langs/hcl.mjs'),
	'.toml': () => import('shiki/langs/toml.mjs'),
	'.nix': () => import('shiki/langs/nix.mjs'),
	'.erl': () => import('shiki/langs/erlang.mjs'),
	'.proto': () => import('shiki/langs/proto.mjs'),
	'.graphql': () => import('shiki/langs/graphql.mjs'),
	'.elm': () => import('shiki/langs/elm.mjs'),
	'.jl': () => import('shiki/langs/julia.mjs'),
	'.vue': () => import('shiki/langs/vue.mjs'),
	'.svelte': () => import('shiki/langs/svelte.mjs'),
};
