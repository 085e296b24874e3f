import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	fieldText,
	isName,
	named,
	namedChildren,
	splice,
	tail,
	textOf,
	wrap,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

const DECLARATORS = new Set([
	'function_declarator',
	'pointer_declarator',
	'reference_declarator',
	'array_declarator',
	'init_declarator',
	'parenthesized_declarator',
	'attributed_declarator',
	'abstract_function_declarator',
	'block_pointer_declarator',
	'structured_binding_declarator',
]);

/** Goes through a C declarator to the name in its middle. */
function declaredName(declarator: Node | null): Node | null {
	let node = declarator;
	for (let steps = 0; node !== null && steps < 20; steps++) {
		const inner: Node | null = node.childForFieldName('declarator');
		if (inner !== null) node = inner;
		else if (DECLARATORS.has(node.type)) node = node.lastNamedChild;
		else return node;
	}
	return node;
}

/** `ns::Foo<T>::bar` → scopes `ns`, `Foo` and the name `bar`. */
function qualified(text: string): { name: string; within: string[] } {
	let flat = text.replace(/\s+/g, ' ').trim();
	for (let before = ''; before !== flat;) {
		before = flat;
		flat = flat.replace(/(?<!operator ?)<[^<>]*>/g, '');
	}
	const parts = flat.split('::').map(part => part.trim());
	const name = parts.pop() ?? '';
	if (/^(?:template|struct|class|enum|union|if|for|while|return|typename|using)$/.test(name))
		return { name: '', within: [] };
	// Macros that the parser took for types leave more than names here.
	return {
		name: /^(?:operator.{1,20}|~?[\p{L}_$][\p{L}\p{N}_$]*)$/u.test(name)
			? name
			: (/[\p{L}_][\p{L}\p{N}_]*$/u.exec(tail(name))?.[0] ?? ''),
		within: parts.filter(isName),
	};
}

function functionDefinition(node: Node, { source }: RuleContext): Found {
	const { name, within } = qualified(
		textOf(declaredName(node.childForFieldName('declarator')), source),
	);
	const body = node.childForFieldName('body');
	const spec = node.childForFieldName('type');
	const declarator = node.childForFieldName('declarator');
	// `class EXPORT Foo { … }` reads as a function Foo that returns a class EXPORT.
	if (
		spec !== null &&
		/^(?:class|struct)_specifier$/.test(spec.type) &&
		declarator?.type === 'identifier' &&
		body !== null
	)
		return {
			as: 'container',
			kind: spec.type === 'class_specifier' ? 'class' : 'struct',
			name,
			body,
			methods: true,
		};
	// `TEST(Suite, Name) { … }` reads as a function named TEST.
	const macro = /^(?:TYPED_)?TEST(?:_F|_P|_CASE)?$|^(?:BENCHMARK|SCENARIO|TEST_CASE)\w*$/.exec(
		name,
	);
	if (macro !== null) {
		const args =
			/\(([^)]*)\)/.exec(source.slice(node.startIndex, body?.startIndex ?? node.endIndex))?.[1] ??
			'';
		const title = args.split(',').map(arg => arg.trim().replace(/^"|"$/g, ''));
		return {
			as: 'unit',
			kind: 'test',
			name: title.join('.').slice(0, 100),
			body: body ?? undefined,
		};
	}
	return {
		as: 'unit',
		kind: within.length > 0 ? 'method' : 'function',
		name,
		within,
		body: body ?? undefined,
	};
}

function type(kind: 'struct' | 'class' | 'enum'): Rule {
	return (node, { source }) => {
		const { name, within } = qualified(fieldText(node, 'name', source));
		const body = node.childForFieldName('body');
		if (body === null) return { as: 'code', kind };
		return { as: 'container', kind, name, within, body, methods: true };
	};
}

/** A declaration: of a type with a body, of functions, or of variables. */
function declaration(node: Node, context: RuleContext): Found | undefined {
	const { source } = context;
	const spec = node.childForFieldName('type');
	if (spec?.childForFieldName('body') != null) {
		const found = context.resolve(spec);
		const after = namedChildren(node).filter(child => child.startIndex >= spec.endIndex);
		const names = after.map(child => textOf(declaredName(child), source)).filter(isName);
		if (found !== undefined)
			return {
				...found,
				name: found.name === undefined || found.name === '' ? (names[0] ?? '') : found.name,
				names,
			};
	}
	const declarators = namedChildren(node).filter(
		child => DECLARATORS.has(child.type) || /identifier$/.test(child.type),
	);
	const names = declarators
		.filter(child => child.startIndex !== spec?.startIndex)
		.map(child => qualified(textOf(declaredName(child), source)).name);
	const isFunction = declarators.some(
		child =>
			child.type === 'function_declarator' ||
			child.childForFieldName('declarator')?.type === 'function_declarator',
	);
	const kind = node.type === 'type_definition' ? 'type' : isFunction ? 'function' : 'variable';
	const [name] = names.filter(isName);
	return { as: 'code', kind, names: names.filter(isName), ...(name === undefined ? {} : { name }) };
}

const macroDefinition: Rule = (node, { source }) => {
	// A header's guard is no name to be found.
	if (node.type === 'preproc_def' && node.childForFieldName('value') === null)
		return { as: 'code', kind: 'code' };
	const name = fieldText(node, 'name', source);
	return node.endIndex - node.startIndex > 250
		? { as: 'unit', kind: 'function', name }
		: { as: 'code', kind: 'code', names: [name] };
};

/** `FOO(bar) { … }` and `FOO(bar);` at top level. */
const statement: Rule = (node, { source }) => {
	const call = node.firstNamedChild;
	if (call?.type !== 'call_expression') return undefined;
	const name = fieldText(call, 'function', source);
	return /^[A-Z_]+$/.test(name) ? { as: 'code', kind: 'code' } : undefined;
};

const base: Record<string, Rule> = {
	function_definition: functionDefinition,
	declaration,
	type_definition: declaration,
	struct_specifier: type('struct'),
	union_specifier: type('struct'),
	enum_specifier: type('enum'),
	enumerator: named('property'),
	field_declaration: declaration,
	preproc_ifdef: splice,
	preproc_if: splice,
	preproc_else: splice,
	preproc_elif: splice,
	preproc_elifdef: splice,
	preproc_def: macroDefinition,
	preproc_function_def: macroDefinition,
	linkage_specification: (node, context) => {
		const body = node.childForFieldName('body');
		if (body === null) return undefined;
		return body.type === 'declaration_list'
			? { as: 'container', kind: 'module', name: '', scope: [], body, glue: true }
			: context.resolve(body);
	},
	declaration_list: splice,
	expression_statement: statement,
};

export const c: GrammarSpec = { comments: ['comment'], leads: [], rules: base };

export const cpp: GrammarSpec = {
	comments: ['comment'],
	leads: ['attribute_declaration'],
	rules: {
		...base,
		class_specifier: type('class'),
		namespace_definition: (node, { source }) => {
			const name = fieldText(node, 'name', source);
			return {
				as: 'container',
				kind: 'module',
				name: name === '' ? '(anonymous)' : name,
				scope: name === '' ? [] : name.split('::'),
				body: node.childForFieldName('body') ?? childOfType(node, 'declaration_list'),
				glue: true,
			};
		},
		template_declaration: wrap(),
		alias_declaration: named('type'),
		concept_definition: named('type'),
		export_declaration: wrap(),
	},
};
