import { join } from 'node:path';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { readPacked } from '../packedFile';

/**
 * WebAssembly faulted in a grammar. Its stack pointer is not restored, so after some dozens of these every grammar of the
 * process fails: the worker that sees one must be ended.
 */
export class GrammarTrap extends Error {
	override readonly name = 'GrammarTrap';
}

/** Progress reports a millisecond (one each 100 parser steps) below which a parse counts as starved rather than as long. */
const STARVED_REPORTS_PER_MS = 12;
/** A starved parse is given up at so many deadlines. */
const STARVED_FACTOR = 4;

export interface ParseLimits {
	/** Milliseconds until the parse is given up; on a busy machine a short parse is given up to four times that. */
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
					Language.load(readPacked(join(grammarsDir, `${grammar}.wasm`))),
				);
				languages.set(grammar, language);
			}
			return language;
		},
		parse(language, text, limits) {
			try {
				parser.setLanguage(language);
				const progressCallback = giveUp(limits);
				const tree = parser.parse(text, null, { progressCallback });
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

/**
 * Decides when a parse is given up. Time alone would make a file's chunks depend on what else the machine does: so a parse
 * that is late and has done little is let go on for a while.
 *
 * Typed void by the library, but true cancels. It must not throw: an exception through WebAssembly leaks its stack.
 */
function giveUp({ deadlineMs, signalled }: ParseLimits): () => boolean {
	const started = performance.now();
	let reports = 0;
	return () => {
		reports++;
		const spent = performance.now() - started;
		if (spent > deadlineMs * STARVED_FACTOR) return true;
		if (spent > deadlineMs && reports > deadlineMs * STARVED_REPORTS_PER_MS) return true;
		return isSignalled(signalled);
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
