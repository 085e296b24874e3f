import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	namedChildren,
	textOf,
	unquote,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

const MODULES = /^def(?:module|protocol|impl)$/;
const FUNCTIONS = /^(?:def|defp|defmacro|defmacrop|defguard|defguardp|defdelegate|defn|defnp)$/;
/** Module attributes that describe the next function. */
const LEADS = /^(?:doc|typedoc|spec|impl|deprecated|dialyzer|tag|since|decorate)$/;

function call(node: Node, { source }: RuleContext): Found | undefined {
	const target = textOf(node.childForFieldName('target'), source);
	const list = childOfType(node, 'arguments');
	const body = childOfType(node, 'do_block');
	const first = list?.firstNamedChild ?? null;
	if (MODULES.test(target)) {
		const name = textOf(first, source);
		return {
			as: 'container',
			kind: 'module',
			name,
			body: body ?? [],
			doc: moduledoc(body, source),
		};
	}
	if (FUNCTIONS.test(target))
		return { as: 'unit', kind: 'function', name: functionName(first, source), body };
	if (target === 'describe' || target === 'test' || target === 'property') {
		const name = unquote(textOf(first, source));
		return target === 'describe'
			? { as: 'container', kind: 'test', name, body: body ?? [], glue: true }
			: { as: 'unit', kind: 'test', name };
	}
	if (/^(?:setup|setup_all)$/.test(target)) return { as: 'unit', kind: 'function', name: target };
	// Ecto's `schema "users" do`, Phoenix' `scope "/" do` and other blocks that are no functions
	const title = first?.type === 'string' ? unquote(textOf(first, source)) : '';
	if (body !== undefined && title !== '')
		return { as: 'container', kind: 'config', name: `${target} ${title}`, scope: [title], body };
	return undefined;
}

/** Name in `add(cart, item) when …`. */
function functionName(head: Node | null, source: string): string {
	let node = head;
	while (node?.type === 'binary_operator')
		node = node.childForFieldName('left') ?? node.firstNamedChild;
	return node === null
		? ''
		: node.type === 'call'
			? textOf(node.childForFieldName('target'), source)
			: textOf(node, source);
}

function moduledoc(body: Node | undefined, source: string): string {
	const node =
		body === undefined
			? undefined
			: namedChildren(body).find(child => source.startsWith('@moduledoc', child.startIndex));
	return node === undefined ? '' : textOf(node, source).replace(/^@moduledoc\s*(?:~[sS])?/, '');
}

function attribute(node: Node, { source }: RuleContext): Found | undefined {
	const text = textOf(node, source);
	const name = /^@(\w+)/.exec(text)?.[1];
	if (name === undefined) return undefined;
	if (LEADS.test(name)) {
		const doc = /^@(?:doc|typedoc)\s+(?:~[sS])?((?:"""|")[\s\S]*)$/.exec(text)?.[1];
		return doc === undefined ? { as: 'lead' } : { as: 'lead', doc };
	}
	const type = /^@(?:type|typep|opaque|callback|macrocallback)\s+(\w+)/.exec(text)?.[1];
	if (type !== undefined) return { as: 'code', kind: 'type', name: type };
	return {
		as: 'code',
		kind: 'variable',
		names: name === 'moduledoc' || name === 'behaviour' ? [] : [name],
	};
}

export const elixir: GrammarSpec = {
	comments: ['comment'],
	rules: {
		call,
		unary_operator: attribute,
		do_block: node => ({ as: 'splice', body: children(node) }),
	},
};
