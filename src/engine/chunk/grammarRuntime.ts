import { join } from 'node:path';
import { Language, Parser, type Tree } from 'web-tree-sitter';

/**
 * WebAssembly faulted in a grammar. Its stack pointer is not restored, so after some dozens of these every grammar of the
 * process fails: the worker that sees one must be ended.
 */
export class GrammarTrap extends Error {
	override readonly name = 'GrammarTrap';
}

export interface ParseLimits {
	/** Milliseconds until the parse is given up. */
	readonly deadlineMs: number;
	/** Polled every few milliseconds; true gives the parse up. */
	readonly signalled?: (() => boolean) | undefined;
}

/** The runtime's grammars: loaded when first asked for, kept for the life of the thread. */
export interface GrammarRuntime {
	/** @throws {GrammarTrap} when the file is missing or faulty. */
	load(grammar: string): Promise<Language>;
	/**
	 * Parses one text. The caller must call `delete()` on the tree exactly once.
	 *
	 * @returns undefined when the deadline passed or it was signalled.
	 * @throws {GrammarTrap}
	 */
	parse(language: Language, text: string, limits: ParseLimits): Tree | undefined;
}

/** Starts the WebAssembly runtime. @param grammarsDir holds `tree-sitter.wasm` and the grammars. */
export async function createGrammarRuntime(grammarsDir: string): Promise<GrammarRuntime> {
	await Parser.init({ locateFile: () => join(grammarsDir, 'tree-sitter.wasm') });
	const languages = new Map<string, Promise<Language>>();
	const parser = new Parser();

	return {
		load(grammar) {
			let language = languages.get(grammar);
			if (language === undefined) {
				language = trapped(`loading ${grammar}`, () =>
					Language.load(join(grammarsDir, `${grammar}.wasm`)),
				);
				languages.set(grammar, language);
			}
			return language;
		},
		parse(language, text, limits) {
			const deadline = performance.now() + limits.deadlineMs;
			try {
				parser.setLanguage(language);
				const tree = parser.parse(text, null, {
					// Typed void, but true cancels. It must not throw: an exception through WebAssembly leaks its stack.
					progressCallback: () => performance.now() > deadline || isSignalled(limits.signalled),
				});
				if (tree !== null) return tree;
				// Without it the next parse would go on with this text.
				parser.reset();
				return undefined;
			} catch (error) {
				throw new GrammarTrap(`parsing ${language.name ?? ''}`, { cause: error });
			}
		},
	};
}

/** Runs code that calls into WebAssembly; any exception out of it becomes a {@link GrammarTrap}. */
async function trapped<T>(what: string, call: () => Promise<T>): Promise<T> {
	try {
		return await call();
	} catch (error) {
		throw new GrammarTrap(what, { cause: error });
	}
}

function isSignalled(signalled: (() => boolean) | undefined): boolean {
	try {
		return signalled?.() ?? false;
	} catch {
		return true;
	}
}
