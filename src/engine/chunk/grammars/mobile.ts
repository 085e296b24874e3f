import type { Node } from 'web-tree-sitter';
import { c } from './cFamily';
import {
	childOfType,
	children,
	descendantOfType,
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

// Swift

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
		.map(child => /([\p{L}_`][\p{L}\p{N}_`]*)\s*$/u.exec(textOf(child, source))?.[1] ?? '');
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

// Dart

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

// Objective-C

const objcMethod: Rule = (node, { source }) => {
	const selector = namedChildren(node).filter(
		child => child.type === 'identifier' || child.type === 'keyword_selector',
	);
	const name = textOf(selector[0], source);
	return node.type === 'method_definition'
		? { as: 'unit', kind: 'method', name, body: childOfType(node, 'compound_statement') }
		: { as: 'code', kind: 'method', name };
};

const objcType =
	(kind: 'class' | 'interface'): Rule =>
	(node, { source }) => {
		const names = namedChildren(node).filter(child => child.type === 'identifier');
		const members = children(node).filter(
			child =>
				child.isNamed &&
				!/identifier|^parameterized_arguments$|^protocol_reference_list$/.test(child.type),
		);
		return { as: 'container', kind, name: textOf(names[0], source), body: members };
	};

export const objc: GrammarSpec = {
	...c,
	rules: {
		...c.rules,
		class_interface: objcType('class'),
		category_interface: objcType('class'),
		class_implementation: objcType('class'),
		category_implementation: objcType('class'),
		protocol_declaration: objcType('interface'),
		implementation_definition: (node, context) =>
			node.firstNamedChild === null ? undefined : context.resolve(node.firstNamedChild),
		method_definition: objcMethod,
		method_declaration: objcMethod,
		property_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: /(\w+)\s*;?\s*$/.exec(textOf(node, source))?.[1] ?? '',
		}),
		instance_variables: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			names: [...textOf(node, source).matchAll(/(\w+)\s*;/g)].map(match => match[1] ?? ''),
		}),
	},
};

// Zig

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
