import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	container,
	fieldText,
	named,
	namedChildren,
	splice,
	spliceIfLong,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

const phpMethod: Rule = (node, { source }) => {
	const name = fieldText(node, 'name', source);
	return {
		as: 'unit',
		kind:
			/^test[A-Z_]/.test(name) || /#\[Test\b/.test(textOf(node, source).slice(0, 200))
				? 'test'
				: 'function',
		name,
		body: node.childForFieldName('body') ?? undefined,
	};
};

function phpStatement(node: Node, { source }: RuleContext): Found | undefined {
	const inner = node.firstNamedChild;
	if (inner?.type === 'function_call_expression') {
		const match = /^(?:it|test|describe|dataset)\s*\(\s*(['"])(.*?)\1/.exec(
			textOf(inner, source).slice(0, 300),
		);
		if (match !== null) return { as: 'unit', kind: 'test', name: match[2] ?? '' };
	}
	if (inner?.type === 'assignment_expression') {
		const name = fieldText(inner, 'left', source);
		return /^\$\w+$/.test(name)
			? { as: 'code', kind: 'variable', names: [name.slice(1)] }
			: undefined;
	}
	return undefined;
}

export const php: GrammarSpec = {
	comments: ['comment'],
	rules: {
		namespace_definition: (node, { source }) => {
			const body = node.childForFieldName('body');
			const name = fieldText(node, 'name', source);
			return body === null
				? { as: 'code', kind: 'code' }
				: { as: 'container', kind: 'module', name, scope: [name], body, glue: true };
		},
		class_declaration: container('class'),
		interface_declaration: container('interface'),
		trait_declaration: container('trait'),
		enum_declaration: container('enum'),
		enum_case: named('property'),
		method_declaration: phpMethod,
		function_definition: phpMethod,
		property_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			names: [...textOf(node, source).matchAll(/\$(\w+)/g)]
				.map(match => match[1] ?? '')
				.slice(0, 4),
		}),
		const_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'variable',
			names: namedChildren(node)
				.filter(child => child.type === 'const_element')
				.map(child => textOf(child.firstNamedChild, source)),
		}),
		expression_statement: phpStatement,
		if_statement: spliceIfLong,
		compound_statement: splice,
		// `return new class extends Migration { … };`, `return [ … ];`
		return_statement: node => {
			const inner = node.firstNamedChild?.firstNamedChild;
			const list =
				inner?.type === 'declaration_list'
					? inner
					: childOfType(node.firstNamedChild ?? node, 'declaration_list', 'anonymous_class');
			const body = list?.type === 'anonymous_class' ? childOfType(list, 'declaration_list') : list;
			return body == null
				? undefined
				: { as: 'container', kind: 'class', name: '', scope: [], body, glue: true, methods: true };
		},
	},
};
