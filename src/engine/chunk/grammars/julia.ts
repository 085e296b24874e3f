import {
	childOfType,
	children,
	fieldText,
	namedChildren,
	textOf,
	type GrammarSpec,
	type Rule,
} from './spec';

function juliaName(text: string): string {
	return /^\s*(?:\w+\.)*([\p{L}_!][\p{L}\p{N}_!]*|[^\s\w(]+)/u.exec(text)?.[1] ?? '';
}

const juliaFunction: Rule = (node, { source }) => {
	const signature = childOfType(node, 'signature') ?? node.firstNamedChild;
	return { as: 'unit', kind: 'function', name: juliaName(textOf(signature, source)), body: node };
};

const juliaStruct: Rule = (node, { source }) => ({
	as: 'unit',
	kind: 'struct',
	name: juliaName(textOf(childOfType(node, 'type_head'), source)),
	names: namedChildren(node)
		.filter(child => child.type === 'typed_expression' || child.type === 'identifier')
		.map(child => juliaName(textOf(child, source))),
});

export const julia: GrammarSpec = {
	comments: ['line_comment', 'block_comment'],
	rules: {
		module_definition: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			body: children(node).filter(child => child.isNamed && child.type !== 'identifier'),
			methods: false,
		}),
		// A string before a definition documents it.
		string_literal: (node, { source }) => ({
			as: 'lead',
			doc: textOf(node, source).replace(/^"""\n(?: {4}.*\n+)+/, '"""'),
		}),
		function_definition: juliaFunction,
		macro_definition: juliaFunction,
		struct_definition: juliaStruct,
		abstract_definition: juliaStruct,
		primitive_definition: juliaStruct,
		assignment: (node, { source }) => {
			const left = node.firstNamedChild;
			if (left === null) return undefined;
			const name = juliaName(textOf(left, source));
			return /^(?:call_expression|where_expression|typed_expression|signature)$/.test(left.type) &&
				textOf(left, source).includes('(')
				? { as: 'unit', kind: 'function', name }
				: { as: 'code', kind: 'variable', name };
		},
		const_statement: (node, { source }) => ({
			as: 'code',
			kind: 'variable',
			name: juliaName(textOf(node.lastNamedChild, source)),
		}),
		macrocall_expression: (node, { source }) => {
			const title = /^@(?:testset|testitem)\s+"([^"]*)"/.exec(textOf(node, source))?.[1];
			return title === undefined ? undefined : { as: 'unit', kind: 'test', name: title };
		},
	},
};
