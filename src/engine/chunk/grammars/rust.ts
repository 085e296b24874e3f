import type { Node } from 'web-tree-sitter';
import { isSpace } from '../gaps';
import {
	childOfType,
	container,
	fieldText,
	fn,
	named,
	unit,
	splice,
	tail,
	textOf,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

/** `Foo<'a, T>` → `Foo`; `&'a mut Foo` → `Foo`; `path::Foo` → `Foo`. */
function typeName(text: string): string {
	const plain = text
		.replace(/[<;][\s\S]*$/, '')
		.replace(/^(?:&|\*|'\w+|\bmut\b|\bdyn\b|\bconst\b|\s|\(|\[)+/, '');
	return /([\p{L}_][\p{L}\p{N}_]*)\W*$/u.exec(tail(plain))?.[1] ?? plain.slice(0, 60);
}

function impl(node: Node, { source }: RuleContext): Found {
	const type = typeName(fieldText(node, 'type', source));
	return {
		as: 'container',
		kind: 'module',
		name: type,
		body: node.childForFieldName('body') ?? undefined,
		glue: true,
		methods: true,
	};
}

function isTest(node: Node, source: string): boolean {
	// Asking for a sibling counts all those before: not among ten thousand functions, unless it can be an attribute.
	let at = node.startIndex;
	while (at > 0 && isSpace(source.charCodeAt(at - 1))) at--;
	if (source[at - 1] !== ']') return false;
	for (
		let before = node.previousNamedSibling;
		before?.type === 'attribute_item';
		before = before.previousNamedSibling
	)
		if (/^#\[(?:\w+::)*test\b/.test(textOf(before, source))) return true;
	return false;
}

function macroCall(node: Node, { source }: RuleContext): Found {
	const name = fieldText(node, 'macro', source);
	const defined =
		/^\s*(?:pub\s+)?(?:struct|enum|fn|static|const)?\s*(?:ref\s+)?([A-Za-z_]\w*)/.exec(
			textOf(childOfType(node, 'token_tree'), source).slice(1, 120),
		)?.[1];
	return {
		as: 'code',
		kind: 'code',
		names:
			/^(?:lazy_static|bitflags|thread_local|pin_project)$/.test(name) && defined !== undefined
				? [defined]
				: [],
	};
}

export const rust: GrammarSpec = {
	comments: ['line_comment', 'block_comment'],
	leads: ['attribute_item'],
	rules: {
		function_item: (node, context) => {
			const found = fn()(node, context);
			return found !== undefined && isTest(node, context.source)
				? { ...found, kind: 'test' }
				: found;
		},
		function_signature_item: fn(),
		impl_item: impl,
		trait_item: container('trait'),
		struct_item: container('struct'),
		union_item: container('struct'),
		enum_item: container('enum'),
		enum_variant: named('property'),
		field_declaration: named('property'),
		mod_item: container('module', { glue: true }),
		foreign_mod_item: splice,
		declaration_list: splice,
		macro_definition: unit('function'),
		const_item: named('variable'),
		static_item: named('variable'),
		type_item: named('type'),
		associated_type: named('type'),
		macro_invocation: macroCall,
		expression_statement: (node, context) =>
			node.firstNamedChild?.type === 'macro_invocation'
				? macroCall(node.firstNamedChild, context)
				: undefined,
	},
};
