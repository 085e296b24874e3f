/** `vscode.l10n.t`, or in tests a stand-in; pure modules get it as an argument. `{0}` stands for the first argument. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** English as written, for tests and for what is made before the editor's bundle is there. */
export const untranslated: Translate = (message, ...args) =>
	message.replace(/\{(\d+)\}/g, (_whole, index: string) => String(args[Number(index)] ?? ''));
