import { join } from 'node:path';
import { Language, Parser, type Range, type Tree } from 'web-tree-sitter';
import { readPacked } from '../packedFile';
import type { ParseBudget } from './parseBudget';

/**
 * WebAssembly faulted in a grammar. Its stack pointer is not restored, so after some dozens of these every grammar of the
 * process fails: the worker that sees one must be ended.
 */
export class GrammarTrap extends Error {
	override readonly name = 'GrammarTrap';
}

export interface ParseLimits {
	/** Shared by all parses of a file. */
	readonly budget: ParseBudget;
	/** Polled every few milliseconds; true gives the parse up. */
	readonly signalled?: (() => boolean) | undefined;
}

/** The runtime's grammars: loaded when first asked for, kept for the life of the thread. */
export interface GrammarRuntime {
	/** @throws {GrammarTrap} when the file is missing or faulty. */
	load(grammar: string): Promise<Language>;
	/**
	 * Parses one text, or a range of it. The caller must call `delete()` on the tree exactly once.
	 *
	 * @returns undefined when the budget is spent or it was signalled.
	 * @throws {GrammarTrap}
	 */
	parse(language: Language, text: string, limits: ParseLimits, range?: Range): Tree | undefined;
}

/**
 * Grammars whose scanner looks for the end of a `//` comment and not for that of the text: one in the last line, without a line end, keeps
 * it busy for ever, where no callback is asked. Found by the fuzzer; of all our grammars it is this one, tried with 58 open ends each.
 */
const NEEDS_LINE_END: ReadonlySet<string> = new Set(['rescript']);

/** Blanks for a `//` comment with which a text ends, so that every place stays what it is. */
function withoutLastComment(text: string): string {
	const line = text.lastIndexOf('\n') + 1;
	for (let at = text.indexOf('//', line); at !== -1; at = text.indexOf('//', at + 1)) {
		// The slashes of an address in a string are none.
		const quotes = text.slice(line, at).match(/["`]/g)?.length ?? 0;
		if (quotes % 2 === 0) return text.slice(0, at) + ' '.repeat(text.length - at);
	}
	return text;
}

/** Starts the WebAssembly runtime. @param grammarsDir holds `tree-sitter.wasm` and the grammars. */
export async function createGrammarRuntime(grammarsDir: string): Promise<GrammarRuntime> {
	await Parser.init({ locateFile: () => join(grammarsDir, 'tree-sitter.wasm') });
	const languages = new Map<string, Promise<Language>>();
	const endless = new Set<Language>();
	const parser = new Parser();

	return {
		load(grammar) {
			let language = languages.get(grammar);
			if (language === undefined) {
				language = trapped(`loading ${grammar}`, () =>
					Language.load(readPacked(join(grammarsDir, `${grammar}.wasm`))),
				).then(loaded => {
					if (NEEDS_LINE_END.has(grammar)) endless.add(loaded);
					return loaded;
				});
				languages.set(grammar, language);
			}
			return language;
		},
		parse(language, text, limits, range) {
			limits.budget.start();
			try {
				parser.setLanguage(language);
				const progressCallback = giveUp(limits);
				const readable = endless.has(language) ? withoutLastComment(text) : text;
				const tree = parser.parse(readable, null, {
					progressCallback,
					...(range === undefined ? {} : { includedRanges: [range] }),
				});
				if (tree !== null) return tree;
				// Without it the next parse would go on with this text.
				parser.reset();
				return undefined;
			} catch (error) {
				throw new GrammarTrap(`parsing ${language.name ?? ''}`, { cause: error });
			} finally {
				limits.budget.stop();
			}
		},
	};
}

/** Typed void by the library, but true cancels. It must not throw: an exception through WebAssembly leaks its stack. */
function giveUp({ budget, signalled }: ParseLimits): () => boolean {
	return () => budget.isSpent() || isSignalled(signalled);
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
