import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	fieldText,
	isName,
	namedChildren,
	textOf,
	unquote,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

function luaName(text: string): { name: string; within: string[] } {
	const parts = text.split(/[.:]/).map(part => part.trim());
	const name = parts.pop() ?? '';
	return isName(name) ? { name, within: parts.filter(isName) } : { name: '', within: [] };
}

function luaAssignment(node: Node, context: RuleContext): Found | undefined {
	const { source } = context;
	const statement =
		node.type === 'variable_declaration' ? childOfType(node, 'assignment_statement') : node;
	const variables = childOfType(statement ?? node, 'variable_list');
	const { name, within } = luaName(textOf(variables?.firstNamedChild, source));
	const value =
		statement === undefined
			? undefined
			: childOfType(statement, 'expression_list')?.firstNamedChild;
	if (value?.type === 'function_definition')
		return {
			as: 'unit',
			kind: 'function',
			name,
			within,
			body: value.childForFieldName('body') ?? undefined,
		};
	if (value?.type === 'table_constructor' && value.endIndex - value.startIndex > context.longChars)
		return { as: 'container', kind: 'variable', name, within, body: value, methods: true };
	const names =
		variables === undefined
			? []
			: namedChildren(variables).map(child => luaName(textOf(child, source)).name);
	return { as: 'code', kind: 'variable', names };
}

function luaCall(node: Node, { source }: RuleContext): Found | undefined {
	const name = fieldText(node, 'name', source);
	if (!/^(?:describe|it|context|insulate|pending|test|before_each|after_each)$/.test(name))
		return undefined;
	const list = namedChildren(node.childForFieldName('arguments') ?? node);
	const body =
		list.find(child => child.type === 'function_definition')?.childForFieldName('body') ??
		undefined;
	const title = list[0]?.type === 'string' ? unquote(textOf(list[0], source)) : name;
	return /^(?:describe|context|insulate)$/.test(name) && body !== undefined
		? { as: 'container', kind: 'test', name: title, body, glue: true }
		: { as: 'unit', kind: 'test', name: title };
}

export const lua: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_declaration: (node, { source }) => {
			const { name, within } = luaName(fieldText(node, 'name', source));
			return {
				as: 'unit',
				kind: within.length > 0 ? 'method' : 'function',
				name,
				within,
				body: node.childForFieldName('body') ?? undefined,
			};
		},
		assignment_statement: luaAssignment,
		variable_declaration: luaAssignment,
		field: (node, { source }) => {
			const name = unquote(fieldText(node, 'name', source));
			const value = node.childForFieldName('value');
			return value?.type === 'function_definition'
				? { as: 'unit', kind: 'function', name }
				: { as: 'code', kind: 'property', ...(isName(name) ? { name } : {}) };
		},
		function_call: luaCall,
	},
};
