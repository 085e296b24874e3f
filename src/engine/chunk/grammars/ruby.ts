import type { Node } from 'web-tree-sitter';
import {
	children,
	fieldText,
	isName,
	namedChildren,
	splice,
	spliceIfLong,
	textOf,
	unquote,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

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
