import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	fieldText,
	splice,
	textOf,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

function fsharpBinding(node: Node, { source }: RuleContext): Found {
	const left = childOfType(node, 'function_declaration_left');
	if (left !== undefined)
		return { as: 'unit', kind: 'function', name: textOf(left.firstNamedChild, source) };
	const name = textOf(childOfType(node, 'value_declaration_left'), source);
	return { as: 'code', kind: 'variable', name };
}

function fsharpMember(node: Node, { source }: RuleContext): Found {
	// `member this.Post(entry) =`, `static member Create x =`
	const name =
		/^(?:(?:static|abstract|override|default|member|private|internal|public|inline|val|new)\s+)*(?:\w+\.)?(\w+|``[^`]+``)/.exec(
			textOf(node, source),
		)?.[1];
	return { as: 'unit', kind: 'method', name: name ?? '' };
}

export const fsharp: GrammarSpec = {
	trailingComments: true,
	comments: ['line_comment', 'block_comment', 'xml_doc', 'block_comment_content'],
	leads: ['attributes'],
	rules: {
		named_module: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			scope: [fieldText(node, 'name', source)],
			body: children(node).filter(child => child.isNamed && child.type !== 'long_identifier'),
			glue: true,
		}),
		namespace: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: fieldText(node, 'name', source),
			body: children(node).filter(child => child.isNamed && child.type !== 'long_identifier'),
			glue: true,
		}),
		module_defn: (node, { source }) => ({
			as: 'container',
			kind: 'module',
			name: textOf(childOfType(node, 'identifier'), source),
			body: children(node).filter(child => child.isNamed && child.type !== 'identifier'),
		}),
		declaration_expression: splice,
		value_declaration: splice,
		function_or_value_defn: fsharpBinding,
		type_definition: (node, { source }) => {
			const inner = node.lastNamedChild;
			if (inner === null) return undefined;
			const members = children(inner).filter(child => child.type === 'type_extension_elements');
			const name = textOf(
				childOfType(inner, 'type_name')?.firstNamedChild ?? childOfType(inner, 'type_name'),
				source,
			);
			const names = [
				...textOf(inner, source).matchAll(/^\s*[{|]?\s*(?:mutable\s+)?([A-Z]\w*)\s*(?::|of\b|$)/gm),
			].map(match => match[1] ?? '');
			return members.length > 0
				? { as: 'container', kind: 'class', name, body: members.flatMap(children) }
				: { as: 'unit', kind: 'type', name, names };
		},
		type_extension_elements: splice,
		member_defn: fsharpMember,
	},
};
