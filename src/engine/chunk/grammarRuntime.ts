import { join } from 'node:path';
import { Language, Parser, type Range, type Tree } from 'web-tree-sitter';
import { readPacked } from '../packedFile';
import type { FileBudget } from './fileBudget';

/**
 * WebAssembly faulted in a grammar. Its stack pointer is not restored, so after some dozens of these every grammar of the
 * process fails: the worker that sees one must be ended.
 */
export class GrammarTrap extends Error {
	override readonly name = 'GrammarTrap';
}

export interface ParseLimits {
	/** Shared by all work on a file. */
	readonly budget: FileBudget;
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
	let isString = false;
	for (let at = text.lastIndexOf('\n') + 1; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 34 || code === 96) isString = !isString;
		// The slashes of an address in a string are none.
		if (!isString && text.startsWith('//', at))
			return text.slice(0, at) + ' '.repeat(text.length - at);
	}
	return text;
}

/** What the runtime takes of a text at a time: its buffer has 10 KB, of two bytes a unit, and an end mark. */
const READ_UNITS = 5_119;

/**
 * The parser's view of a text, which ends early once the parse is to be given up: the parser asks that only every hundred steps, and a
 * scanner that looks for a bracket's end up to the text's end, from each bracket, makes a step of milliseconds.
 */
class Reader {
	#ends = 0;

	constructor(
		private readonly text: string,
		private readonly limits: ParseLimits,
	) {}

	/** True when the parser was told of an end that is none. */
	get hasEnded(): boolean {
		return this.#ends > 0;
	}

	/** A stretch of the text; '' at its end. */
	readonly read = (index: number): string => {
		const { budget, signalled } = this.limits;
		if (this.hasEnded || budget.isSpentWithin() || isSignalled(signalled))
			// First a line's end: there are scanners that look for that and not for the text's.
			return this.#ends++ === 0 ? '\n' : '';
		return this.text.slice(index, index + READ_UNITS);
	};

	/** Called every hundred steps; typed void by the library, but true cancels. Must not throw: through WebAssembly that leaks its stack. */
	readonly progress = (): boolean => {
		const { budget, signalled } = this.limits;
		return budget.isSpent() || this.hasEnded || isSignalled(signalled);
	};
}

/**
 * Loads a grammar and frees its file's bytes at once. They are compiled by then; a worker's small heap is seldom collected, and up to 18 MB of
 * them had waited for that in each.
 */
async function loadLanguage(path: string): Promise<Language> {
	const bytes = readPacked(path);
	const language = await Language.load(bytes);
	const buffer: ArrayBufferLike & { transfer?: (length: number) => unknown } = bytes.buffer;
	// Not where it is a part of Node's pool. `transfer` is newer than the language level that we compile for.
	if (buffer.byteLength === bytes.byteLength) buffer.transfer?.(0);
	return language;
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
					loadLanguage(join(grammarsDir, `${grammar}.wasm`)),
				).then(loaded => {
					if (NEEDS_LINE_END.has(grammar)) endless.add(loaded);
					return loaded;
				});
				languages.set(grammar, language);
			}
			return language;
		},
		parse(language, text, limits, range) {
			// Of a page with many scripts those that come too late are not begun.
			if (limits.budget.isSpentWithin()) return undefined;
			return limits.budget.parse(() => {
				try {
					parser.setLanguage(language);
					const reader = new Reader(
						endless.has(language) ? withoutLastComment(text) : text,
						limits,
					);
					const tree = parser.parse(reader.read, null, {
						progressCallback: reader.progress,
						...(range === undefined ? {} : { includedRanges: [range] }),
					});
					if (tree !== null && !reader.hasEnded) return tree;
					tree?.delete();
					// Without it the next parse would go on with this text.
					parser.reset();
					return undefined;
				} catch (error) {
					throw new GrammarTrap(`parsing ${language.name ?? ''}`, { cause: error });
				}
			});
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
