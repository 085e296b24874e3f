import type { Node } from 'web-tree-sitter';
import { docSentence, isLicence } from './commentText';
import { children, isName, type Found, type GrammarSpec, type RuleContext } from './grammars/spec';
import type { Segment } from './segment';
import type { ChunkLimits } from './types';

/** Types nested deeper than this are statements: no one writes them, and recursion stays shallow. */
const MAX_DEPTH = 24;
const TYPE_KINDS = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type']);
const FUNCTION_KINDS = new Set(['function', 'method', 'test']);
/** What may be left between segments: closing marks hold nothing to be found. */
const CLOSERS = /^(?:\s|[{}()[\];,]|\bend\b|\bfi\b|\bdone\b|\besac\b|#endif.*)*$/;

interface Lead {
	start: number;
	end: number;
	comments: string[];
	/** Holds an attribute: stays with the next definition whatever is between. */
	sticky: boolean;
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
	readonly #scopes = new Map<string, readonly string[]>();
	readonly #context: RuleContext;
	#segments: Segment[] = [];

	constructor(
		readonly source: string,
		path: string,
		spec: GrammarSpec,
		readonly limits: ChunkLimits,
	) {
		this.#rules = new Map(Object.entries(spec.rules));
		this.#comments = new Set(spec.comments);
		this.#leads = new Set(spec.leads);
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

	/** Segments of the whole text. */
	read(root: Node): Segment[] {
		this.#segments = [];
		this.#members(children(root), { scope: this.#scope([]), inType: false, depth: 0 });
		return this.#withGaps(0, this.source.length);
	}

	#resolve(node: Node): Found | undefined {
		return node.type === 'ERROR'
			? { as: 'splice' }
			: this.#rules.get(node.type)?.(node, this.#context);
	}

	#members(nodes: readonly Node[], at: Surroundings): void {
		const first = this.#segments.length;
		let lead: Lead | undefined;
		const flush = (): void => {
			if (lead !== undefined) this.#push(lead.start, lead.end, at, { as: 'code' }, '', undefined);
			lead = undefined;
		};
		for (const node of nodes) {
			const start = node.startIndex;
			const end = this.#trimEnd(start, node.endIndex);
			if (end <= start) continue;
			const previous = this.#segments.length > first ? this.#segments.at(-1) : undefined;
			if (this.#comments.has(node.type)) {
				if (
					lead === undefined &&
					previous !== undefined &&
					this.#newlines(previous.end, start) === 0
				) {
					previous.end = Math.max(previous.end, end);
					continue;
				}
				if (lead !== undefined && !lead.sticky && this.#newlines(lead.end, start) > 1) flush();
				lead ??= { start, end, comments: [], sticky: false };
				lead.end = end;
				lead.comments.push(this.source.slice(start, end));
				continue;
			}
			if (!node.isNamed && end - start <= 2) {
				// A separator belongs to what it ends; brackets are the surrounding node's.
				const mark = this.source.charCodeAt(start);
				if (
					lead === undefined &&
					previous !== undefined &&
					(mark === 59 || mark === 44) &&
					end - start === 1
				)
					if (this.#newlines(previous.end, start) === 0) previous.end = Math.max(previous.end, end);
				continue;
			}
			const found: Found | undefined = this.#leads.has(node.type)
				? { as: 'lead' }
				: this.#resolve(node);
			if (found?.as === 'lead') {
				if (lead !== undefined && !lead.sticky && this.#newlines(lead.end, start) > 1) flush();
				lead ??= { start, end, comments: [], sticky: true };
				lead.end = end;
				lead.sticky = true;
				if (found.doc !== undefined) lead.comments.push(found.doc);
				continue;
			}
			if (!node.isNamed) continue;
			if (lead !== undefined && !lead.sticky && this.#newlines(lead.end, start) > 1) flush();
			if (found?.as === 'splice') {
				flush();
				if (at.depth >= MAX_DEPTH) this.#push(start, end, at, { as: 'code' }, '', node);
				else this.#members(children(node), { ...at, depth: at.depth + 1 });
				continue;
			}
			const doc = lead === undefined ? '' : docSentence(lead.comments.join('\n'));
			this.#place(node, lead?.start ?? start, end, at, found ?? { as: 'code' }, doc);
			lead = undefined;
		}
		flush();
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
		const name = found.name ?? '';
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

		const names = [name, ...(found.names ?? [])];
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
		const whole = absorbed === inner.length && (absorbed > 0 || !found.glue);
		if (whole) headerEnd = end;
		this.#push(start, headerEnd, at, { as: 'code', kind, name, names }, doc, node);
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
		const name = found.name ?? '';
		const names = [...new Set([name, ...(found.names ?? [])])].filter(
			n => n !== '' && (isName(n) || n === name),
		);
		const isUnit =
			found.as === 'unit' || (doc !== '' && name !== '' && end - start >= this.limits.minChars);
		this.#segments.push({
			start,
			end,
			role: isUnit ? 'unit' : 'code',
			kind: kind === 'code' && at.inType && names.length > 0 ? 'property' : kind,
			name: name !== '' ? name : FUNCTION_KINDS.has(kind) ? '' : (names[0] ?? ''),
			scope: at.scope,
			names,
			doc,
			node,
		});
	}

	#scope(path: readonly string[]): readonly string[] {
		const key = path.join('\0');
		const known = this.#scopes.get(key);
		if (known !== undefined) return known;
		this.#scopes.set(key, path);
		return path;
	}

	/** Adds what no node stood for: directives, keywords of spliced nodes. */
	#withGaps(from: number, to: number): Segment[] {
		const all: Segment[] = [];
		let at = from;
		const fill = (end: number, scope: readonly string[]): void => {
			const text = this.source.slice(at, end);
			if (CLOSERS.test(text)) return;
			const start = at + (text.length - text.trimStart().length);
			all.push({
				start,
				end: this.#trimEnd(start, end),
				role: text.length < this.limits.minChars ? 'glue' : 'code',
				kind: 'code',
				name: '',
				scope,
				names: [],
				doc: '',
				node: undefined,
			});
		};
		for (const segment of this.#segments) {
			// Trees of broken texts may yield nodes that reach over each other.
			if (segment.start < at) segment.start = this.#skipSpace(at, segment.end);
			if (segment.end <= segment.start) continue;
			fill(segment.start, segment.scope);
			all.push(segment);
			at = segment.end;
		}
		fill(to, this.#segments.at(-1)?.scope ?? []);
		const head = all[0];
		if (head !== undefined && head.doc === '' && head.role === 'code')
			head.doc = this.#fileDoc(head);
		return all;
	}

	#fileDoc(head: Segment): string {
		const text = this.source.slice(head.start, Math.min(head.end, head.start + 2000));
		const comment =
			/^(?:\/\*[\s\S]*?\*\/|(?:(?:\/\/|#|--|;|%)[^\n]*\n?\s*)+|[ru]?"""[\s\S]*?"""|<!--[\s\S]*?-->|\{-[\s\S]*?-\})/.exec(
				text,
			)?.[0];
		return comment === undefined || isLicence(comment) ? '' : docSentence(comment);
	}

	#newlines(from: number, to: number): number {
		let count = 0;
		for (
			let at = this.source.indexOf('\n', from);
			at >= 0 && at < to;
			at = this.source.indexOf('\n', at + 1)
		)
			count++;
		return count;
	}

	#trimEnd(start: number, end: number): number {
		let at = end;
		while (at > start && isSpace(this.source.charCodeAt(at - 1))) at--;
		return at;
	}

	#skipSpace(from: number, to: number): number {
		let at = from;
		while (at < to && isSpace(this.source.charCodeAt(at))) at++;
		return at;
	}
}

function memberNodes(body: Node | readonly Node[]): readonly Node[] {
	return Array.isArray(body) ? (body as readonly Node[]) : children(body as Node);
}

function isSpace(code: number): boolean {
	return code === 32 || (code >= 9 && code <= 13) || code === 0xfeff || code === 0xa0;
}
