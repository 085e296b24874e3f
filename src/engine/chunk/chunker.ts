import type { Node, Range, Tree } from 'web-tree-sitter';
import { assemble } from './assemble';
import { blockSegments } from './blocks';
import { errorShare } from './errorShare';
import { FileBudget, OutOfTime } from './fileBudget';
import { fillGaps } from './gaps';
import {
	createGrammarRuntime,
	GrammarTrap,
	type GrammarRuntime,
	type ParseLimits,
} from './grammarRuntime';
import { GRAMMAR_SPECS } from './grammars/registry';
import type { GrammarSpec } from './grammars/spec';
import { detectLanguage, languageById } from './languages';
import type { LanguageDef } from './languageTable';
import { isDataText } from './dataText';
import { DEFAULT_LIMITS, limitsFor } from './limits';
import { LineTable, withNewlines } from './lineTable';
import { notebookChunks } from './notebook';
import { Outline } from './outline';
import { proseChunks } from './prose';
import { sectionChunks } from './sections';
import type { Segment } from './segment';
import type { Chunk, ChunkedFile, ChunkLimits } from './types';
import { windowChunks } from './windows';

const DEFAULT_DEADLINE_MS = 500;
/** A tree with more of its text in errors than this says nothing reliable. */
const MAX_ERROR_SHARE = 0.3;
/** Files of these languages are data when they are long: the rest repeats what the start shows. */
const DATA_LANGUAGES = new Set([
	'json',
	'jsonc',
	'jsonl',
	'yaml',
	'csv',
	'xml',
	'po',
	'diff',
	'go.mod',
]);
const OBJECTIVE_C = /^[ \t]*(?:@interface|@protocol|@class|@property|#import)\b/m;
/** What defines nothing by a line. */
const MARKUP_LANGUAGES = new Set(['html', 'vue', 'svelte', 'erb', 'css']);

interface ChunkOptions {
	/** Milliseconds of CPU time that the parses of the file may take together; default 500. With reading their trees it is 1.7 times that. */
	readonly deadlineMs?: number;
	/** Polled during a parse; true gives it up as the deadline does. */
	readonly signalled?: () => boolean;
	/** Leave the grammar out, for a file that trapped before: `fallback` is then `trap`. */
	readonly windowsOnly?: boolean;
}

export interface Chunker {
	readonly limits: ChunkLimits;
	/**
	 * Cuts a file into chunks.
	 *
	 * @param path Root-relative, with `/`; tells the language.
	 * @param text Decoded, without BOM.
	 * @throws {GrammarTrap} WebAssembly faulted: end this thread, and cut the file again with `windowsOnly` in a new one.
	 */
	chunk(path: string, text: string, options?: ChunkOptions): Promise<ChunkedFile>;
}

export interface ChunkerOptions {
	/** Folder with `tree-sitter.wasm` and the grammars. */
	readonly grammarsDir: string;
	readonly limits?: Partial<ChunkLimits>;
}

/** One chunker a thread: the grammars' WebAssembly lives as long as the thread does. Nothing is loaded before the first file. */
export function createChunker(options: ChunkerOptions): Promise<Chunker> {
	const limits = { ...DEFAULT_LIMITS, ...options.limits };
	let runtime: Promise<GrammarRuntime> | undefined;
	return Promise.resolve({
		limits,
		async chunk(path, text, chunkOptions = {}) {
			const language = refined(
				path,
				text,
				detectLanguage(path, text.slice(0, 200).split(/[\r\n]/, 1)[0]),
			);
			const source = withNewlines(text);
			const file: FileToCut = {
				path,
				language,
				lines: new LineTable(source),
				limits: limitsFor(language, limits),
			};
			if (language.grammar === undefined || chunkOptions.windowsOnly === true)
				return withoutGrammar(file, chunkOptions.windowsOnly === true ? 'trap' : 'no-grammar');
			if (isLongData(file)) return windows(file, 'too-large');
			if (text.length > limits.maxParseChars) return windows(file, 'too-large');
			runtime ??= createGrammarRuntime(options.grammarsDir);
			return await withGrammar(file, language.grammar, await runtime, {
				budget: new FileBudget(chunkOptions.deadlineMs ?? DEFAULT_DEADLINE_MS),
				signalled: chunkOptions.signalled,
			});
		},
	});
}

/** A `.h` is C++ unless it says that it is Objective-C: the C++ grammar makes errors of that. */
function refined(path: string, text: string, language: LanguageDef): LanguageDef {
	if (!path.endsWith('.h') || !OBJECTIVE_C.test(text)) return language;
	return languageById('objective-c') ?? language;
}

interface FileToCut {
	readonly path: string;
	readonly language: LanguageDef;
	/** Of the text with `\n` for each lone `\r`. */
	readonly lines: LineTable;
	readonly limits: ChunkLimits;
}

async function withGrammar(
	file: FileToCut,
	grammar: string,
	runtime: GrammarRuntime,
	parseLimits: ParseLimits,
): Promise<ChunkedFile> {
	const trees: Tree[] = [];
	const parse: ParseText = async (name, text, part) => {
		const tree = runtime.parse(await runtime.load(name), text, parseLimits, rangeOf(file, part));
		if (tree !== undefined) trees.push(tree);
		return tree;
	};
	try {
		const cut = await cutByGrammar(file, grammar, file.lines.text, parse, parseLimits.budget);
		if (typeof cut === 'string') return blocksOrWindows(file, cut);
		return result(
			file,
			'grammar',
			'none',
			assembled(file, cut, s => isBig(s, file)),
		);
	} catch (error) {
		if (error instanceof Error && error.name === 'RuntimeError')
			throw new GrammarTrap(`reading the tree of ${file.path}`, { cause: error });
		throw error;
	} finally {
		for (const tree of trees) deleteTree(tree);
	}
}

/** A stretch of a text, as offsets. */
interface Part {
	readonly start: number;
	readonly end: number;
}

/** Parses a part of a text with a grammar by name; trees live until the file is done. */
type ParseText = (grammar: string, text: string, part: Part) => Promise<Tree | undefined>;

/** The part as tree-sitter wants it; undefined for the whole text. */
function rangeOf({ lines }: FileToCut, { start, end }: Part): Range | undefined {
	if (start === 0 && end === lines.text.length) return undefined;
	const pointAt = (offset: number) => {
		const row = lines.lineAt(offset);
		return { row, column: offset - lines.startOf(row) };
	};
	return {
		startIndex: start,
		endIndex: end,
		startPosition: pointAt(start),
		endPosition: pointAt(end),
	};
}

/** @returns Segments of a part of the text, or why there are none. */
async function cutByGrammar(
	file: FileToCut,
	grammar: string,
	source: string,
	parse: ParseText,
	budget: FileBudget,
	part: Part = { start: 0, end: source.length },
): Promise<Segment[] | 'deadline' | 'errors' | 'no-grammar'> {
	const spec = GRAMMAR_SPECS.get(grammar);
	if (spec === undefined) return 'no-grammar';
	const tree = await parse(grammar, source, part);
	if (tree === undefined) return 'deadline';
	const { mask } = spec;
	if (mask !== undefined) {
		const rest = budget.read(() => masked(tree.rootNode, source, mask.types));
		const cut = await cutByGrammar(file, mask.grammar, rest, parse, budget);
		return typeof cut === 'string' ? cut : fillGaps(cut, source, file.limits);
	}
	const segments = budget.read(() => segmentsOf(tree, file, spec, source, part, budget));
	if (typeof segments === 'string' || !segments.some(segment => segment.embed !== undefined))
		return segments;
	const all: Segment[] = [];
	for (const segment of segments)
		all.push(...(await embedded(file, segment, source, parse, budget)));
	return all;
}

/** @returns Segments of the part that the tree is of, or why it does not serve. */
function segmentsOf(
	tree: Tree,
	file: FileToCut,
	spec: GrammarSpec,
	source: string,
	part: Part,
	budget: FileBudget,
): Segment[] | 'deadline' | 'errors' {
	const root = tree.rootNode;
	try {
		if (root.hasError && errorShare(tree, part.end - part.start, budget) > MAX_ERROR_SHARE)
			return 'errors';
		return new Outline(source, file.path, spec, file.limits, budget).read(root, part);
	} catch (error) {
		if (error instanceof OutOfTime) return 'deadline';
		throw error;
	}
}

/** A `<script>`'s segments instead of itself, where its language can be parsed. */
async function embedded(
	file: FileToCut,
	segment: Segment,
	source: string,
	parse: ParseText,
	budget: FileBudget,
): Promise<readonly Segment[]> {
	if (segment.embed === undefined) return [segment];
	const cut = await cutByGrammar(file, segment.embed, source, parse, budget, segment);
	return typeof cut === 'string' ? [segment] : cut;
}

/** The text with white space for each node of the given types; offsets and lines are unchanged. */
function masked(root: Node, source: string, types: readonly string[]): string {
	const parts: string[] = [];
	let at = 0;
	for (const node of root.children) {
		if (node === null || !types.includes(node.type)) continue;
		parts.push(
			source.slice(at, node.startIndex),
			source.slice(node.startIndex, node.endIndex).replace(/[^\n]/g, ' '),
		);
		at = node.endIndex;
	}
	return parts.join('') + source.slice(at);
}

/** @throws {GrammarTrap} when freeing faults. */
function deleteTree(tree: Tree): void {
	try {
		tree.delete();
	} catch (error) {
		throw new GrammarTrap('deleting a tree', { cause: error });
	}
}

function assembled(
	file: FileToCut,
	segments: readonly Segment[],
	isBig: (segment: Segment) => boolean,
): Chunk[] {
	return assemble(segments, file.lines, file.language.id, file.limits, isBig);
}

function withoutGrammar(file: FileToCut, fallback: ChunkedFile['fallback']): ChunkedFile {
	const { language, lines, limits } = file;
	switch (language.strategy) {
		case 'markdown':
			return result(file, 'markdown', 'none', sectionChunks(lines, language.id, limits));
		case 'notebook': {
			const chunks = notebookChunks(lines, limits);
			return chunks === undefined
				? windows(file, 'errors')
				: result(file, 'notebook', 'none', chunks);
		}
		case 'prose':
			if (isDataText(file.path, lines.text)) return windows(file, 'no-grammar');
			return result(file, 'prose', 'none', proseChunks(lines, language.id, limits));
		case 'outline':
			return blocksOrWindows(file, fallback);
		default:
			if (fallback === 'trap') return blocksOrWindows(file, fallback);
			return windows(file, isLongData(file) ? 'too-large' : fallback);
	}
}

/** Without a tree: definitions by their first lines, or plain windows where none is found. */
function blocksOrWindows(file: FileToCut, fallback: ChunkedFile['fallback']): ChunkedFile {
	const isData = DATA_LANGUAGES.has(file.language.id) || MARKUP_LANGUAGES.has(file.language.id);
	const segments = isData ? undefined : blockSegments(file.lines, file.language, file.limits);
	if (segments === undefined) return windows(file, fallback);
	return result(
		file,
		'windows',
		fallback,
		assembled(file, segments, s => isBig(s, file)),
	);
}

function isBig(segment: Segment, { lines, limits }: FileToCut): boolean {
	const chars = segment.end - segment.start;
	return (
		chars >= limits.minChars ||
		lines.lineAt(segment.end - 1) - lines.lineAt(segment.start) + 1 >= limits.minLines
	);
}

function isLongData({ language, lines, limits }: FileToCut): boolean {
	return DATA_LANGUAGES.has(language.id) && lines.text.length > limits.maxDataChars;
}

function windows(file: FileToCut, fallback: ChunkedFile['fallback']): ChunkedFile {
	const { language, lines, limits } = file;
	const most = isLongData(file) ? limits.maxDataChars : lines.text.length;
	// Short XML is configuration or a user interface; what is long of it is data as everything else.
	const isData =
		(DATA_LANGUAGES.has(language.id) && (language.id !== 'xml' || isLongData(file))) ||
		(language.strategy === 'prose' && isDataText(file.path, lines.text));
	const sizes = isData
		? { ...limits, windowChars: limits.dataChars, maxChars: limits.dataChars * 1.5 }
		: limits;
	return result(file, 'windows', fallback, windowChunks(lines, language.id, sizes, 'text', most));
}

function result(
	file: FileToCut,
	method: ChunkedFile['method'],
	fallback: ChunkedFile['fallback'],
	chunks: readonly Chunk[],
): ChunkedFile {
	return { chunks, language: file.language.id, method, fallback };
}
