import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	namedChildren,
	splice,
	textOf,
	type Found,
	type GrammarSpec,
	type Rule,
	type RuleContext,
} from './spec';

/** `main#tracking`: what one would search for. */
function elementName(node: Node, source: string): string {
	const tag = childOfType(node, 'start_tag', 'self_closing_tag') ?? node.firstNamedChild;
	const text = textOf(tag, source).slice(0, 400);
	const name = /^<\s*([\w:.-]+)/.exec(text)?.[1] ?? '';
	const id = /\sid\s*=\s*["']?([\w:.-]+)/.exec(text)?.[1];
	return id === undefined ? name : `${name}#${id}`;
}

/** A long element is its children. */
const element: Rule = (node, { source, longChars }): Found => {
	const name = elementName(node, source);
	if (node.endIndex - node.startIndex > longChars) return { as: 'splice' };
	const isTitled = name.includes('#');
	return { as: 'code', kind: 'element', names: [], ...(isTitled ? { name } : {}) };
};

/** Text of a `<script>` or `<style>`. */
function rawText(node: Node, { source }: RuleContext): Found {
	const parent = node.parent;
	const tag = textOf(parent?.firstNamedChild, source);
	if (parent?.type === 'style_element')
		return /lang=["']?(?:scss|sass|less|stylus)/.test(tag)
			? { as: 'code', kind: 'element' }
			: { as: 'embed', kind: 'element', grammar: 'css' };
	if (parent?.type !== 'script_element') return { as: 'code', kind: 'element' };
	if (
		/type=["']?(?!module|text\/(?:java|ecma|type)script|application\/javascript|text\/babel)[\w/+.-]/.test(
			tag,
		)
	)
		return { as: 'code', kind: 'element' };
	const language = /lang=["']?(\w+)/.exec(tag)?.[1] ?? 'js';
	const grammar =
		language === 'ts' || language === 'typescript'
			? 'typescript'
			: language === 'tsx' || language === 'jsx'
				? 'tsx'
				: 'javascript';
	return { as: 'embed', kind: 'element', grammar };
}

export const html: GrammarSpec = {
	comments: ['comment'],
	rules: {
		element,
		template_element: element,
		script_element: splice,
		style_element: splice,
		raw_text: rawText,
		// Svelte's blocks
		each_statement: element,
		if_statement: element,
		await_statement: element,
		key_statement: element,
		snippet_statement: element,
		else_block: splice,
	},
};

/** ERB, EJS, EEx: HTML with the directives taken out. */
export const embeddedTemplate: GrammarSpec = {
	comments: [],
	rules: {},
	mask: {
		types: ['directive', 'output_directive', 'comment_directive', 'graphql_directive'],
		grammar: 'html',
	},
};

const selector: Rule = (node, { source }) => {
	const names = textOf(childOfType(node, 'selectors'), source).replace(/\s+/g, ' ').slice(0, 100);
	return { as: 'unit', kind: 'element', name: names };
};

const atRule: Rule = (node, { source, longChars }) => {
	const block = childOfType(node, 'block', 'keyframe_block_list');
	const name = source
		.slice(node.startIndex, block?.startIndex ?? node.endIndex)
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 100);
	return node.endIndex - node.startIndex > longChars && block !== undefined
		? { as: 'container', kind: 'element', name, body: block }
		: { as: 'unit', kind: 'element', name };
};

export const css: GrammarSpec = {
	comments: ['comment', 'js_comment'],
	rules: {
		rule_set: selector,
		media_statement: atRule,
		supports_statement: atRule,
		keyframes_statement: atRule,
		at_rule: atRule,
	},
};

// Data

/** A long value is looked into, its key being the scope. */
function keyed(
	key: (node: Node, source: string) => string,
	value: (node: Node) => Node | readonly Node[] | undefined,
): Rule {
	return (node, { source, longChars }) => {
		const name = key(node, source)
			.replace(/^["']|["']$/g, '')
			.slice(0, 100);
		const body = node.endIndex - node.startIndex > longChars ? value(node) : undefined;
		return body === undefined
			? { as: 'code', kind: 'config', name }
			: { as: 'container', kind: 'config', name, body };
	};
}

export const json: GrammarSpec = {
	comments: ['comment'],
	rules: {
		object: splice,
		array: splice,
		pair: keyed(
			(node, source) => textOf(node.childForFieldName('key'), source),
			node => {
				const value = node.childForFieldName('value');
				return value?.type === 'object' || value?.type === 'array' ? value : undefined;
			},
		),
	},
};

export const yaml: GrammarSpec = {
	comments: ['comment'],
	rules: {
		document: splice,
		block_node: splice,
		block_mapping: splice,
		block_sequence: splice,
		block_sequence_item: (node, { longChars }) =>
			node.endIndex - node.startIndex > longChars
				? { as: 'splice' }
				: { as: 'code', kind: 'config' },
		block_mapping_pair: keyed(
			(node, source) => textOf(node.childForFieldName('key'), source),
			node => {
				const value = node.childForFieldName('value');
				const inner =
					value === null ? undefined : childOfType(value, 'block_mapping', 'block_sequence');
				return inner;
			},
		),
	},
};

const tomlTable: Rule = (node, { source }) => ({
	as: 'unit',
	kind: 'config',
	name: textOf(childOfType(node, 'bare_key', 'dotted_key', 'quoted_key'), source),
	names: namedChildren(node)
		.filter(child => child.type === 'pair')
		.map(pair => textOf(pair.firstNamedChild, source)),
});

export const toml: GrammarSpec = {
	comments: ['comment'],
	rules: {
		table: tomlTable,
		table_array_element: tomlTable,
		pair: (node, { source }) => ({
			as: 'code',
			kind: 'config',
			name: textOf(node.firstNamedChild, source),
		}),
	},
};

export const ini: GrammarSpec = {
	comments: ['comment'],
	rules: {
		section: (node, { source }) => ({
			as: 'unit',
			kind: 'config',
			name: textOf(childOfType(node, 'section_name'), source).replace(/^\[|\]\s*$/g, ''),
			names: namedChildren(node)
				.filter(child => child.type === 'setting')
				.map(setting => textOf(childOfType(setting, 'setting_name'), source).trim()),
		}),
		setting: (node, { source }) => ({
			as: 'code',
			kind: 'config',
			name: textOf(childOfType(node, 'setting_name'), source).trim(),
		}),
	},
};

export const hcl: GrammarSpec = {
	comments: ['comment'],
	rules: {
		body: splice,
		object: splice,
		block: (node, { source }) => {
			const labels = namedChildren(node)
				.filter(child => child.type === 'string_lit' || child.type === 'identifier')
				.map(child => textOf(child, source).replace(/"/g, ''));
			const name = labels.length > 1 ? labels.slice(1).join('.') : (labels[0] ?? '');
			return {
				as: 'unit',
				kind: 'config',
				name,
				names: labels.slice(1),
				body: childOfType(node, 'body'),
			};
		},
		attribute: (node, { source }) => ({
			as: 'code',
			kind: 'config',
			name: textOf(node.firstNamedChild, source),
		}),
	},
};
