/** Functions with a doc comment, found with tree-sitter: the source of the span-level questions. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Language, Parser, type Node } from 'web-tree-sitter';

/** 0-based inclusive lines. */
export interface DocumentedFunction {
	readonly name: string;
	readonly startLine: number;
	readonly endLine: number;
	readonly commentStart: number;
	readonly commentEnd: number;
	/** First sentence of the comment without marks and without the function's own name in front. */
	readonly sentence: string;
}

interface LanguageRule {
	/** Grammar file below node_modules. */
	readonly wasm: string;
	readonly extensions: readonly string[];
	readonly functions: readonly string[];
}

const V = '@vscode/tree-sitter-wasm/wasm/tree-sitter-';
const W = 'tree-sitter-wasms/out/tree-sitter-';
const RULES: readonly LanguageRule[] = [
	{ wasm: `${V}python.wasm`, extensions: ['py'], functions: ['function_definition'] },
	{
		wasm: `${V}javascript.wasm`,
		extensions: ['js', 'mjs', 'cjs'],
		functions: ['function_declaration', 'method_definition'],
	},
	{
		wasm: `${V}typescript.wasm`,
		extensions: ['ts'],
		functions: ['function_declaration', 'method_definition'],
	},
	{
		wasm: `${V}go.wasm`,
		extensions: ['go'],
		functions: ['function_declaration', 'method_declaration'],
	},
	{ wasm: `${V}rust.wasm`, extensions: ['rs'], functions: ['function_item'] },
	{ wasm: `${V}java.wasm`, extensions: ['java'], functions: ['method_declaration'] },
	{
		wasm: '@tree-sitter-grammars/tree-sitter-kotlin/tree-sitter-kotlin.wasm',
		extensions: ['kt'],
		functions: ['function_declaration'],
	},
	{
		wasm: 'tree-sitter-scala/tree-sitter-scala.wasm',
		extensions: ['scala'],
		functions: ['function_definition'],
	},
	{ wasm: `${V}c-sharp.wasm`, extensions: ['cs'], functions: ['method_declaration'] },
	{ wasm: `${W}swift.wasm`, extensions: ['swift'], functions: ['function_declaration'] },
	{
		wasm: `${V}php.wasm`,
		extensions: ['php'],
		functions: ['method_declaration', 'function_definition'],
	},
	{ wasm: `${V}ruby.wasm`, extensions: ['rb'], functions: ['method', 'singleton_method'] },
	{
		wasm: '@tree-sitter-grammars/tree-sitter-lua/tree-sitter-lua.wasm',
		extensions: ['lua'],
		functions: ['function_declaration'],
	},
	{ wasm: `${W}c.wasm`, extensions: ['c'], functions: ['function_definition'] },
	{
		wasm: `${V}cpp.wasm`,
		extensions: ['cc', 'cpp', 'h', 'hpp'],
		functions: ['function_definition'],
	},
	{ wasm: `${W}solidity.wasm`, extensions: ['sol'], functions: ['function_definition'] },
];

const WRAPPERS = new Set([
	'export_statement',
	'decorated_definition',
	'template_declaration',
	'lexical_declaration',
	'variable_declaration',
]);

const modules = join(
	createRequire(join(process.cwd(), 'package.json')).resolve('web-tree-sitter'),
	'../..',
);
const parsers = new Map<LanguageRule, Parser>();

/** @returns undefined for a file of no known language. */
export async function documentedFunctions(
	path: string,
	text: string,
): Promise<DocumentedFunction[] | undefined> {
	const extension = path.slice(path.lastIndexOf('.') + 1);
	const rule = RULES.find(each => each.extensions.includes(extension));
	if (!rule) return undefined;
	let parser = parsers.get(rule);
	if (!parser) {
		await Parser.init();
		parser = new Parser();
		parser.setLanguage(await Language.load(join(modules, rule.wasm)));
		parsers.set(rule, parser);
	}
	const tree = parser.parse(text);
	if (!tree) return [];
	const lines = text.split('\n');
	const found: DocumentedFunction[] = [];
	for (const node of tree.rootNode.descendantsOfType([...rule.functions])) {
		const one =
			node && (extension === 'py' ? withDocstring(node, lines) : withComment(node, lines));
		if (one) found.push(one);
	}
	tree.delete();
	return found;
}

function nameOf(node: Node): string {
	let name = node.childForFieldName('name') ?? node.childForFieldName('declarator');
	while (name?.childForFieldName('declarator')) name = name.childForFieldName('declarator');
	name ??= node.namedChildren.find(child => child?.type.endsWith('identifier')) ?? null;
	return name?.text.split(/[.:]+/).at(-1) ?? '';
}

/** Line of the node's last character: line comments of some grammars hold their line end. */
function lastLine(node: Node): number {
	return node.endPosition.column === 0 ? node.endPosition.row - 1 : node.endPosition.row;
}

function withComment(node: Node, lines: readonly string[]): DocumentedFunction | undefined {
	let outer = node;
	while (outer.parent && WRAPPERS.has(outer.parent.type)) outer = outer.parent;
	const startLine = outer.startPosition.row;
	let first: number | undefined;
	let last: number | undefined;
	let below = startLine;
	for (let above = outer.previousSibling; above; above = above.previousSibling) {
		if (lastLine(above) !== below - 1) break;
		if (above.type === 'attribute_item' && first === undefined) {
			below = above.startPosition.row;
			continue;
		}
		if (!above.type.includes('comment')) break;
		const head = lines[above.startPosition.row] ?? '';
		if (head.slice(0, above.startPosition.column).trim() !== '') break;
		first = above.startPosition.row;
		last ??= lastLine(above);
		below = first;
	}
	if (first === undefined || last === undefined) return undefined;
	const name = nameOf(node);
	const sentence = firstSentence(lines.slice(first, last + 1).join('\n'), name);
	// Where attributes stand between, the function's span begins with them.
	return {
		name,
		startLine: last + 1,
		endLine: lastLine(node),
		commentStart: first,
		commentEnd: last,
		sentence,
	};
}

function withDocstring(node: Node, lines: readonly string[]): DocumentedFunction | undefined {
	const body = node.childForFieldName('body');
	const statement = body?.namedChildren[0];
	if (!body || statement?.type !== 'expression_statement' || body.namedChildCount < 2)
		return undefined;
	const string = statement.namedChildren[0];
	if (string?.type !== 'string') return undefined;
	const commentStart = statement.startPosition.row;
	const commentEnd = lastLine(statement);
	if ((lines[commentStart] ?? '').slice(0, statement.startPosition.column).trim() !== '')
		return undefined;
	const outer = node.parent?.type === 'decorated_definition' ? node.parent : node;
	const name = nameOf(node);
	const sentence = firstSentence(
		string.text.replace(/^[a-zA-Z]*("""|'''|"|')|("""|'''|"|')$/g, ''),
		name,
	);
	return {
		name,
		startLine: outer.startPosition.row,
		endLine: lastLine(node),
		commentStart,
		commentEnd,
		sentence,
	};
}

/** Strips comment marks and markup; cuts at the first sentence's end, a blank line or a tag. */
export function firstSentence(comment: string, name: string): string {
	const plain = comment
		.split('\n')
		.map(line =>
			line
				.trim()
				.replace(/^(?:\/\*+!?|\/\/[/!]*|--+\[*=*\[?|\*+\/?|#+|;+)\s?/, '')
				.replace(/\*+\/$/, '')
				.replace(/\]=*\]$/, '')
				.trim(),
		)
		.join('\n')
		.trim();
	const paragraph = (plain.split(/\n\s*\n|\n\s*[@\\:](?!link)|\n={2,}|\n-{2,}/)[0] ?? '')
		.replace(/^\s*[@\\](?:brief|notice|dev|details|summary|desc(?:ription)?)\s+/i, '')
		.replace(/\{@\w+\s+(?:[^}]*[#. ])?([^}\s]*)\}/g, '$1')
		.replace(/<[^>]+>/g, ' ')
		.replace(/\[([^\]]+)\](?:\([^)]*\))?/g, '$1')
		.replace(/[`*]+/g, '')
		.replace(/\s+/g, ' ')
		.trim();
	let sentence = (/^.*?[.!?](?=\s+[A-Z(]|\s*$)/.exec(paragraph)?.[0] ?? paragraph).replace(
		/[.:;!\s]+$/,
		'',
	);
	// Go's custom ("Open opens …"); letter for letter, so that a sentence that starts with the verb stays whole.
	if (name !== '' && sentence.startsWith(`${name} `)) {
		sentence = sentence
			.slice(name.length)
			.replace(/^\s*[-:–()]+\s*/, '')
			.trim();
	}
	return sentence;
}

/** A sentence that someone could ask: long enough, in words, without the function's own name. */
export function isQuestion(sentence: string, name: string): boolean {
	const words = sentence.split(' ');
	if (words.length < 4 || words.length > 30 || sentence.length < 25 || sentence.length > 240)
		return false;
	if (
		/^[@\\]|todo|fixme|deprecated|copyright|licen[cs]e|inheritdoc|see also|eslint|nolint|https?:|->|[{}=;]/i.test(
			sentence,
		)
	)
		return false;
	if (/[^\x20-\x7e]/.test(sentence)) return false;
	// Naming the function gives it away; a name that is an ordinary word ("open") does not.
	const ordinary = /^[A-Z]?[a-z]+$/.test(name);
	if (
		name === '' ||
		(!ordinary &&
			sentence
				.toLowerCase()
				.split(/[^a-z\d_$]+/)
				.includes(name.toLowerCase()))
	)
		return false;
	return (sentence.match(/[a-z]/gi)?.length ?? 0) > sentence.length * 0.6;
}
