import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	fieldText,
	headText,
	named,
	namedChildren,
	splice,
	tail,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

function swiftType(node: Node, { source }: RuleContext): Found {
	const head = headText(node, source);
	const word = /\b(class|struct|enum|extension|actor)\s*$/.exec(head)?.[1] ?? 'class';
	const isExtension = word === 'extension';
	return {
		as: 'container',
		kind: isExtension
			? 'module'
			: word === 'struct'
				? 'struct'
				: word === 'enum'
					? 'enum'
					: 'class',
		name: fieldText(node, 'name', source).replace(/<[\s\S]*$/, ''),
		body: node.childForFieldName('body') ?? [],
		glue: isExtension,
		methods: true,
	};
}

const swiftFunction: Rule = (node, { source }) => {
	const name =
		fieldText(node, 'name', source) ||
		(/^\s*(?:\w+\s+)*(init|deinit|subscript)\b/.exec(textOf(node, source))?.[1] ?? 'init');
	const body = node.childForFieldName('body');
	return {
		as: 'unit',
		kind: /^test[A-Z]/.test(name) ? 'test' : 'function',
		name,
		body: body === null ? undefined : (childOfType(body, 'statements') ?? body),
	};
};

const swiftProperty: Rule = (node, { source }) => {
	const names = namedChildren(node)
		.filter(child => child.type === 'pattern' || child.type === 'simple_identifier')
		.map(child => /([\p{L}_`][\p{L}\p{N}_`]*)\s*$/u.exec(tail(textOf(child, source)))?.[1] ?? '');
	const name = fieldText(node, 'name', source);
	const isComputed = childOfType(node, 'computed_property') !== undefined;
	return {
		as: isComputed ? 'unit' : 'code',
		kind: 'property',
		name: name !== '' ? name : (names[0] ?? ''),
		names,
	};
};

export const swift: GrammarSpec = {
	comments: ['comment', 'multiline_comment'],
	rules: {
		class_declaration: swiftType,
		protocol_declaration: (node, { source }) => ({
			as: 'container',
			kind: 'interface',
			name: fieldText(node, 'name', source),
			body: node.childForFieldName('body') ?? [],
		}),
		function_declaration: swiftFunction,
		init_declaration: (node, context) => ({
			as: 'unit',
			...swiftFunction(node, context),
			name: 'init',
		}),
		deinit_declaration: (node, context) => ({
			as: 'unit',
			...swiftFunction(node, context),
			name: 'deinit',
		}),
		subscript_declaration: (node, context) => ({
			as: 'unit',
			...swiftFunction(node, context),
			name: 'subscript',
		}),
		protocol_function_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'method',
			name: fieldText(node, 'name', source),
		}),
		protocol_property_declaration: swiftProperty,
		property_declaration: swiftProperty,
		enum_entry: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			names: namedChildren(node)
				.filter(child => child.type === 'simple_identifier')
				.map(child => textOf(child, source)),
		}),
		typealias_declaration: named('type'),
		preprocessor_statement: splice,
	},
};
