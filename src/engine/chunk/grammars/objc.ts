import { c } from './cFamily';
import {
	childOfType,
	children,
	namedChildren,
	tail,
	textOf,
	type GrammarSpec,
	type Rule,
} from './spec';

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
			name: /(\w+)\s*;?\s*$/.exec(tail(textOf(node, source)))?.[1] ?? '',
		}),
		instance_variables: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			names: [...textOf(node, source).matchAll(/\b(\w+)\s*;/g)].map(match => match[1] ?? ''),
		}),
	},
};
