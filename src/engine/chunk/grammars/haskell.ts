import type { Node } from 'web-tree-sitter';
import {
	fieldText,
	lead,
	named,
	namedChildren,
	splice,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

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
