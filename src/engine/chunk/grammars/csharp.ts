import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	container,
	fieldText,
	headText,
	named,
	namedChildren,
	splice,
	textOf,
	unit,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

const csharpMethod: Rule = (node, { source }) => ({
	as: 'unit',
	kind: /\[(?:\w+,\s*)*(?:Fact|Theory|Test|TestCase|TestMethod|DataTestMethod|Benchmark)\b/.test(
		headText(node, source),
	)
		? 'test'
		: 'method',
	name: fieldText(node, 'name', source),
	body: node.childForFieldName('body') ?? undefined,
});

function csharpFields(node: Node, { source }: RuleContext): Found {
	const list = childOfType(node, 'variable_declaration');
	const names =
		list === undefined
			? []
			: namedChildren(list)
					.filter(child => child.type === 'variable_declarator')
					.map(child => fieldText(child, 'name', source) || textOf(child.firstNamedChild, source));
	return { as: 'code', kind: 'property', names };
}

const csharpType =
	(kind: 'class' | 'struct' | 'interface' | 'enum'): Rule =>
	(node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, 'name', source),
		names: [
			...textOf(childOfType(node, 'parameter_list'), source).matchAll(/(\w+)\s*(?:[,)=])/g),
		].map(match => match[1] ?? ''),
		body: node.childForFieldName('body') ?? [],
	});

export const csharp: GrammarSpec = {
	comments: ['comment'],
	rules: {
		namespace_declaration: container('module', { glue: true }),
		class_declaration: csharpType('class'),
		record_declaration: csharpType('class'),
		record_struct_declaration: csharpType('struct'),
		struct_declaration: csharpType('struct'),
		interface_declaration: csharpType('interface'),
		enum_declaration: csharpType('enum'),
		enum_member_declaration: named('property'),
		delegate_declaration: unit('type'),
		method_declaration: csharpMethod,
		constructor_declaration: csharpMethod,
		destructor_declaration: csharpMethod,
		operator_declaration: (node, { source }) => ({
			as: 'unit',
			kind: 'method',
			name: `operator ${fieldText(node, 'operator', source)}`,
		}),
		conversion_operator_declaration: () => ({ as: 'unit', kind: 'method', name: 'operator' }),
		indexer_declaration: () => ({ as: 'unit', kind: 'method', name: 'this' }),
		local_function_statement: csharpMethod,
		property_declaration: named('property'),
		event_declaration: named('property'),
		field_declaration: csharpFields,
		event_field_declaration: csharpFields,
		global_statement: splice,
		preproc_if: splice,
		preproc_else: splice,
		preproc_elif: splice,
		preproc_region: () => ({ as: 'code' }),
	},
};
