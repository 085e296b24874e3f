import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	container,
	descendantOfType,
	fieldText,
	lead,
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

// Haskell

/** A type signature and the equations of its function are one. */
const equation: Rule = (node, { source }) => {
	const name = fieldText(node, 'name', source) || textOf(node.firstNamedChild, source).slice(0, 40);
	return { as: 'unit', kind: 'function', name, joins: name };
};

function instance(node: Node, { source }: RuleContext): Found {
	const name = `${fieldText(node, 'name', source)} ${fieldText(node, 'patterns', source)}`
		.replace(/\s+/g, ' ')
		.trim();
	return {
		as: 'container',
		kind: 'module',
		name,
		body: node.childForFieldName('declarations') ?? [],
		glue: true,
		methods: true,
	};
}

const dataType: Rule = (node, { source }) => {
	const constructors =
		node.childForFieldName('constructors') ?? node.childForFieldName('constructor');
	const names =
		constructors === null
			? []
			: [
					...textOf(constructors, source).matchAll(
						/(?:^|\|)\s*([A-Z][\w']*)|[{,]\s*([a-z_][\w']*)\s*::/g,
					),
				].map(match => match[1] ?? match[2] ?? '');
	return { as: 'unit', kind: 'type', name: fieldText(node, 'name', source), names };
};

export const haskell: GrammarSpec = {
	comments: ['comment', 'haddock'],
	rules: {
		imports: splice,
		declarations: splice,
		header: (node, { source }) => ({
			as: 'code',
			kind: 'module',
			name: fieldText(node, 'module', source),
		}),
		signature: (node, context) =>
			namedChildren(node).length === 0 ? undefined : equation(node, context),
		function: equation,
		bind: equation,
		foreign_import: equation,
		data_type: dataType,
		newtype: dataType,
		type_synomym: named('type'),
		type_family: named('type'),
		data_family: named('type'),
		pattern_synonym: named('function'),
		class: (node, { source }) => ({
			as: 'container',
			kind: 'trait',
			name: fieldText(node, 'name', source),
			body: node.childForFieldName('declarations') ?? [],
		}),
		instance,
		deriving_instance: () => ({ as: 'code', kind: 'code' }),
		decl_pragma: lead,
	},
};

// OCaml and ReScript

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

// F#

function fsharpBinding(node: Node, { source }: RuleContext): Found {
	const left = childOfType(node, 'function_declaration_left');
	if (left !== undefined)
		return { as: 'unit', kind: 'function', name: textOf(left.firstNamedChild, source) };
	const name = textOf(childOfType(node, 'value_declaration_left'), source);
	return { as: 'code', kind: 'variable', name };
}

function fsharpMember(node: Node, { source }: RuleContext): Found {
	// `member this.Post(entry) =`, `static member Create x =`
	const name =
		/^(?:(?:static|abstract|override|default|member|private|internal|public|inline|val|new)\s+)*(?:\w+\.)?(\w+|``[^`]+``)/.exec(
			textOf(node, source),
		)?.[1];
	return { as: 'unit', kind: 'method', name: name ?? '' };
}

export const fsharp: GrammarSpec = {
	trailingComments: true,
	comments: ['line_comment', 'block_comment', 'xml_doc', 'block_comment_content'],
	leads: ['attributes'],
	rules: {
		named_module: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			scope: [fieldText(node, 'name', source)],
			body: children(node).filter(child => child.isNamed && child.type !== 'long_identifier'),
			glue: true,
		}),
		namespace: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			body: children(node).filter(child => child.isNamed && child.type !== 'long_identifier'),
			glue: true,
		}),
		module_defn: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: textOf(childOfType(node, 'identifier'), source),
			body: children(node).filter(child => child.isNamed && child.type !== 'identifier'),
		}),
		declaration_expression: splice,
		value_declaration: splice,
		function_or_value_defn: fsharpBinding,
		type_definition: (node, { source }) => {
			const inner = node.lastNamedChild;
			if (inner === null) return undefined;
			const members = children(inner).filter(child => child.type === 'type_extension_elements');
			const name = textOf(
				childOfType(inner, 'type_name')?.firstNamedChild ?? childOfType(inner, 'type_name'),
				source,
			);
			const names = [
				...textOf(inner, source).matchAll(/^\s*[{|]?\s*(?:mutable\s+)?([A-Z]\w*)\s*(?::|of\b|$)/gm),
			].map(match => match[1] ?? '');
			return members.length > 0
				? { as: 'container', kind: 'class', name, body: members.flatMap(children) }
				: { as: 'unit', kind: 'type', name, names };
		},
		type_extension_elements: splice,
		member_defn: fsharpMember,
	},
};

// Julia

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

// TLA+

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
