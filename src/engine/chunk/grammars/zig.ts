import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	named,
	namedChildren,
	textOf,
	unit,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

function zigVariable(node: Node, { source }: RuleContext): Found {
	const name = textOf(childOfType(node, 'identifier'), source);
	const value = namedChildren(node).find(child =>
		/^(?:struct|enum|union|opaque)_declaration$/.test(child.type),
	);
	if (value === undefined) return { as: 'code', kind: 'variable', name };
	return {
		as: 'container',
		kind: value.type === 'enum_declaration' ? 'enum' : 'struct',
		name,
		body: value,
		methods: true,
	};
}

export const zig: GrammarSpec = {
	comments: ['comment'],
	rules: {
		variable_declaration: zigVariable,
		function_declaration: unit('function'),
		container_field: named('property'),
		test_declaration: (node, { source }) => ({
			as: 'unit',
			kind: 'test',
			name: textOf(childOfType(node, 'string', 'identifier'), source).replace(/"/g, ''),
		}),
	},
};
