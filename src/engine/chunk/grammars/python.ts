import type { Node } from 'web-tree-sitter';
import {
	fieldText,
	namedChildren,
	spliceIfLong,
	splice,
	textOf,
	wrap,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

/** Source of the docstring that opens a body; '' without one. */
function docstring(body: Node | null, source: string): string {
	const first = body?.firstNamedChild;
	const inner = first?.type === 'expression_statement' ? first.firstNamedChild : first;
	return inner?.type === 'string' ? textOf(inner, source) : '';
}

function definition(as: 'unit' | 'container') {
	return (node: Node, { source }: RuleContext): Found => {
		const body = node.childForFieldName('body');
		const name = fieldText(node, 'name', source);
		const isTest = as === 'unit' && /^test_/.test(name);
		return {
			as,
			kind: as === 'container' ? 'class' : isTest ? 'test' : 'function',
			name,
			body: body ?? undefined,
			doc: docstring(body, source),
		};
	};
}

function assigned(node: Node, { source }: RuleContext): Found | undefined {
	const inner = node.firstNamedChild;
	if (inner?.type !== 'assignment') return undefined;
	const left = inner.childForFieldName('left');
	if (left === null) return undefined;
	const names =
		left.type === 'identifier'
			? [left]
			: namedChildren(left).filter(child => child.type === 'identifier');
	return { as: 'code', kind: 'variable', names: names.map(name => textOf(name, source)) };
}

export const python: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_definition: definition('unit'),
		class_definition: definition('container'),
		decorated_definition: wrap('definition'),
		expression_statement: assigned,
		type_alias_statement: (node, { source }) => ({
			as: 'code',
			kind: 'type',
			name: fieldText(node, 'left', source),
		}),
		if_statement: spliceIfLong,
		try_statement: spliceIfLong,
		with_statement: spliceIfLong,
		block: splice,
		elif_clause: splice,
		else_clause: splice,
		except_clause: splice,
		finally_clause: splice,
	},
};
