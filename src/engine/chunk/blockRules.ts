import type { ChunkKind } from '../../shared/types';

/** How a block of a language without a grammar begins: a line that matches, group 1 being its name. */
export interface BlockRule {
	readonly start: RegExp;
	readonly kind: ChunkKind;
}

const rule = (kind: ChunkKind, start: RegExp): BlockRule => ({ kind, start });

const CLIKE: readonly BlockRule[] = [
	rule(
		'class',
		/^(?:[a-z]+\s+)*(?:class|struct|interface|trait|object|union|module|interface)\s+(\w+)/,
	),
	rule('function', /^(?:[\w<>[\],.*&:]+\s+)+\*?(\w+)\s*\([^;]*$/),
];
const STYLES: readonly BlockRule[] = [
	rule('function', /^@(?:mixin|function)\s+([\w-]+)/),
	rule('variable', /^[$@]([\w-]+)\s*:/),
	rule('element', /^((?:[.#&:*[>~+]|\w)[^{};]*?)\s*\{\s*$/),
	rule('element', /^(@(?:media|include|supports|keyframes|font-face)[^{]*?)\s*\{?\s*$/),
];
const ML: readonly BlockRule[] = [
	rule('module', /^\s*module\s+(?:type\s+)?(\w+)/),
	rule(
		'type',
		/^\s*(?:data|newtype|type(?:\s+(?:alias|nonrec))?|class|instance)\s+(?:\('?\w[^)]*\)\s*|'\w+\s+)?([\w.']+)/,
	),
	rule('function', /^\s*(?:val|let|external|exception|and)\s+(?:rec\s+)?([\w']+)/),
];
const DESIGN: readonly BlockRule[] = [
	rule(
		'module',
		/^\s*(?:module|interface|package|program|entity|architecture|class|configuration)\s+(?:automatic\s+|body\s+)?(\w+)/i,
	),
	rule(
		'function',
		/^\s*(?:function|task|procedure)\s+(?:automatic\s+)?(?:[\w:[\]\s]*?\s)?(\w+)\s*[(;]/i,
	),
];
const LISP: readonly BlockRule[] = [
	rule('module', /^\((?:ns|in-ns|module|defpackage|library|define-library)\s+([^\s()]+)/),
	rule(
		'type',
		/^\((?:defrecord|defprotocol|deftype|definterface|defstruct|defclass|struct|define-record-type)\s+\(?([^\s()]+)/,
	),
	rule('test', /^\((?:deftest|test-case|define-test)\s+\(?"?([^\s()"]+)/),
	rule(
		'function',
		/^\((?:defn-?|defmacro|defmethod|defmulti|defun|fn|definline|defgeneric|define-syntax|define-macro|local\s+fn)\s+(?:\^\S+\s+)*\(?([^\s()]+)/,
	),
	rule('function', /^\(define\*?\s+\(+([^\s()]+)/),
	rule(
		'variable',
		/^\((?:def|defonce|define|defvar|defparameter|defconstant|local|s\/def)\s+(?:\^\S+\s+)*([^\s()]+)/,
	),
];

/** For languages whose grammar failed on a file: definitions as most languages write them. */
export const GENERIC_RULES: readonly BlockRule[] = [
	rule(
		'class',
		/^\s{0,4}(?:(?:export|default|public|private|internal|abstract|final|sealed|static|data|case|open|pub)\s+)*(?:class|interface|struct|trait|object|enum|protocol|impl|extension|record|namespace|module|defmodule)\s+([\w.:]+)/,
	),
	rule(
		'function',
		/^\s{0,8}(?:(?:export|default|public|private|protected|internal|static|async|override|suspend|inline|pub|final|local)\s+)*(?:function\*?|fun|func|fn|def|defp|sub|proc)\s+([\w.:!?]+)/,
	),
	rule('function', /^(?:[\w<>[\],.*&:~]+\s+)+[*&]*([\w:~]+)\s*\([^;={}]*\)?[^;={}]*\{?\s*$/),
	rule('config', /^\[+([^\]]+)\]+\s*$/),
];

/** By language id, in order of preference. */
export const BLOCK_RULES: Readonly<Record<string, readonly BlockRule[]>> = {
	sql: [
		rule(
			'struct',
			/^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unlogged\s+|external\s+|global\s+)*table\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i,
		),
		rule(
			'function',
			/^\s*create\s+(?:or\s+(?:replace|alter)\s+)?(?:definer\s*=\s*\S+\s+)?(?:function|procedure|trigger|aggregate|macro)\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i,
		),
		rule(
			'type',
			/^\s*create\s+(?:or\s+replace\s+)?(?:(?:materialized|recursive)\s+)*(?:view|type|domain|schema|sequence|extension|role|policy|database)\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i,
		),
		rule(
			'code',
			/^\s*create\s+(?:unique\s+)?index\s+(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i,
		),
		rule('code', /^\s*alter\s+table\s+(?:only\s+|if\s+exists\s+)*([\w."`[\]]+)/i),
		rule('code', /^\s*insert\s+into\s+([\w."`[\]]+)/i),
		rule('code', /^(?:select|with|update|delete|merge|grant|drop)\b()/i),
		rule('function', /^--\s*name:\s*(\S+)/),
	],
	graphql: [
		rule('type', /^(?:extend\s+)?(?:type|input|union|scalar|schema)\s*(\w*)/),
		rule('interface', /^(?:extend\s+)?interface\s+(\w+)/),
		rule('enum', /^(?:extend\s+)?enum\s+(\w+)/),
		rule('function', /^(?:query|mutation|subscription|fragment|directive)\s+@?(\w+)/),
	],
	proto: [
		rule('struct', /^(?:message|extend)\s+([\w.]+)/),
		rule('enum', /^enum\s+(\w+)/),
		rule('interface', /^service\s+(\w+)/),
	],
	thrift: [
		rule('struct', /^(?:struct|union|exception)\s+(\w+)/),
		rule('enum', /^enum\s+(\w+)/),
		rule('interface', /^service\s+(\w+)/),
		rule('type', /^typedef\s+\S+\s+(\w+)/),
	],
	prisma: [
		rule('struct', /^(?:model|type|view)\s+(\w+)/),
		rule('enum', /^enum\s+(\w+)/),
		rule('config', /^(?:datasource|generator)\s+(\w+)/),
	],
	dockerfile: [rule('config', /^FROM\s+\S+(?:\s+AS\s+(\S+))?/i)],
	makefile: [
		rule('function', /^define\s+(\S+)/),
		rule('function', /^([^\s:#=.][^:#=\t]*?)\s*::?(?![=:])/),
		rule('variable', /^(?:export\s+|override\s+)?([\w.-]+)\s*[:?+!]*=/),
	],
	just: [
		rule('function', /^@?([\w-]+)(?:\s+[^:=]*)?:(?!=)/),
		rule('variable', /^(?:export\s+|alias\s+)?([\w-]+)\s*:=/),
	],
	cmake: [
		rule('function', /^\s*(?:function|macro)\s*\(\s*(\S+?)[\s)]/i),
		rule('module', /^(?:project|add_library|add_executable|add_custom_target)\s*\(\s*([^\s)]+)/i),
	],
	perl: [
		rule('function', /^\s*(?:sub|method|fun)\s+([\w:']+)/),
		rule('module', /^package\s+([\w:]+)/),
		rule('section', /^=head\d\s+(.{1,80})/),
		rule('test', /^subtest\s+['"]?([^'"]+)/),
	],
	r: [
		rule('function', /^\s*([\w.]+|`[^`]+`)\s*(?:<-|=)\s*function\b/),
		rule('class', /^(?:([\w.]+)\s*(?:<-|=)\s*)(?:R6Class|setRefClass|setClass)\b/),
		rule('function', /^set(?:Method|Generic|Class|Validity)\s*\(\s*["']([^"']+)/),
		rule('test', /^test_that\s*\(\s*["']([^"']+)/),
		rule('variable', /^([\w.]+)\s*<-/),
	],
	clojure: LISP,
	scheme: LISP,
	erlang: [
		rule('function', /^([a-z][\w@]*|'[^']+')\s*\(/),
		rule('type', /^-(?:type|opaque|record|callback)\s*\(?\s*([\w']+)/),
		rule('code', /^-(?:define)\s*\(\s*(\w+)/),
	],
	nix: [rule('variable', /^ {0,4}([\w.'"-]+)\s*=/)],
	viml: [
		rule('function', /^\s*fu(?:n(?:ction)?)?!?\s+([\w:#.<>]+)/),
		rule('function', /^\s*(?:com(?:mand)?!?)\s+(?:-\S+\s+)*(\w+)/),
		rule('code', /^aug(?:roup)?\s+(?!END)(\S+)/i),
	],
	groovy: [
		rule(
			'class',
			/^\s*(?:@\w+\s+)*(?:(?:public|private|protected|abstract|final|static)\s+)*(?:class|interface|trait|enum)\s+(\w+)/,
		),
		rule(
			'function',
			/^\s*(?:(?:public|private|protected|static|final|def|void|synchronized)\s+)+(?:[\w<>[\].]+\s+)?(\w+)\s*\([^)]*\)\s*\{/,
		),
		rule('config', /^(\w+)(?:\s*\([^)]*\))?\s*\{\s*$/),
	],
	elm: [
		...ML,
		rule('function', /^([a-z]\w*)\s*:(?!:)/),
		rule('function', /^([a-z]\w*)(?:\s+[\w_({][^=]*)?=/),
	],
	purescript: [...ML, rule('function', /^([a-z][\w']*)\s*::/)],
	'ocaml-interface': ML,
	'fsharp-signature': ML,
	scss: STYLES,
	sass: [
		rule('function', /^[@=](?:mixin\s+|function\s+)?([\w-]+)/),
		rule('element', /^([.#&:*[]?[\w-][^:;]*)$/),
	],
	less: STYLES,
	stylus: [rule('element', /^([.#&:*[\w-][^;]*)$/)],
	coffeescript: [
		rule('class', /^\s*(?:module\.exports\s*=\s*)?class\s+([\w.@]+)/),
		rule('function', /^\s*@?([\w.$]+)\s*[:=]\s*(?:\([^)]*\)\s*)?[-=]>/),
	],
	crystal: [
		rule('class', /^\s*(?:abstract\s+)?(?:class|struct|module|enum|lib)\s+([\w:]+)/),
		rule('function', /^\s*(?:private\s+|protected\s+)?(?:def|macro|fun)\s+(?:self\.)?([\w?!=]+)/),
	],
	nim: [
		rule(
			'function',
			/^\s*(?:proc|func|method|iterator|template|macro|converter)\s+`?([\w=+*/<>[\]-]+)/,
		),
		rule('type', /^type\s*(\w*)/),
	],
	d: CLIKE,
	vala: CLIKE,
	gleam: [
		rule('function', /^(?:pub\s+)?fn\s+(\w+)/),
		rule('type', /^(?:pub\s+)?(?:opaque\s+)?type\s+(\w+)/),
		rule('variable', /^(?:pub\s+)?const\s+(\w+)/),
	],
	glsl: [
		rule('struct', /^(?:struct|cbuffer|class)\s+(\w+)/),
		rule('function', /^(?:@\w+(?:\([^)]*\))?\s+)*fn\s+(\w+)/),
		...CLIKE,
	],
	fortran: [
		rule('module', /^\s*(?:sub)?(?:module|program)\s+(?!procedure)(\w+)/i),
		rule(
			'function',
			/^\s*(?:(?:pure|elemental|recursive|impure|module|integer|real|logical|complex|double\s+precision|character|type)(?:\([^)]*\))?\s+)*(?:subroutine|function)\s+(\w+)/i,
		),
		rule('type', /^\s*type\s*(?:,[^:]*)?(?:::)?\s*(\w+)\s*$/i),
	],
	pascal: [
		rule('function', /^\s*(?:class\s+)?(?:procedure|function|constructor|destructor)\s+([\w.]+)/i),
		rule('class', /^\s*(\w+)\s*=\s*(?:packed\s+)?(?:class|record|interface|object)\b/i),
		rule('module', /^(?:unit|program|library)\s+([\w.]+)/i),
	],
	ada: [
		rule('function', /^\s*(?:procedure|function|task(?:\s+body)?|entry)\s+(\w+)/i),
		rule('module', /^\s*package\s+(?:body\s+)?([\w.]+)/i),
		rule('type', /^\s*(?:sub)?type\s+(\w+)/i),
	],
	verilog: DESIGN,
	vhdl: DESIGN,
	asm: [
		rule('function', /^([A-Za-z_.$][\w.$@]*):/),
		rule('function', /^\s*(?:\.macro|%macro)\s+(\w+)/),
	],
	tcl: [
		rule('function', /^\s*proc\s+(\S+)/),
		rule('module', /^namespace\s+eval\s+(\S+)/),
		rule('test', /^test\s+(\S+)/),
	],
	awk: [rule('function', /^function\s+(\w+)/), rule('code', /^(BEGIN|END)\b/)],
	fish: [rule('function', /^function\s+(\S+)/)],
	vb: [
		rule(
			'class',
			/^\s*(?:(?:Public|Private|Friend|Partial|MustInherit)\s+)*(?:Class|Module|Structure|Interface|Enum)\s+(\w+)/i,
		),
		rule(
			'function',
			/^\s*(?:(?:Public|Private|Friend|Protected|Shared|Overrides|Overridable|Async)\s+)*(?:Sub|Function|Property)\s+(\w+)/i,
		),
	],
	bat: [rule('function', /^:([A-Za-z_]\w*)/)],
	starlark: [rule('function', /^def\s+(\w+)/), rule('variable', /^(\w+)\s*=/)],
	cuda: CLIKE,
};
