import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../../../shared/types';

/** What a rule finds a node to be. */
export interface Found {
	/**
	 * `unit`: a function, or a definition to be kept whole. `container`: has members that are found in `body`.
	 * `code`: a statement that may define names. `splice`: its children stand for it. `lead`: belongs to the next definition.
	 * `embed`: text in another language.
	 */
	readonly as: 'unit' | 'container' | 'code' | 'splice' | 'lead' | 'embed';
	readonly kind?: ChunkKind;
	readonly name?: string;
	/** Further names defined. */
	readonly names?: readonly string[];
	/** Scopes that are written at the definition itself: a Go receiver, `Foo::` in C++. */
	readonly within?: readonly string[];
	/** Scopes of the members, where not the name; [] for none. */
	readonly scope?: readonly string[];
	/** A node whose children are the members or statements, or these themselves. */
	readonly body?: Node | readonly Node[] | undefined;
	/** The opening line is of no use by itself (namespaces, impl blocks). */
	readonly glue?: boolean;
	/** Kind of functions found in it is `method`. */
	readonly methods?: boolean;
	/** Continues the segment before it: always, or when that has this name. */
	readonly joins?: boolean | string;
	/** Grammar of an `embed`. */
	readonly grammar?: string;
	/** Doc comment's source where it is inside the node or is the node (`lead`). */
	readonly doc?: string;
}

export interface RuleContext {
	/** The text in which nodes' indices count. */
	readonly source: string;
	/** Applies the rules to another node. */
	resolve(node: Node): Found | undefined;
	/** Statements and types from here on are looked into. */
	readonly longChars: number;
	/** Path of the file, for what only its name tells. */
	readonly path: string;
}

export type Rule = (node: Node, context: RuleContext) => Found | undefined;

/** How a grammar's trees are read. */
export interface GrammarSpec {
	/** Node types of comments. */
	readonly comments: readonly string[];
	/** Node types of attributes and decorators that stand before a definition as its siblings. */
	readonly leads?: readonly string[];
	/** By node type. Types without a rule are statements without names. */
	readonly rules: Readonly<Record<string, Rule>>;
	/** The grammar puts comments before a definition at the end of the one before. */
	readonly trailingComments?: boolean;
	/** Templates: these nodes are blanked and the rest is read by another grammar. */
	readonly mask?: { readonly types: readonly string[]; readonly grammar: string };
}

/** Source text of a node; '' for none. */
export function textOf(node: Node | null | undefined, source: string): string {
	return node == null ? '' : source.slice(node.startIndex, node.endIndex);
}

/**
 * The end of a text, for a name that stands there: a pattern that may begin anywhere takes time in the square of the text, and broken
 * texts have names of any length.
 */
export function tail(text: string): string {
	return text.slice(-500);
}

/** Source text of a node's field; '' when it has none. */
export function fieldText(node: Node, field: string, source: string): string {
	return textOf(node.childForFieldName(field), source);
}

export function children(node: Node): Node[] {
	return node.children.filter(child => child !== null);
}

export function namedChildren(node: Node): Node[] {
	return node.namedChildren.filter(child => child !== null);
}

export function childOfType(node: Node, ...types: readonly string[]): Node | undefined {
	return namedChildren(node).find(child => types.includes(child.type));
}

/** First node of one of the types below `node`, nearest first; looks at most 400 nodes. */
export function descendantOfType(node: Node, ...types: readonly string[]): Node | undefined {
	const queue = namedChildren(node);
	for (let i = 0; i < queue.length && i < 400; i++) {
		const next = queue[i];
		if (next === undefined) break;
		if (types.includes(next.type)) return next;
		queue.push(...namedChildren(next));
	}
	return undefined;
}

interface NodeOptions {
	/** Field that holds the name; default `name`. */
	readonly name?: string;
	/** Field or node type that holds the body; default field `body`. */
	readonly body?: string;
}

function bodyOf(node: Node, body = 'body'): Node | undefined {
	return node.childForFieldName(body) ?? childOfType(node, body);
}

/** A function: its name and body are fields. */
export function fn(kind: ChunkKind = 'function', options: NodeOptions = {}): Rule {
	return (node, { source }) => ({
		as: 'unit',
		kind,
		name: fieldText(node, options.name ?? 'name', source),
		body: bodyOf(node, options.body),
	});
}

/** A type or module with members. */
export function container(
	kind: ChunkKind,
	options: NodeOptions & { readonly glue?: boolean; readonly methods?: boolean } = {},
): Rule {
	return (node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, options.name ?? 'name', source),
		body: bodyOf(node, options.body),
		glue: options.glue ?? false,
		methods: options.methods ?? kind !== 'module',
	});
}

/** The node is what its field (or last named child) is, with itself around it: decorators, `export`, templates. */
export function wrap(field?: string): Rule {
	return (node, context) => {
		const inner =
			(field === undefined ? null : node.childForFieldName(field)) ?? node.lastNamedChild;
		return inner === null ? undefined : context.resolve(inner);
	};
}

/** A statement that defines the name in its field. */
export function named(kind: ChunkKind, field = 'name'): Rule {
	return (node, { source }) => {
		const name = fieldText(node, field, source);
		return { as: 'code', kind, ...(name === '' ? {} : { name }) };
	};
}

/** A definition that is kept whole, such as a type alias. */
export function unit(kind: ChunkKind, field = 'name'): Rule {
	return (node, { source }) => ({ as: 'unit', kind, name: fieldText(node, field, source) });
}

/** Names are those of the identifiers of the types given, found in the node's children of type `declarator`. */
export function declares(kind: ChunkKind, declarator: string, nameField = 'name'): Rule {
	return (node, { source }) => {
		const names = namedChildren(node)
			.filter(child => child.type === declarator)
			.map(child => fieldText(child, nameField, source));
		return { as: 'code', kind, names };
	};
}

export const splice: Rule = () => ({ as: 'splice' });
export const lead: Rule = () => ({ as: 'lead' });

/** A statement that is looked into only when it is long: `if`, `try` around definitions. */
export const spliceIfLong: Rule = (node, { longChars }) =>
	node.endIndex - node.startIndex > longChars ? { as: 'splice' } : undefined;

/** True for a plain name; keeps expressions out of the lists of names. */
export function isName(text: string): boolean {
	return /^[\p{L}_$@][\p{L}\p{N}_$?!'.:-]{0,99}$/u.test(text);
}

/** What stands in a definition before its name: modifiers, attributes. */
export function headText(node: Node, source: string): string {
	return source.slice(
		node.startIndex,
		node.childForFieldName('name')?.startIndex ?? node.startIndex + 200,
	);
}

/** Cuts quotes and white space off a string literal. */
export function unquote(text: string): string {
	return text
		.slice(0, 1_000)
		.replace(/^[rbuf@$]*(["'`]+)([\s\S]*?)\1?$/i, '$2')
		.replace(/\s+/g, ' ')
		.slice(0, 100);
}
