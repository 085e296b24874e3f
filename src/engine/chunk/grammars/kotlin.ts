import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	fieldText,
	headText,
	tail,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

function kotlinClass(node: Node, { source }: RuleContext): Found {
	const head = headText(node, source);
	const kind = /\benum\s+class\b/.test(head)
		? 'enum'
		: /\binterface\b/.test(head)
			? 'interface'
			: 'class';
	const fields = [
		...textOf(childOfType(node, 'primary_constructor'), source).matchAll(/\b(?:val|var)\s+(\w+)/g),
	].map(match => match[1] ?? '');
	return {
		as: 'container',
		kind,
		name: fieldText(node, 'name', source),
		names: fields,
		body: childOfType(node, 'class_body', 'enum_class_body') ?? [],
	};
}

function kotlinFunction(node: Node, { source }: RuleContext): Found {
	const name = node.childForFieldName('name');
	const before = source.slice(node.startIndex, name?.startIndex ?? node.startIndex);
	// `fun <T> List<T>.second()`: the receiver is the scope.
	const receiver = /([\p{L}_][\p{L}\p{N}_]*)(?:<[^<>]*>)?\??\.\s*$/u.exec(tail(before))?.[1];
	const body = childOfType(node, 'function_body');
	return {
		as: 'unit',
		kind: /@(?:Parameterized)?Test\b/.test(before)
			? 'test'
			: receiver === undefined
				? 'function'
				: 'method',
		name: textOf(name, source).replaceAll('`', ''),
		within: receiver === undefined ? [] : [receiver],
		body: body === undefined ? undefined : (childOfType(body, 'block') ?? body),
	};
}

const kotlinProperty: Rule = (node, { source }) => {
	const variable = childOfType(node, 'variable_declaration', 'multi_variable_declaration');
	const names = (
		textOf(variable, source)
			.replace(/:.*/, '')
			.match(/[\p{L}_`][\p{L}\p{N}_`]*/gu) ?? []
	).slice(0, 8);
	return { as: 'code', kind: 'property', names };
};

export const kotlin: GrammarSpec = {
	comments: ['line_comment', 'block_comment', 'multiline_comment'],
	leads: ['annotation', 'file_annotation'],
	rules: {
		class_declaration: kotlinClass,
		object_declaration: (node, { source }) => ({
			as: 'container',
			kind: 'class',
			name: fieldText(node, 'name', source),
			body: childOfType(node, 'class_body') ?? [],
		}),
		companion_object: (node, { source }) => ({
			as: 'container',
			kind: 'class',
			name: fieldText(node, 'name', source) || 'Companion',
			scope: [],
			body: childOfType(node, 'class_body') ?? [],
			glue: true,
			methods: true,
		}),
		function_declaration: kotlinFunction,
		secondary_constructor: () => ({ as: 'unit', kind: 'method', name: 'constructor' }),
		anonymous_initializer: () => ({ as: 'unit', kind: 'method', name: 'init' }),
		property_declaration: kotlinProperty,
		enum_entry: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: textOf(childOfType(node, 'identifier'), source),
		}),
		type_alias: (node, { source }) => ({
			as: 'code',
			kind: 'type',
			name: textOf(childOfType(node, 'identifier'), source),
		}),
	},
};
