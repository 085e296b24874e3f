/** Name in `dist/grammars` (without `.wasm`) → file under node_modules. */
export declare const GRAMMAR_FILES: Readonly<Record<string, string>>;
export declare function copyGrammars(outDir: string): void;
