import type { Node } from 'web-tree-sitter';
import {
	childOfType,
	children,
	declares,
	descendantOfType,
	fieldText,
	fn,
	isName,
	namedChildren,
	splice,
	spliceIfLong,
	textOf,
	type Found,
	type GrammarSpec,
	type RuleContext,
} from './spec';

export const bash: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_definition: fn(),
		variable_assignment: (node, { source }) => ({
			as: 'code',
			kind: 'variable',
			name: fieldText(node, 'name', source),
		}),
		declaration_command: declares('variable', 'variable_assignment'),
		if_statement: spliceIfLong,
		// bats: `@test "name" { … }` reads as a command and a block
		command: (node, { source }) => {
			const title = /^@test\s+(['"])(.*?)\1/.exec(textOf(node, source))?.[2];
			return title === undefined ? undefined : { as: 'unit', kind: 'test', name: title };
		},
		compound_statement: (node, { source }) =>
			/^@test\b/m.test(
				source
					.slice(Math.max(0, node.startIndex - 200), node.startIndex)
					.split('\n')
					.at(-1) ?? '',
			)
				? { as: 'code', joins: true }
				: undefined,
	},
};

function functionStatement(node: Node, { source }: RuleContext): Found {
	const script = childOfType(node, 'script_block');
	const statements = script === undefined ? undefined : descendantOfType(script, 'statement_list');
	return {
		as: 'unit',
		kind: 'function',
		name: textOf(childOfType(node, 'function_name'), source),
		body: statements,
	};
}

export const powershell: GrammarSpec = {
	comments: ['comment'],
	rules: {
		statement_list: splice,
		function_statement: functionStatement,
		class_statement: (node, { source }) => ({
			as: 'container',
			kind: 'class',
			name: textOf(childOfType(node, 'simple_name'), source),
			body: children(node).filter(child => child.isNamed && child.type !== 'simple_name'),
		}),
		enum_statement: (node, { source }) => ({
			as: 'unit',
			kind: 'enum',
			name: textOf(childOfType(node, 'simple_name'), source),
		}),
		class_method_definition: (node, { source }) => ({
			as: 'unit',
			kind: 'method',
			name: textOf(childOfType(node, 'simple_name'), source),
		}),
		class_property_definition: (node, { source }) => ({
			as: 'code',
			kind: 'property',
			name: textOf(childOfType(node, 'variable'), source).replace(/^\$/, ''),
		}),
		pipeline: (node, { source }) => {
			const left =
				node.firstNamedChild?.type === 'assignment_expression'
					? textOf(childOfType(node.firstNamedChild, 'left_assignment_expression'), source)
					: '';
			const name = left.replace(/^(?:\[[^\]]*\])?\$(?:\w+:)?/, '');
			return isName(name) ? { as: 'code', kind: 'variable', name } : undefined;
		},
		if_statement: spliceIfLong,
		statement_block: splice,
	},
};

const DEFINERS =
	/^(?:def(?:custom|var|const|group|face|subst|alias|struct|class|generic|method|parameter|advice)|cl-def\w+|define-[\w-]+|ert-deftest|use-package|global-set-key)$/;

/** `(defcustom name …)`, `(define-minor-mode name …)` */
function lispForm(node: Node, { source }: RuleContext): Found | undefined {
	const text = source.slice(node.startIndex, node.startIndex + 200);
	const match = /^\(\s*([\w-]+)\s+[('#]*([^\s()'"]+)/.exec(text);
	if (match?.[1] === undefined || match[2] === undefined || !DEFINERS.test(match[1]))
		return undefined;
	const isTest = match[1] === 'ert-deftest';
	const isFunction =
		/defun|defmacro|defsubst|defgeneric|defmethod|define-(?:minor|derived|globalized)/.test(
			match[1],
		);
	const doc = namedChildren(node).find((child, index) => index > 1 && child.type === 'string');
	return {
		as: isFunction || isTest ? 'unit' : 'code',
		kind: isTest ? 'test' : isFunction ? 'function' : 'variable',
		name: match[2],
		doc: textOf(doc, source),
	};
}

function lispFunction(node: Node, { source }: RuleContext): Found {
	return {
		as: 'unit',
		kind: 'function',
		name: fieldText(node, 'name', source),
		doc: fieldText(node, 'docstring', source),
	};
}

export const elisp: GrammarSpec = {
	comments: ['comment'],
	rules: {
		function_definition: lispFunction,
		macro_definition: lispFunction,
		special_form: lispForm,
		list: lispForm,
	},
};
