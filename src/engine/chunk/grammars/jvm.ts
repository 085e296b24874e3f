import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	container,
	fieldText,
	fn,
	headText,
	named,
	namedChildren,
	splice,
	textOf,
	unit,
	unquote,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

// Kotlin

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
	const receiver = /([\p{L}_][\p{L}\p{N}_]*)(?:<[^<>]*>)?\??\.\s*$/u.exec(before)?.[1];
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

// Scala

const scalaBody =
	(kind: 'class' | 'trait' | 'enum', methods = true): Rule =>
	(node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, 'name', source),
		names: namedChildren(node)
			.filter(child => child.type === 'class_parameters')
			.flatMap(list => namedChildren(list).map(parameter => fieldText(parameter, 'name', source))),
		body: node.childForFieldName('body') ?? [],
		methods,
	});

/** `test("name") { … }`, `it should "name" in { … }` */
function scalaTest(node: Node, { source }: RuleContext): Found | undefined {
	const text = source.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 300));
	const call =
		/^(?:test|it|property|describe|feature|scenario|check)\w*\s*\(\s*("(?:[^"\\]|\\.)*")/.exec(
			text,
		)?.[1];
	const infix =
		/^(?:\w+\s+(?:should|must|can)\s+)?("(?:[^"\\]|\\.)*")(?:\s+(?:in|should|must|when|can)\b|\s*-\s*\{)/.exec(
			text,
		)?.[1];
	const title = call ?? infix;
	return title === undefined ? undefined : { as: 'unit', kind: 'test', name: unquote(title) };
}

export const scala: GrammarSpec = {
	comments: ['comment', 'block_comment'],
	rules: {
		class_definition: scalaBody('class'),
		object_definition: scalaBody('class'),
		trait_definition: scalaBody('trait'),
		enum_definition: scalaBody('enum'),
		package_object: scalaBody('class'),
		package_clause: (node, { source }) => {
			const body = node.childForFieldName('body');
			const name = fieldText(node, 'name', source);
			return body === null
				? { as: 'code', kind: 'code' }
				: { as: 'container', kind: 'module', name, body, glue: true };
		},
		extension_definition: (node, { source }) => {
			const type = /\(\s*\w+\s*:\s*([\w.]+)/.exec(textOf(node, source))?.[1] ?? '';
			const body = node.childForFieldName('body');
			return {
				as: 'container',
				kind: 'module',
				name: type,
				body: body === null ? [] : body.type === 'function_definition' ? [body] : children(body),
				glue: true,
				methods: true,
			};
		},
		given_definition: scalaBody('class'),
		template_body: splice,
		function_definition: fn(),
		function_declaration: (node, { source }) => ({
			as: 'unit',
			kind: 'function',
			name: fieldText(node, 'name', source),
		}),
		val_definition: named('variable', 'pattern'),
		var_definition: named('variable', 'pattern'),
		val_declaration: named('variable'),
		var_declaration: named('variable'),
		type_definition: named('type'),
		simple_enum_case: named('property'),
		full_enum_case: named('property'),
		enum_case_definitions: splice,
		call_expression: scalaTest,
		infix_expression: scalaTest,
	},
};

// C#

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
