import type { Node } from 'web-tree-sitter';
import {
	children,
	container,
	descendantOfType,
	fieldText,
	fn,
	isName,
	namedChildren,
	splice,
	spliceIfLong,
	textOf,
	unit,
	unquote,
	wrap,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

/** Parentheses, assignments and calls that are looked through. */
const MAX_WRAPPERS = 8;
const FUNCTIONS = new Set([
	'arrow_function',
	'function_expression',
	'function',
	'generator_function',
]);
const TEST_CALLS = /^(?:x|f)?(?:describe|context|suite|it|test|specify|bench|define)(?:\.\w+)*$/;
const SUITES = /^(?:x|f)?(?:describe|context|suite)\b/;
/** Wrappers around a function or an object that leave it what it is. */
const TRANSPARENT_CALLS =
	/^(?:(?:React\.)?(?:memo|forwardRef|lazy)|Object\.(?:freeze|assign|seal)|styled\b.*|define\w*|create\w*|with\w*|use\w*|async|debounce|throttle|once|curry|\w+\.extend)$/;

/** What a value makes of the name it is bound to. */
function bound(
	name: string,
	value: Node | null,
	context: RuleContext,
	depth = 0,
): Found | undefined {
	if (value === null || depth > MAX_WRAPPERS) return undefined;
	if (FUNCTIONS.has(value.type))
		return { as: 'unit', kind: 'function', name, body: functionBody(value) };
	if (value.type === 'class')
		return {
			as: 'container',
			kind: 'class',
			name,
			body: value.childForFieldName('body') ?? undefined,
		};
	const size = value.endIndex - value.startIndex;
	if (value.type === 'object' && hasFunctions(value)) {
		if (size > context.longChars / 2)
			return { as: 'container', kind: 'variable', name, body: value, methods: true };
		return { as: 'unit', kind: 'variable', name, names: memberNames(value, context.source) };
	}
	if (value.type === 'call_expression') {
		const callee = fieldText(value, 'function', context.source);
		const argument = namedChildren(value.childForFieldName('arguments') ?? value).find(
			node => FUNCTIONS.has(node.type) || node.type === 'object' || node.type === 'class',
		);
		if (
			argument !== undefined &&
			(TRANSPARENT_CALLS.test(callee) ||
				FUNCTIONS.has(value.childForFieldName('function')?.type ?? ''))
		)
			return bound(name, argument, context, depth + 1);
	}
	if (
		[
			'as_expression',
			'satisfies_expression',
			'parenthesized_expression',
			'non_null_expression',
		].includes(value.type)
	)
		return bound(name, value.firstNamedChild, context, depth + 1);
	if (value.type === 'assignment_expression')
		return bound(name, value.childForFieldName('right'), context, depth + 1);
	return undefined;
}

/** Statements of a function; a body that is an expression has none. */
function functionBody(node: Node): Node | undefined {
	const body = node.childForFieldName('body');
	return body?.type === 'statement_block' ? body : undefined;
}

function memberNames(object: Node, source: string): string[] {
	return namedChildren(object).map(member =>
		unquote(fieldText(member, 'name', source) || fieldText(member, 'key', source)),
	);
}

function hasFunctions(object: Node): boolean {
	return namedChildren(object).some(
		member =>
			member.type === 'method_definition' ||
			FUNCTIONS.has(member.childForFieldName('value')?.type ?? ''),
	);
}

function declaration(node: Node, context: RuleContext): Found | undefined {
	const declarators = namedChildren(node).filter(child => child.type === 'variable_declarator');
	const [only] = declarators;
	if (declarators.length === 1 && only !== undefined) {
		const name = fieldText(only, 'name', context.source);
		const found = isName(name) ? bound(name, only.childForFieldName('value'), context) : undefined;
		if (found !== undefined) return found;
	}
	const names = declarators.flatMap(child =>
		patternNames(child.childForFieldName('name'), context.source),
	);
	return {
		as: 'code',
		kind:
			/^const\b/.test(context.source.slice(node.startIndex, node.startIndex + 6)) &&
			isRequire(node, context.source)
				? 'code'
				: 'variable',
		names,
	};
}

function isRequire(node: Node, source: string): boolean {
	return /=\s*(?:await\s+)?(?:require|import)\s*\(/.test(
		source.slice(node.startIndex, node.startIndex + 300),
	);
}

/** Names that a destructuring pattern binds. */
function patternNames(pattern: Node | null, source: string): string[] {
	if (pattern === null) return [];
	if (pattern.type === 'identifier') return [textOf(pattern, source)];
	return (
		source
			.slice(pattern.startIndex, Math.min(pattern.endIndex, pattern.startIndex + 400))
			.match(/[\p{L}_$][\p{L}\p{N}_$]*(?=\s*[,}\]]|\s*$)/gu) ?? []
	);
}

function expression(node: Node, context: RuleContext, depth = 0): Found | undefined {
	if (depth > MAX_WRAPPERS) return undefined;
	const inner = node.type === 'expression_statement' ? node.firstNamedChild : node;
	if (inner === null) return undefined;
	switch (inner.type) {
		case 'assignment_expression':
			return assignment(inner, context);
		case 'call_expression':
			return call(inner, context);
		case 'await_expression':
		case 'unary_expression':
		case 'parenthesized_expression':
			return inner.firstNamedChild === null
				? undefined
				: expression(inner.lastNamedChild ?? inner, context, depth + 1);
		case 'internal_module':
		case 'function_expression':
			return context.resolve(inner);
		default:
			return undefined;
	}
}

function assignment(node: Node, context: RuleContext): Found | undefined {
	const left = fieldText(node, 'left', context.source).replace(/\s+/g, '');
	if (left.length > 120) return undefined;
	const right = node.childForFieldName('right');
	const [, owner = '', property = left] = /^(.*?)(?:\.prototype)?\.([\w$]+)$/.exec(left) ?? [];
	const name = /^(?:module\.)?exports$|^module\.exports$/.test(left) ? 'exports' : property;
	const within = /^(?:(?:module\.)?exports|module|this|self|window|global|globalThis|root)?$/.test(
		owner,
	)
		? []
		: [owner.replace(/\.prototype$/, '')];
	const found = bound(
		name === 'exports' ? fieldText(right ?? node, 'name', context.source) || 'exports' : name,
		right,
		context,
	);
	if (found !== undefined)
		return {
			...found,
			within,
			...(name === 'exports' && found.as === 'container' ? { glue: true, scope: [] } : {}),
		};
	return { as: 'code', kind: 'code', names: isName(name) && name !== 'exports' ? [name] : [] };
}

function call(node: Node, context: RuleContext): Found | undefined {
	const callee = node.childForFieldName('function');
	if (callee === null) return undefined;
	if (FUNCTIONS.has(callee.type) || callee.type === 'parenthesized_expression') {
		// `(function () { … })()`
		const inner = FUNCTIONS.has(callee.type) ? callee : descendantOfType(callee, ...FUNCTIONS);
		const body = inner === undefined ? undefined : functionBody(inner);
		if (body !== undefined)
			return { as: 'container', kind: 'code', name: '', scope: [], body, glue: true };
		return undefined;
	}
	const name = textOf(callee, context.source);
	if (name.length > 60) return undefined;
	const list = namedChildren(node.childForFieldName('arguments') ?? node);
	const callback = list.findLast(argument => FUNCTIONS.has(argument.type));
	if (callback === undefined) return undefined;
	const title =
		list[0] !== undefined && /string|template/.test(list[0].type)
			? unquote(textOf(list[0], context.source))
			: '';
	if (TEST_CALLS.test(name) && (title !== '' || SUITES.test(name))) {
		const body = functionBody(callback);
		if (SUITES.test(name)) return { as: 'container', kind: 'test', name: title, body, glue: true };
		return { as: 'unit', kind: 'test', name: title, body };
	}
	if (/^(?:before|after)(?:Each|All)?$/.test(name)) return { as: 'unit', kind: 'function', name };
	// AMD: `define([...], function () { … })`
	if (/^(?:define|require|\$|jQuery)$/.test(name)) {
		const body = functionBody(callback);
		if (body !== undefined)
			return { as: 'container', kind: 'code', name: '', scope: [], body, glue: true };
	}
	// `defineGetter(request, 'hostname', function hostname() { … })`: a function that is handed over under a name of its own.
	const own = fieldText(callback, 'name', context.source);
	if (own !== '') return { as: 'unit', kind: 'function', name: own, body: functionBody(callback) };
	return undefined;
}

function member(node: Node, context: RuleContext): Found | undefined {
	const name =
		fieldText(node, 'key', context.source) ||
		fieldText(node, 'name', context.source) ||
		fieldText(node, 'property', context.source);
	const plain = unquote(name);
	const found = bound(plain, node.childForFieldName('value'), context);
	return found ?? { as: 'code', kind: 'property', name: plain };
}

/** `export default …` may hold an expression. */
function exported(node: Node, context: RuleContext): Found | undefined {
	const inner = node.childForFieldName('declaration') ?? node.childForFieldName('value');
	if (inner === null) return undefined;
	const found =
		context.resolve(inner) ?? bound('default', inner, context) ?? expression(inner, context);
	if (
		found !== undefined &&
		found.name === '' &&
		(found.as === 'unit' || found.as === 'container') &&
		found.glue !== true
	)
		return { ...found, name: 'default' };
	return found;
}

export const javascript: GrammarSpec = {
	comments: ['comment', 'html_comment'],
	leads: ['decorator'],
	rules: {
		function_declaration: fn(),
		generator_function_declaration: fn(),
		function_expression: fn(),
		class_declaration: container('class'),
		class: container('class'),
		method_definition: fn('method'),
		field_definition: member,
		public_field_definition: member,
		pair: member,
		class_static_block: () => ({ as: 'unit', kind: 'method', name: 'static' }),
		lexical_declaration: declaration,
		variable_declaration: declaration,
		expression_statement: expression,
		export_statement: exported,
		if_statement: spliceIfLong,
		statement_block: splice,
		else_clause: splice,
		try_statement: spliceIfLong,
		labeled_statement: spliceIfLong,
	},
};

const enumBody = (node: Node, { source }: RuleContext): Found => ({
	as: 'unit',
	kind: 'enum',
	name: fieldText(node, 'name', source),
	names: namedChildren(node.childForFieldName('body') ?? node).map(entry =>
		entry.type === 'enum_assignment' ? fieldText(entry, 'name', source) : textOf(entry, source),
	),
});

export const typescript: GrammarSpec = {
	...javascript,
	rules: {
		...javascript.rules,
		abstract_class_declaration: container('class'),
		interface_declaration: container('interface'),
		type_alias_declaration: unit('type'),
		enum_declaration: enumBody,
		internal_module: container('module', { glue: true }),
		module: (node, context) => {
			const found = container('module', { glue: true })(node, context);
			return found === undefined ? undefined : { ...found, name: unquote(found.name ?? '') };
		},
		ambient_declaration: (node, context) => {
			const inner = children(node).findLast(child => child.isNamed);
			if (inner?.type === 'statement_block')
				return {
					as: 'container',
					kind: 'module',
					name: 'global',
					scope: [],
					body: inner,
					glue: true,
				};
			return inner === undefined ? undefined : context.resolve(inner);
		},
		function_signature: (node, { source }) => ({
			as: 'code',
			kind: 'function',
			name: fieldText(node, 'name', source),
		}),
		method_signature: (node, { source }) => ({
			as: 'code',
			kind: 'method',
			name: fieldText(node, 'name', source),
		}),
		abstract_method_signature: (node, { source }) => ({
			as: 'code',
			kind: 'method',
			name: fieldText(node, 'name', source),
		}),
		property_signature: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: fieldText(node, 'name', source),
		}),
		export_statement: exported,
		export_assignment: wrap(),
	},
};
