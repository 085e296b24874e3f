import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	container,
	declares,
	fieldText,
	fn,
	isName,
	named,
	namedChildren,
	spliceIfLong,
	splice,
	textOf,
	unit,
	unquote,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

// Ruby

/** Comments of a class stand beside its body and not in it. */
function rubyMembers(node: Node): Node[] {
	return children(node).flatMap(child =>
		child.type === 'body_statement' || child.type === 'block_body'
			? children(child)
			: child.type === 'comment'
				? [child]
				: [],
	);
}

const rubyType =
	(kind: 'class' | 'module'): Rule =>
	(node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, 'name', source) || fieldText(node, 'value', source),
		body: rubyMembers(node),
		methods: true,
		glue: kind === 'module' && isNamespace(rubyMembers(node)),
	});

/** True for a module that only holds a class or two. */
function isNamespace(members: readonly Node[]): boolean {
	const named = members.filter(member => member.isNamed && member.type !== 'comment');
	return (
		named.length <= 3 &&
		named.every(
			member => member.type === 'class' || member.type === 'module' || member.type === 'call',
		) &&
		named.some(member => member.type !== 'call')
	);
}

const rubyMethod: Rule = (node, { source }) => {
	const name = fieldText(node, 'name', source);
	return {
		as: 'unit',
		kind: /^test_/.test(name) ? 'test' : 'function',
		name,
		body: rubyMembers(node),
	};
};

function rubyCall(node: Node, context: RuleContext): Found | undefined {
	const { source } = context;
	const method = fieldText(node, 'method', source);
	const list = node.childForFieldName('arguments');
	const first = list?.firstNamedChild ?? null;
	// `private def x`, `memoize def x`
	if (first?.type === 'method' || first?.type === 'singleton_method') return context.resolve(first);
	const block = node.childForFieldName('block');
	const title =
		first === null ? '' : unquote(textOf(first, source)).replace(/^:/, '').replace(/:$/, '');
	if (block !== null) {
		if (/^(?:it|specify|test|scenario|example|its|should)$/.test(method))
			return { as: 'unit', kind: 'test', name: title };
		if (
			/^(?:describe|context|feature|shared_examples|shared_context|namespace|class_methods|included|resource|resources|scope|draw|configure|concern)$/.test(
				method,
			)
		)
			return {
				as: 'container',
				kind: /^(?:describe|context|feature|shared)/.test(method) ? 'test' : 'config',
				glue: true,
				name: title === '' ? method : title,
				scope: title === '' ? [] : [title],
				body: rubyMembers(block),
			};
		if (
			/^(?:before|after|around|let!?|subject|setup|teardown|task|file|define_method|rule|initializer|factory|create_table|get|post|put|delete|desc)$/.test(
				method,
			)
		)
			return {
				as: 'unit',
				kind: 'function',
				name: title === '' ? method : (/^[\w?!]+/.exec(title)?.[0] ?? title),
			};
		return undefined;
	}
	if (
		/^(?:attr_\w+|delegate|scope|has_\w+|belongs_to|validates|cattr_\w+|mattr_\w+|thread_mattr_\w+|class_attribute|alias_method|property|option)$/.test(
			method,
		)
	) {
		const names = (list === null ? [] : namedChildren(list))
			.filter(child => child.type === 'simple_symbol')
			.map(child => textOf(child, source).slice(1));
		return { as: 'code', kind: 'property', names };
	}
	return undefined;
}

export const ruby: GrammarSpec = {
	comments: ['comment'],
	rules: {
		module: rubyType('module'),
		class: rubyType('class'),
		singleton_class: node => ({
			as: 'container',
			kind: 'module',
			name: '',
			scope: [],
			body: rubyMembers(node),
			glue: true,
			methods: true,
		}),
		method: rubyMethod,
		singleton_method: rubyMethod,
		call: rubyCall,
		assignment: (node, { source }) => {
			const left = node.childForFieldName('left');
			const name = textOf(left, source);
			const right = node.childForFieldName('right');
			const block = right?.childForFieldName('block');
			// `Point = Struct.new(:x) do … end`
			if (block != null && /^[A-Z]/.test(name))
				return { as: 'container', kind: 'class', name, body: rubyMembers(block) };
			return isName(name) ? { as: 'code', kind: 'variable', name } : undefined;
		},
		alias: () => ({ as: 'code', kind: 'code' }),
		if: spliceIfLong,
		unless: spliceIfLong,
		then: splice,
		begin: spliceIfLong,
		body_statement: splice,
	},
};

// Lua

function luaName(text: string): { name: string; within: string[] } {
	const parts = text.split(/[.:]/).map(part => part.trim());
	const name = parts.pop() ?? '';
	return isName(name) ? { name, within: parts.filter(isName) } : { name: '', within: [] };
}

function luaAssignment(node: Node, context: RuleContext): Found | undefined {
	const { source } = context;
	const statement =
		node.type === 'variable_declaration' ? childOfType(node, 'assignment_statement') : node;
	const variables = childOfType(statement ?? node, 'variable_list');
	const { name, within } = luaName(textOf(variables?.firstNamedChild, source));
	const value =
		statement === undefined
			? undefined
			: childOfType(statement, 'expression_list')?.firstNamedChild;
	if (value?.type === 'function_definition')
		return {
			as: 'unit',
			kind: 'function',
			name,
			within,
			body: value.childForFieldName('body') ?? undefined,
		};
	if (value?.type === 'table_constructor' && value.endIndex - value.startIndex > context.longChars)
		return { as: 'container', kind: 'variable', name, within, body: value, methods: true };
	const names =
		variables === undefined
			? []
			: namedChildren(variables).map(child => luaName(textOf(child, source)).name);
	return { as: 'code', kind: 'variable', names };
}

function luaCall(node: Node, { source }: RuleContext): Found | undefined {
	const name = fieldText(node, 'name', source);
	if (!/^(?:describe|it|context|insulate|pending|test|before_each|after_each)$/.test(name))
		return undefined;
	const list = namedChildren(node.childForFieldName('arguments') ?? node);
	const body =
		list.find(child => child.type === 'function_definition')?.childForFieldName('body') ??
		undefined;
	const title = list[0]?.type === 'string' ? unquote(textOf(list[0], source)) : name;
	return /^(?:describe|context|insulate)$/.test(name) && body !== undefined
		? { as: 'container', kind: 'test', name: title, body, glue: true }
		: { as: 'unit', kind: 'test', name: title };
}

export const lua: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_declaration: (node, { source }) => {
			const { name, within } = luaName(fieldText(node, 'name', source));
			return {
				as: 'unit',
				kind: within.length > 0 ? 'method' : 'function',
				name,
				within,
				body: node.childForFieldName('body') ?? undefined,
			};
		},
		assignment_statement: luaAssignment,
		variable_declaration: luaAssignment,
		field: (node, { source }) => {
			const name = unquote(fieldText(node, 'name', source));
			const value = node.childForFieldName('value');
			return value?.type === 'function_definition'
				? { as: 'unit', kind: 'function', name }
				: { as: 'code', kind: 'property', ...(isName(name) ? { name } : {}) };
		},
		function_call: luaCall,
	},
};

// PHP

const phpMethod: Rule = (node, { source }) => {
	const name = fieldText(node, 'name', source);
	return {
		as: 'unit',
		kind:
			/^test[A-Z_]/.test(name) || /#\[Test\b/.test(textOf(node, source).slice(0, 200))
				? 'test'
				: 'function',
		name,
		body: node.childForFieldName('body') ?? undefined,
	};
};

function phpStatement(node: Node, { source }: RuleContext): Found | undefined {
	const inner = node.firstNamedChild;
	if (inner?.type === 'function_call_expression') {
		const match = /^(?:it|test|describe|dataset)\s*\(\s*(['"])(.*?)\1/.exec(
			textOf(inner, source).slice(0, 300),
		);
		if (match !== null) return { as: 'unit', kind: 'test', name: match[2] ?? '' };
	}
	if (inner?.type === 'assignment_expression') {
		const name = fieldText(inner, 'left', source);
		return /^\$\w+$/.test(name)
			? { as: 'code', kind: 'variable', names: [name.slice(1)] }
			: undefined;
	}
	return undefined;
}

export const php: GrammarSpec = {
	comments: ['comment'],
	rules: {
		namespace_definition: (node, { source }) => {
			const body = node.childForFieldName('body');
			const name = fieldText(node, 'name', source);
			return body === null
				? { as: 'code', kind: 'code' }
				: { as: 'container', kind: 'module', name, scope: [name], body, glue: true };
		},
		class_declaration: container('class'),
		interface_declaration: container('interface'),
		trait_declaration: container('trait'),
		enum_declaration: container('enum'),
		enum_case: named('property'),
		method_declaration: phpMethod,
		function_definition: phpMethod,
		property_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			names: [...textOf(node, source).matchAll(/\$(\w+)/g)]
				.map(match => match[1] ?? '')
				.slice(0, 4),
		}),
		const_declaration: (node, { source }) => ({
			as: 'code',
			kind: 'variable',
			names: namedChildren(node)
				.filter(child => child.type === 'const_element')
				.map(child => textOf(child.firstNamedChild, source)),
		}),
		expression_statement: phpStatement,
		if_statement: spliceIfLong,
		compound_statement: splice,
		// `return new class extends Migration { … };`, `return [ … ];`
		return_statement: node => {
			const inner = node.firstNamedChild?.firstNamedChild;
			const list =
				inner?.type === 'declaration_list'
					? inner
					: childOfType(node.firstNamedChild ?? node, 'declaration_list', 'anonymous_class');
			const body = list?.type === 'anonymous_class' ? childOfType(list, 'declaration_list') : list;
			return body == null
				? undefined
				: { as: 'container', kind: 'class', name: '', scope: [], body, glue: true, methods: true };
		},
	},
};

// Solidity and SystemRDL

export const solidity: GrammarSpec = {
	comments: ['comment'],
	rules: {
		contract_declaration: container('class'),
		interface_declaration: container('interface'),
		library_declaration: container('class'),
		function_definition: fn(),
		modifier_definition: fn(),
		constructor_definition: () => ({ as: 'unit', kind: 'method', name: 'constructor' }),
		fallback_receive_definition: () => ({ as: 'unit', kind: 'method', name: 'receive' }),
		struct_declaration: unit('struct'),
		enum_declaration: unit('enum'),
		event_definition: named('property'),
		error_declaration: named('property'),
		state_variable_declaration: named('property'),
		constant_variable_declaration: named('variable'),
	},
};

export const systemrdl: GrammarSpec = {
	comments: ['comment'],
	rules: {
		description: splice,
		component_body: splice,
		component_body_elem: splice,
		component_def: (node, { source }) => {
			const inner = childOfType(node, 'component_named_def', 'component_anon_def') ?? node;
			const instance = /(\w+)\s*(?:\[[^\]]*\])?\s*(?:=\s*\w+\s*)?(?:@[^;]*)?;?\s*$/.exec(
				textOf(node, source).slice(-120),
			)?.[1];
			const name = fieldText(inner, 'id', source) || (instance ?? '');
			return {
				as: 'container',
				kind: 'struct',
				name,
				body: inner.childForFieldName('body') ?? childOfType(inner, 'component_body') ?? [],
			};
		},
		property_definition: (node, { source }) => ({
			as: 'unit',
			kind: 'property',
			name: textOf(childOfType(node, 'id'), source),
		}),
		enum_def: (node, { source }) => ({
			as: 'unit',
			kind: 'enum',
			name: textOf(childOfType(node, 'id'), source),
		}),
		explicit_component_inst: declares('property', 'component_inst'),
	},
};
