import type { Node } from 'web-tree-sitter';
import type { ChunkKind } from '../../shared/types';
import { isSpace } from './gaps';
import type { LineTable } from './lineTable';
import type { Segment } from './segment';
import { splitLong } from './splitLong';
import type { Chunk, ChunkLimits } from './types';

const MAX_DEFINITIONS = 64;
/** A namespace's opening line or a directive joins whatever is next to it. */
const MAX_GLUE = 200;
/** A statement without a name under this is no chunk: `export default x;`. */
const MAX_LINE = 80;

interface Group {
	readonly segments: Segment[];
	start: number;
	end: number;
}

/**
 * Merges small neighbours of one scope, cuts long segments, and makes chunks of the result.
 *
 * @param segments In order, without overlap.
 * @param isBig True for what stands alone.
 */
export function assemble(
	segments: readonly Segment[],
	lines: LineTable,
	language: string,
	limits: ChunkLimits,
	isBig: (segment: Segment) => boolean,
): Chunk[] {
	const chunks: Chunk[] = [];
	for (const group of groupSiblings(segments, limits, isBig))
		pushChunks(group, lines, language, limits, chunks);
	return chunks;
}

function groupSiblings(
	segments: readonly Segment[],
	limits: ChunkLimits,
	isBig: (segment: Segment) => boolean,
): Group[] {
	const groups: Group[] = [];
	let open: Group | undefined;
	const close = (): void => {
		if (open !== undefined) groups.push(open);
		open = undefined;
	};
	for (const segment of segments) {
		const alone = segment.role === 'header' || (segment.role === 'unit' && isBig(segment));
		if (open !== undefined && joins(open, segment, alone, limits)) {
			open.segments.push(segment);
			open.end = segment.end;
			if (alone) close();
			continue;
		}
		close();
		open = { segments: [segment], start: segment.start, end: segment.end };
		if (alone) close();
	}
	close();
	return attachGlue(groups, limits);
}

function joins(group: Group, next: Segment, alone: boolean, limits: ChunkLimits): boolean {
	const onlyGlue = group.segments.every(s => s.role === 'glue');
	if (alone) {
		const isLong = next.end - next.start > limits.maxChars;
		const fits = isLong || next.end - group.start <= limits.maxChars;
		return onlyGlue && group.end - group.start <= MAX_GLUE && fits;
	}
	const size = next.end - group.start;
	if (size > limits.mergeChars)
		return onlyGlue && group.end - group.start <= MAX_GLUE && size <= limits.maxChars;
	if (onlyGlue) return true;
	// An opening line belongs to what it opens, or to the statements before it (`#include`s).
	if (next.role === 'glue')
		return next.kind === 'code' || group.segments.every(s => s.role !== 'unit');
	const last = group.segments.at(-1);
	const lastReal = group.segments.findLast(s => s.role !== 'glue') ?? last;
	if (lastReal?.scope !== next.scope) return false;
	if (group.segments.every(s => s.role !== 'unit') && next.role === 'code') return true;
	return group.end - group.start < limits.minChars;
}

/** What is too little to be a chunk goes to the group before it: glue always, a nameless line to one of its own scope. */
function attachGlue(groups: readonly Group[], limits: ChunkLimits): Group[] {
	const result: Group[] = [];
	for (const group of groups) {
		const previous = result.at(-1);
		const size = group.end - group.start;
		const isGlue = size <= MAX_GLUE && group.segments.every(s => s.role === 'glue');
		const isLine =
			size <= MAX_LINE && group.segments.every(s => s.name === '' && s.role === 'code');
		const scope = previous?.segments.findLast(s => s.role !== 'glue')?.scope;
		const attaches = isGlue || (isLine && scope === group.segments[0]?.scope);
		if (attaches && previous !== undefined && group.end - previous.start <= limits.maxChars) {
			previous.segments.push(...group.segments.map(s => ({ ...s, role: 'glue' as const })));
			previous.end = group.end;
		} else result.push(group);
	}
	return result;
}

function pushChunks(
	group: Group,
	lines: LineTable,
	language: string,
	limits: ChunkLimits,
	out: Chunk[],
): void {
	const real = group.segments.filter(s => s.role !== 'glue');
	// A type or function says more than the constants beside it.
	const named = real.find(s => s.role !== 'code' && s.name !== '') ?? real.find(s => s.name !== '');
	const main = named ?? real[0] ?? group.segments[0];
	if (main === undefined) return;
	const definitions = [...new Set(group.segments.flatMap(s => s.names))].slice(0, MAX_DEFINITIONS);
	const doc =
		main.doc !== ''
			? main.doc
			: named === undefined
				? (group.segments.find(s => s.doc !== '')?.doc ?? '')
				: '';
	const only = group.segments.length === 1 ? group.segments[0] : undefined;
	const node = only?.node ?? group.segments.find(s => s.end - s.start > limits.maxChars)?.node;
	const declared =
		main.node === undefined ? group.start : Math.max(group.start, main.node.startIndex);
	const cuts = cutsOf(lines, group, declared, limits, node);
	const count = cuts.length + 1;
	for (let index = 0, start = group.start; index < count; index++) {
		const end = cuts[index] ?? group.end;
		const chunk = makeChunk(lines, start, end, {
			language,
			kind: kindOf(group.segments, main),
			symbol: main.name.slice(0, 200),
			scope: main.scope,
			docLine: index === 0 ? doc : '',
			definitions:
				count === 1
					? definitions
					: namesIn(lines.text, start, end, definitions, start <= declared && declared < end),
			part: count === 1 ? undefined : { index, count },
		});
		if (chunk !== undefined) out.push(chunk);
		start = end;
	}
}

/** Where a group is cut: a doc comment that is too long by itself ends where its declaration begins, which is what people look for. */
function cutsOf(
	lines: LineTable,
	{ start, end }: Group,
	declared: number,
	limits: ChunkLimits,
	node: Node | undefined,
): number[] {
	const { text } = lines;
	const line = lines.startOf(lines.lineAt(declared));
	if (line - start <= limits.maxChars) return splitLong(text, start, end, limits.maxChars, node);
	return [
		...splitLong(text, start, line, limits.maxChars),
		line,
		...splitLong(text, line, end, limits.maxChars, node),
	];
}

function kindOf(segments: readonly Segment[], main: Segment): ChunkKind {
	const kinds = new Set(segments.filter(s => s.role !== 'glue').map(s => s.kind));
	return kinds.size === 1 || main.kind !== 'code' ? main.kind : 'code';
}

/** Of a split chunk's names those that stand in this part; its own name only where it is declared. */
function namesIn(
	text: string,
	start: number,
	end: number,
	names: readonly string[],
	declares: boolean,
): string[] {
	const part = text.slice(start, end);
	return names.filter((name, index) => (index === 0 ? declares : part.includes(name)));
}

export type ChunkFacts = Omit<
	Chunk,
	'startOffset' | 'endOffset' | 'startLine' | 'startColumn' | 'endLine' | 'endColumn'
>;

/** A chunk with its place, white space at both ends left out; undefined when nothing else is there. */
export function makeChunk(
	lines: LineTable,
	from: number,
	to: number,
	facts: ChunkFacts,
): Chunk | undefined {
	const text = lines.text;
	let startOffset = from;
	let endOffset = to;
	while (startOffset < endOffset && isSpace(text.charCodeAt(startOffset))) startOffset++;
	while (endOffset > startOffset && isSpace(text.charCodeAt(endOffset - 1))) endOffset--;
	if (startOffset === endOffset) return undefined;
	const startLine = lines.lineAt(startOffset);
	const endLine = lines.lineAt(endOffset - 1);
	return {
		startOffset,
		endOffset,
		startLine,
		startColumn: startOffset - lines.startOf(startLine),
		endLine,
		endColumn: endOffset - lines.startOf(endLine),
		...facts,
	};
}
