import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	fieldText,
	fn,
	namedChildren,
	tail,
	textOf,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

function receiver(node: Node, { source }: RuleContext): string[] {
	const text = fieldText(node, 'receiver', source);
	// `(s *Server[T])` → Server
	const match = /([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[[^\]]*\])?\s*\)$/u.exec(tail(text));
	return match?.[1] === undefined ? [] : [match[1]];
}

function specs(node: Node, list: string, spec: string): Node[] {
	return namedChildren(childOfType(node, list) ?? node).filter(
		child => child.type === spec || child.type === 'type_alias',
	);
}

function typeDeclaration(node: Node, context: RuleContext): Found {
	const all = specs(node, 'type_spec_list', 'type_spec');
	const [only] = all;
	if (all.length === 1 && only !== undefined) return typeSpec(only, context);
	if (node.endIndex - node.startIndex > context.longChars) return { as: 'splice' };
	return {
		as: 'code',
		kind: 'type',
		names: all.map(spec => fieldText(spec, 'name', context.source)),
	};
}

function typeSpec(node: Node, { source }: RuleContext): Found {
	const type = node.childForFieldName('type');
	const kind =
		type?.type === 'struct_type'
			? 'struct'
			: type?.type === 'interface_type'
				? 'interface'
				: 'type';
	const fields =
		type === null
			? null
			: (childOfType(type, 'field_declaration_list') ?? (kind === 'interface' ? type : null));
	return {
		as: 'container',
		kind,
		name: fieldText(node, 'name', source),
		body: fields ?? [],
		methods: true,
	};
}

function values(spec: string) {
	return (node: Node, { source }: RuleContext): Found => {
		const all = namedChildren(childOfType(node, `${spec}_list`) ?? node).filter(
			child => child.type === spec,
		);
		const names = all.flatMap(one =>
			namedChildren(one)
				.filter(child => child.type === 'identifier')
				.map(name => textOf(name, source)),
		);
		return { as: 'code', kind: 'variable', names: names.filter(name => name !== '_') };
	};
}

function fieldNames(node: Node, { source }: RuleContext): Found {
	const names = namedChildren(node)
		.filter(child => child.type === 'field_identifier')
		.map(child => textOf(child, source));
	return { as: 'code', kind: 'property', names };
}

export const go: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_declaration: (node, context) => {
			const name = fieldText(node, 'name', context.source);
			const isTest =
				context.path.endsWith('_test.go') && /^(?:Test|Benchmark|Example|Fuzz)/.test(name);
			return {
				as: 'unit',
				kind: isTest ? 'test' : 'function',
				name,
				body: node.childForFieldName('body') ?? undefined,
			};
		},
		method_declaration: (node, context) => ({
			as: 'unit',
			...fn('method')(node, context),
			within: receiver(node, context),
		}),
		type_declaration: typeDeclaration,
		type_spec: typeSpec,
		type_alias: typeSpec,
		const_declaration: values('const_spec'),
		var_declaration: values('var_spec'),
		field_declaration: fieldNames,
		method_elem: (node, { source }) => ({
			as: 'code',
			kind: 'method',
			name: fieldText(node, 'name', source),
		}),
		method_spec: (node, { source }) => ({
			as: 'code',
			kind: 'method',
			name: fieldText(node, 'name', source),
		}),
	},
};
