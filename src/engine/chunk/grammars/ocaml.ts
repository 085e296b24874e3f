import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	descendantOfType,
	fieldText,
	namedChildren,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

function binding(kind: string, name: string, body: string): Rule {
	return (node, { source }) => {
		const bindings = namedChildren(node).filter(child => child.type === kind);
		const names = bindings
			.map(one => fieldText(one, name, source))
			.filter(text => /^[\w']+$/.test(text));
		const [first] = bindings;
		const value = first?.childForFieldName(body);
		const isFunction =
			first !== undefined &&
			(childOfType(first, 'parameter') !== undefined ||
				/^(?:function|fun)(?:_expression)?$/.test(value?.type ?? ''));
		return isFunction
			? { as: 'unit', kind: 'function', name: names[0] ?? '', names }
			: { as: 'code', kind: 'variable', names };
	};
}

function typeDefinition(node: Node, { source }: RuleContext): Found {
	const bindings = namedChildren(node).filter(child => child.type === 'type_binding');
	const names = bindings.flatMap(one => [
		fieldText(one, 'name', source),
		...[
			...textOf(one.childForFieldName('body'), source).matchAll(
				/(?:^|\|)\s*([A-Z]\w*)|[{;,]\s*(?:mutable\s+)?([a-z_]\w*)\s*:/g,
			),
		].map(match => match[1] ?? match[2] ?? ''),
	]);
	return { as: 'unit', kind: 'type', name: names[0] ?? '', names };
}

function moduleBinding(bodyField: string): Rule {
	return (node, { source }) => {
		const inner = childOfType(node, 'module_binding') ?? node;
		const body = inner.childForFieldName(bodyField) ?? undefined;
		return {
			as: 'container',
			kind: 'module',
			name: textOf(
				childOfType(inner, 'module_name', 'module_identifier', 'module_type_name'),
				source,
			),
			body,
			methods: false,
		};
	};
}

export const ocaml: GrammarSpec = {
	comments: ['comment'],
	rules: {
		value_definition: binding('let_binding', 'pattern', 'body'),
		external: (node, { source }) => ({
			as: 'code',
			kind: 'function',
			name: textOf(childOfType(node, 'value_name'), source),
		}),
		type_definition: typeDefinition,
		exception_definition: (node, { source }) => ({
			as: 'code',
			kind: 'type',
			name: textOf(descendantOfType(node, 'constructor_name'), source),
		}),
		module_definition: moduleBinding('body'),
		module_type_definition: moduleBinding('body'),
		class_definition: (node, { source }) => {
			const inner = childOfType(node, 'class_binding');
			return {
				as: 'container',
				kind: 'class',
				name: textOf(inner && childOfType(inner, 'class_name'), source),
				body: inner?.childForFieldName('body') ?? [],
			};
		},
		method_definition: (node, { source }) => ({
			as: 'unit',
			kind: 'method',
			name: textOf(childOfType(node, 'method_name'), source),
		}),
		instance_variable_definition: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: textOf(childOfType(node, 'instance_variable_name'), source),
		}),
	},
};

export const rescript: GrammarSpec = {
	comments: ['comment'],
	leads: ['decorator'],
	rules: {
		let_declaration: binding('let_binding', 'pattern', 'body'),
		type_declaration: typeDefinition,
		module_declaration: moduleBinding('definition'),
		external_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'function',
			name: textOf(childOfType(node, 'value_identifier'), source),
		}),
		exception_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'type',
			name: textOf(childOfType(node, 'variant_identifier'), source),
		}),
	},
};
