import type { TokenStyle } from '../../shared/view/viewProtocol';

/** A grammar file of an installed extension. */
export interface GrammarSource {
	readonly scopeName: string;
	/** Absolute path of a `.tmLanguage.json`. */
	readonly path: string;
	/** Scope inside it → language id, as the manifest says. */
	readonly embedded: Readonly<Record<string, string>>;
}

/** All that the colour worker must know of the editor; sent whole when the theme or the extensions change. */
export interface ColourSetup {
	/** Absolute path of the theme's JSON; undefined when it was not found. */
	readonly themePath: string | undefined;
	readonly dark: boolean;
	/** The user's own rules on top of the theme, as in `editor.tokenColorCustomizations`. */
	readonly customRules: readonly unknown[];
	readonly grammars: readonly GrammarSource[];
	/** File extension (with dot) or whole file name, lower-cased → scope name. */
	readonly scopeByExtension: Readonly<Record<string, string>>;
	readonly scopeByFilename: Readonly<Record<string, string>>;
}

export interface ColourRequest {
	readonly path: string;
	readonly lines: readonly string[];
}

/** For each line a flat list of (length, palette index) pairs; undefined where there is no grammar. */
export type LineColours = readonly (readonly number[])[] | undefined;

/** The worker tells nothing unasked. */
export type ColourEvents = Readonly<Record<string, never>>;

export interface ColourMethods {
	readonly setup: { readonly params: ColourSetup; readonly result: undefined };
	readonly colour: {
		readonly params: readonly ColourRequest[];
		readonly result: {
			readonly colours: readonly LineColours[];
			/** All styles met so far; only ever grows within one setup. */
			readonly palette: readonly TokenStyle[];
		};
	};
}
