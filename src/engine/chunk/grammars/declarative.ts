import {
	childOfType,
	container,
	declares,
	fieldText,
	fn,
	named,
	splice,
	textOf,
	unit,
	type GrammarSpec,
} from './spec';

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
