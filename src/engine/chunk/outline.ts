import type { Node } from 'web-tree-sitter';
import { docSentence, fileDoc } from './commentText';
import { OutOfTime, type FileBudget } from './fileBudget';
import { fillGaps, isSpace } from './gaps';
import { children, isName, type Found, type GrammarSpec, type RuleContext } from './grammars/spec';
import { cleanName, isTrifle, memberNodes, trailingComments } from './outlineNodes';
import type { Segment } from './segment';
import type { ChunkLimits } from './types';

/** Types nested deeper than this are statements: no one writes them, and recursion stays shallow. */
const MAX_DEPTH = 24;
/** Wrappers around one definition. */
const MAX_WRAPPERS = 10;
/** The first line of a class of tests under this, without a doc comment, says nothing that its first test does not. */
const MAX_BARE_HEADER = 120;
/** Names of constructors; a member with the type's own name is one too. */
const CONSTRUCTORS = new Set([
	'__init__',
	'constructor',
	'__construct',
	'init',
	'initialize',
	'new',
]);
/** Comments under this, of no definition, are no chunk of their own. */
const MAX_TRIFLE = 80;
const TYPE_KINDS = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type']);
const FUNCTION_KINDS = new Set(['function', 'method', 'test']);
/** The time is looked at each so many nodes, of some 10 µs each. */
const ASK_EACH = 64;

interface Lead {
	start: number;
	end: number;
	comments: string[];
	/** Holds an attribute: stays with the next definition whatever is between. */
	sticky: boolean;
}

/** What a walk over siblings carries along, also into nodes whose children stand for them. */
interface Walk {
	/** Number of segments when it began. */
	readonly first: number;
	/** Comments and attributes that wait for their definition. */
	lead: Lead | undefined;
}

interface Surroundings {
	readonly scope: readonly string[];
	readonly inType: boolean;
	readonly depth: number;
}

/**
 * Reads a syntax tree into segments: in order, without overlap, and together holding every character of the text that is
 * neither white space nor a closing mark.
 */
export class Outline {
	readonly #rules: Map<string, GrammarSpec['rules'][string]>;
	readonly #comments: ReadonlySet<string>;
	readonly #leads: ReadonlySet<string>;
	readonly #trailingComments: boolean;
	readonly #scopes = new Map<string, readonly string[]>();
	readonly #context: RuleContext;
	#segments: Segment[] = [];
	#resolving = 0;
	#seen = 0;

	constructor(
		readonly source: string,
		path: string,
		spec: GrammarSpec,
		readonly limits: ChunkLimits,
		private readonly budget: FileBudget,
	) {
		this.#rules = new Map(Object.entries(spec.rules));
		this.#comments = new Set(spec.comments);
		this.#leads = new Set(spec.leads);
		this.#trailingComments = spec.trailingComments ?? false;
		this.#context = {
			source,
			path,
			longChars: limits.mergeChars,
			resolve: node => this.#resolve(node),
		};
	}

	get context(): RuleContext {
		return this.#context;
	}

	/**
	 * Segments of the part of the text that the tree is of.
	 *
	 * @throws {OutOfTime}
	 */
	read(root: Node, part: { readonly start: number; readonly end: number }): Segment[] {
		this.#segments = [];
		this.#members(children(root), { scope: this.#scope([]), inType: false, depth: 0 });
		const all = fillGaps(this.#segments, this.source, this.limits, part);
		const head = all[0];
		if (head !== undefined && head.doc === '' && head.role === 'code')
			head.doc = fileDoc(this.source.slice(head.start, Math.min(head.end, head.start + 2000)));
		return all;
	}

	#resolve(node: Node): Found | undefined {
		if (node.type === 'ERROR') return { as: 'splice' };
		// Rules resolve what they wrap: decorators, `export`; a hundred thousand of these must not overflow the stack.
		if (this.#resolving > MAX_WRAPPERS) return undefined;
		this.#resolving++;
		try {
			return this.#rules.get(node.type)?.(node, this.#context);
		} finally {
			this.#resolving--;
		}
	}

	#members(nodes: readonly Node[], at: Surroundings): void {
		const state: Walk = { first: this.#segments.length, lead: undefined };
		this.#walk(nodes, at, state);
		this.#flush(state, at);
	}

	#flush(state: Walk, at: Surroundings): void {
		const { lead } = state;
		if (lead !== undefined) {
			this.#push(lead.start, lead.end, at, { as: 'code' }, '', undefined);
			const pushed = this.#segments.at(-1);
			if (pushed !== undefined && lead.end - lead.start < MAX_TRIFLE) pushed.role = 'glue';
		}
		state.lead = undefined;
	}

	#walk(nodes: readonly Node[], at: Surroundings, state: Walk): void {
		for (const node of nodes) {
			if (this.#seen++ % ASK_EACH === 0 && this.budget.isOver()) throw new OutOfTime();
			const start = node.startIndex;
			const after = this.#trailingComments ? trailingComments(node, this.#comments) : [];
			const end = this.#trimEnd(start, after[0]?.startIndex ?? node.endIndex);
			if (end <= start) continue;
			if (after.length > 0) {
				this.#walkOne(node, start, end, at, state);
				this.#walk(after, at, state);
			} else this.#walkOne(node, start, end, at, state);
		}
	}

	#walkOne(node: Node, start: number, end: number, at: Surroundings, state: Walk): void {
		const previous = this.#segments.length > state.first ? this.#segments.at(-1) : undefined;
		if (this.#comments.has(node.type)) {
			this.#comment(start, end, at, state, previous);
			return;
		}
		if (!node.isNamed) {
			this.#mark(start, end, state, previous);
			return;
		}
		const found: Found | undefined = this.#leads.has(node.type)
			? { as: 'lead' }
			: this.#resolve(node);
		if (this.#isApart(state.lead, start, found)) this.#flush(state, at);
		if (found?.as === 'lead') {
			state.lead ??= { start, end, comments: [], sticky: true };
			state.lead.end = end;
			state.lead.sticky = true;
			if (found.doc !== undefined) state.lead.comments.push(found.doc);
			return;
		}
		if (found?.as === 'splice' && at.depth < MAX_DEPTH) {
			this.#walk(children(node), { ...at, depth: at.depth + 1 }, state);
			return;
		}
		const { lead } = state;
		state.lead = undefined;
		if (
			previous !== undefined &&
			found?.joins !== undefined &&
			(lead === undefined || typeof found.joins === 'string') &&
			this.#joins(previous, found, at)
		) {
			previous.end = end;
			previous.node = node;
			return;
		}
		const doc = lead === undefined ? '' : docSentence(lead.comments.join('\n'));
		const plain: Found = found === undefined || found.as === 'splice' ? { as: 'code' } : found;
		this.#place(node, lead?.start ?? start, end, at, plain, doc);
	}

	/** A separator belongs to what it ends; brackets and keywords are the surrounding node's. */
	#mark(start: number, end: number, state: Walk, previous: Segment | undefined): void {
		const mark = this.source.charCodeAt(start);
		if (
			state.lead !== undefined ||
			previous === undefined ||
			end - start > 1 ||
			(mark !== 59 && mark !== 44 && mark !== 58)
		)
			return;
		if (this.#newlines(previous.end, start) === 0) previous.end = Math.max(previous.end, end);
	}

	#comment(
		start: number,
		end: number,
		at: Surroundings,
		state: Walk,
		previous: Segment | undefined,
	): void {
		if (
			state.lead === undefined &&
			previous !== undefined &&
			this.#newlines(previous.end, start) === 0
		) {
			previous.end = Math.max(previous.end, end);
			return;
		}
		if (this.#isApart(state.lead, start)) this.#flush(state, at);
		state.lead ??= { start, end, comments: [], sticky: false };
		state.lead.end = end;
		state.lead.comments.push(this.source.slice(start, end));
	}

	/**
	 * A blank line parts a comment from what follows. Attributes belong to it all the same, and many put one between a `/**`
	 * block and its function.
	 */
	#isApart(lead: Lead | undefined, start: number, next?: Found): boolean {
		if (lead === undefined || lead.sticky) return false;
		const isBlock =
			lead.comments.at(-1)?.startsWith('/**') === true &&
			(next?.as === 'unit' || next?.as === 'container');
		return this.#newlines(lead.end, start) > (isBlock ? 2 : 1);
	}

	#joins(previous: Segment, found: Found, at: Surroundings): boolean {
		return previous.scope === at.scope && (found.joins === true || found.joins === previous.name);
	}

	#place(
		node: Node,
		start: number,
		end: number,
		at: Surroundings,
		found: Found,
		leadDoc: string,
	): void {
		const doc = leadDoc !== '' || found.doc === undefined ? leadDoc : docSentence(found.doc);
		const within = found.within ?? [];
		const here = within.length === 0 ? at : { ...at, scope: this.#scope([...at.scope, ...within]) };
		const deep = at.depth >= MAX_DEPTH;
		if (found.as === 'container' && found.body !== undefined && !deep) {
			this.#container(node, start, end, here, found, doc);
			return;
		}
		if (found.as !== 'unit' || found.body === undefined || deep) {
			this.#push(start, end, here, found, doc, node);
			return;
		}
		const nested = this.#nested(found.body);
		const long = end - start > this.limits.maxChars;
		if (long && nested.chars * 2 > end - start) {
			this.#container(node, start, end, here, { ...found, as: 'container' }, doc);
			return;
		}
		this.#push(
			start,
			end,
			here,
			{ ...found, names: [...(found.names ?? []), ...nested.names] },
			doc,
			node,
		);
	}

	/** Functions directly inside a function's body. */
	#nested(body: Node | readonly Node[]): { names: string[]; chars: number } {
		const names: string[] = [];
		let chars = 0;
		for (const child of memberNodes(body)) {
			const rule = this.#rules.get(child.type);
			if (rule === undefined) continue;
			const found = rule(child, this.#context);
			if (found === undefined || (found.as !== 'unit' && found.as !== 'container')) continue;
			if (found.name !== undefined) names.push(found.name);
			chars += child.endIndex - child.startIndex;
		}
		return { names, chars };
	}

	#container(
		node: Node,
		start: number,
		end: number,
		at: Surroundings,
		found: Found,
		doc: string,
	): void {
		const body = found.body;
		if (body === undefined) return;
		const name = cleanName(found.name ?? '');
		const kind = found.kind ?? 'code';
		const scope = this.#scope([...at.scope, ...(found.scope ?? (name === '' ? [] : [name]))]);
		const outer = this.#segments;
		this.#segments = [];
		this.#members(memberNodes(body), {
			scope,
			inType: TYPE_KINDS.has(kind) || found.methods === true,
			depth: at.depth + 1,
		});
		const inner = this.#segments;
		this.#segments = outer;

		// An impl block or a namespace does not define what it names.
		const names = [...(found.glue === true ? [] : [name]), ...(found.names ?? [])];
		const standsAlone = inner.some(
			s => s.role === 'header' || (s.role === 'unit' && this.isBig(s)),
		);
		if (!found.glue && !standsAlone && end - start <= this.limits.mergeChars) {
			const all = [...names, ...inner.flatMap(s => s.names)];
			this.#push(start, end, at, { as: 'unit', kind, name, names: all }, doc, node);
			return;
		}
		let headerEnd = this.#signatureEnd(start, end, body);
		let absorbed = 0;
		for (const segment of inner) {
			if (segment.role !== 'code' && segment.role !== 'glue') break;
			if (segment.end - start > this.limits.maxChars || found.glue) break;
			headerEnd = Math.max(headerEnd, segment.end);
			names.push(...segment.names);
			absorbed++;
		}
		// A small constructor names the fields: it tells more with its type than by itself.
		const next = inner[absorbed];
		const ends = next?.end ?? start;
		if (
			next !== undefined &&
			found.glue !== true &&
			(CONSTRUCTORS.has(next.name) || next.name === name) &&
			next.role !== 'header' &&
			ends - start <= this.limits.mergeChars
		) {
			headerEnd = Math.max(headerEnd, ends);
			names.push(...next.names);
			absorbed++;
		}
		const first = inner[absorbed];
		if (
			first?.kind === 'test' &&
			first.role === 'unit' &&
			doc === '' &&
			headerEnd - start < MAX_BARE_HEADER &&
			first.end - start <= this.limits.maxChars
		) {
			const [own = '', ...others] = first.names;
			first.start = start;
			first.names = [own, ...names, ...others];
			for (const segment of inner.slice(absorbed)) this.#segments.push(segment);
			return;
		}
		const whole = absorbed === inner.length && (absorbed > 0 || !found.glue);
		if (whole) headerEnd = end;
		this.#push(
			start,
			headerEnd,
			at,
			{ as: 'code', kind, name, names, glue: found.glue === true },
			doc,
			node,
		);
		const header = this.#segments.at(-1);
		if (header !== undefined) {
			header.role = found.glue && doc === '' && headerEnd - start < 160 ? 'glue' : 'header';
			const next = inner[absorbed]?.start ?? end;
			if (next < header.end) header.end = this.#trimEnd(start, next);
		}
		for (const segment of inner.slice(absorbed)) this.#segments.push(segment);
	}

	/** Where the part before the members ends: behind the opening bracket. */
	#signatureEnd(start: number, end: number, body: Node | readonly Node[]): number {
		const first = Array.isArray(body)
			? (body as readonly Node[])[0]?.startIndex
			: (body as Node).startIndex;
		let at = Math.max(start, Math.min(first ?? end, end));
		if (this.source[at] === '{' && !Array.isArray(body)) at++;
		return Math.max(this.#trimEnd(start, at), start + 1);
	}

	/** True for what is never merged with siblings. */
	isBig(segment: Segment): boolean {
		const chars = segment.end - segment.start;
		return (
			chars >= this.limits.minChars ||
			this.#newlines(segment.start, segment.end) + 1 >= this.limits.minLines
		);
	}

	#push(
		start: number,
		end: number,
		at: Surroundings,
		found: Found,
		doc: string,
		node: Node | undefined,
	): void {
		let kind = found.kind ?? 'code';
		if (kind === 'function' && at.inType) kind = 'method';
		const name = cleanName(found.name ?? '');
		const own = found.glue === true ? [] : [name];
		const names = [...new Set([...own, ...(found.names ?? []).map(cleanName)])].filter(
			n => n !== '' && (isName(n) || n === name),
		);
		const isUnit =
			found.as === 'unit' || (doc !== '' && name !== '' && end - start >= this.limits.minChars);
		this.#segments.push({
			start,
			end,
			role: isUnit
				? 'unit'
				: names.length === 0 && isTrifle(this.source, start, end)
					? 'glue'
					: 'code',
			kind: kind === 'code' && at.inType && names.length > 0 ? 'property' : kind,
			name: name !== '' ? name : FUNCTION_KINDS.has(kind) ? '' : (names[0] ?? ''),
			scope: at.scope,
			names,
			doc,
			node,
			...(found.as === 'embed' && found.grammar !== undefined ? { embed: found.grammar } : {}),
		});
	}

	#scope(path: readonly string[]): readonly string[] {
		const key = path.join('\0');
		const known = this.#scopes.get(key);
		if (known !== undefined) return known;
		this.#scopes.set(key, path);
		return path;
	}

	#newlines(from: number, to: number): number {
		// A slice, for a search in the whole text would go on to its end where all of it is one line.
		const text = this.source.slice(from, to);
		let count = 0;
		for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
		return count;
	}

	#trimEnd(start: number, end: number): number {
		let at = end;
		while (at > start && isSpace(this.source.charCodeAt(at - 1))) at--;
		return at;
	}
}
