import type { Node } from 'web-tree-sitter';
import {
	container,
	declares,
	fieldText,
	named,
	splice,
	textOf,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

function method(node: Node, { source }: RuleContext): Found {
	const head = textOf(node.firstNamedChild, source);
	return {
		as: 'unit',
		kind: /@(?:\w+\.)*(?:Parameterized)?Test\b/.test(head) ? 'test' : 'method',
		name: fieldText(node, 'name', source),
		body: node.childForFieldName('body') ?? undefined,
	};
}

export const java: GrammarSpec = {
	comments: ['line_comment', 'block_comment'],
	rules: {
		class_declaration: container('class'),
		record_declaration: container('class'),
		interface_declaration: container('interface'),
		annotation_type_declaration: container('interface'),
		enum_declaration: container('enum'),
		enum_body_declarations: splice,
		enum_constant: named('property'),
		method_declaration: method,
		constructor_declaration: method,
		compact_constructor_declaration: method,
		annotation_type_element_declaration: named('method'),
		field_declaration: declares('property', 'variable_declarator'),
		constant_declaration: declares('property', 'variable_declarator'),
		static_initializer: () => ({ as: 'unit', kind: 'method', name: 'static' }),
	},
};
