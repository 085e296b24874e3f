import type { Node } from 'web-tree-sitter';
import {
	children,
	fieldText,
	fn,
	named,
	namedChildren,
	splice,
	textOf,
	unquote,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

const scalaBody =
	(kind: 'class' | 'trait' | 'enum', methods = true): Rule =>
	(node, { source }) => ({
		as: 'container',
		kind,
		name: fieldText(node, 'name', source),
		names: namedChildren(node)
			.filter(child => child.type === 'class_parameters')
			.flatMap(list => namedChildren(list).map(parameter => fieldText(parameter, 'name', source))),
		body: node.childForFieldName('body') ?? [],
		methods,
	});

/** `test("name") { … }`, `it should "name" in { … }` */
function scalaTest(node: Node, { source }: RuleContext): Found | undefined {
	const text = source.slice(node.startIndex, Math.min(node.endIndex, node.startIndex + 300));
	const call =
		/^(?:test|it|property|describe|feature|scenario|check)\w*\s*\(\s*("(?:[^"\\]|\\.)*")/.exec(
			text,
		)?.[1];
	const infix =
		/^(?:\w+\s+(?:should|must|can)\s+)?("(?:[^"\\]|\\.)*")(?:\s+(?:in|should|must|when|can)\b|\s*-\s*\{)/.exec(
			text,
		)?.[1];
	const title = call ?? infix;
	return title === undefined ? undefined : { as: 'unit', kind: 'test', name: unquote(title) };
}

export const scala: GrammarSpec = {
	comments: ['comment', 'block_comment'],
	rules: {
		class_definition: scalaBody('class'),
		object_definition: scalaBody('class'),
		trait_definition: scalaBody('trait'),
		enum_definition: scalaBody('enum'),
		package_object: scalaBody('class'),
		package_clause: (node, { source }) => {
			const body = node.childForFieldName('body');
			const name = fieldText(node, 'name', source);
			return body === null
				? { as: 'code', kind: 'code' }
				: { as: 'container', kind: 'module', name, body, glue: true };
		},
		extension_definition: (node, { source }) => {
			const type = /\(\s*\w+\s*:\s*([\w.]+)/.exec(textOf(node, source))?.[1] ?? '';
			const body = node.childForFieldName('body');
			return {
				as: 'container',
				kind: 'module',
				name: type,
				body: body === null ? [] : body.type === 'function_definition' ? [body] : children(body),
				glue: true,
				methods: true,
			};
		},
		given_definition: scalaBody('class'),
		template_body: splice,
		function_definition: fn(),
		function_declaration: (node, { source }) => ({
			as: 'unit',
			kind: 'function',
			name: fieldText(node, 'name', source),
		}),
		val_definition: named('variable', 'pattern'),
		var_definition: named('variable', 'pattern'),
		val_declaration: named('variable'),
		var_declaration: named('variable'),
		type_definition: named('type'),
		simple_enum_case: named('property'),
		full_enum_case: named('property'),
		enum_case_definitions: splice,
		call_expression: scalaTest,
		infix_expression: scalaTest,
	},
};
