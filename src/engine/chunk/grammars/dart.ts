import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	descendantOfType,
	fieldText,
	namedChildren,
	textOf,
	type GrammarSpec,
	type Rule,
} from './spec';

function dartName(node: Node, source: string): string {
	const inner = node.childForFieldName('name') ?? descendantOfType(node, 'identifier');
	return textOf(inner, source);
}

const dartSignature: Rule = (node, { source }) => {
	const inner = node.type === 'method_signature' ? node.firstNamedChild : node;
	if (inner === null) return undefined;
	const parts = inner.type.includes('constructor')
		? namedChildren(inner)
				.filter(child => child.type === 'identifier')
				.map(child => textOf(child, source))
				.join('.')
		: '';
	return { as: 'unit', kind: 'function', name: parts !== '' ? parts : dartName(inner, source) };
};

const dartNames: Rule = (node, { source }) => {
	const signature = namedChildren(node).find(child => child.type.endsWith('signature'));
	if (signature !== undefined)
		return { as: 'code', kind: 'method', name: dartName(signature, source) };
	const names = [...textOf(node, source).matchAll(/([A-Za-z_$][\w$]*)\s*(?==[^=>]|[,;]|$)/g)].map(
		match => match[1] ?? '',
	);
	return { as: 'code', kind: 'property', names: names.slice(0, 3) };
};

const dartType =
	(kind: 'class' | 'enum' | 'trait' | 'module'): Rule =>
	(node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, 'name', source) || textOf(childOfType(node, 'identifier'), source),
		body:
			node.childForFieldName('body') ??
			childOfType(node, 'class_body', 'extension_body', 'enum_body') ??
			[],
		methods: true,
	});

export const dart: GrammarSpec = {
	comments: ['comment', 'documentation_comment'],
	leads: ['annotation', 'marker_annotation'],
	rules: {
		class_definition: dartType('class'),
		mixin_declaration: dartType('trait'),
		extension_declaration: dartType('module'),
		enum_declaration: dartType('enum'),
		enum_constant: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: dartName(node, source),
		}),
		function_signature: dartSignature,
		method_signature: dartSignature,
		getter_signature: dartSignature,
		setter_signature: dartSignature,
		function_body: node => ({ as: 'unit', joins: true, body: node }),
		declaration: dartNames,
		static_final_declaration_list: dartNames,
		initialized_identifier_list: dartNames,
		type_alias: (node, { source }) => ({
			as: 'code',
			kind: 'type',
			name: textOf(childOfType(node, 'type_identifier', 'identifier'), source),
		}),
		const_builtin: () => ({ as: 'lead' }),
		final_builtin: () => ({ as: 'lead' }),
	},
};
