import {
	children,
	container,
	fieldText,
	named,
	namedChildren,
	textOf,
	unit,
	type GrammarSpec,
	type Rule,
} from './spec';

const tlaNames: Rule = (node, { source }) => ({
	as: 'code',
	kind: 'variable',
	names: namedChildren(node)
		.filter(child => child.type === 'identifier')
		.map(child => textOf(child, source)),
});

export const tlaplus: GrammarSpec = {
	comments: ['comment', 'block_comment'],
	rules: {
		module: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			body: children(node).filter(
				child => child.isNamed && !/^(?:header_line|identifier|double_line)$/.test(child.type),
			),
			methods: false,
		}),
		operator_definition: unit('function'),
		function_definition: unit('function'),
		module_definition: container('module'),
		constant_declaration: tlaNames,
		variable_declaration: tlaNames,
		local_definition: (node, context) =>
			node.lastNamedChild === null ? undefined : context.resolve(node.lastNamedChild),
		theorem: named('type'),
	},
};
