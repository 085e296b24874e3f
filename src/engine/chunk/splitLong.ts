import type { Node } from 'web-tree-sitter';
import { children } from './grammars/spec';

/** Nodes are looked into this deep for statement borders; deeper ones add nothing to a chunk's readability. */
const MAX_DEPTH = 40;
const MAX_CANDIDATES = 4000;
/** What is hardly too long is better left whole. */
const TOLERANCE = 1.25;

/**
 * Cuts a long stretch into parts of comparable size: at statements' first lines where a tree is given, else at lines, else
 * (one giant line) anywhere between two characters.
 *
 * @returns Offsets inside (start, end), rising; parts are at most `maxChars` long.
 */
export function splitLong(
	source: string,
	start: number,
	end: number,
	maxChars: number,
	node?: Node,
): number[] {
	if (end - start <= maxChars * TOLERANCE) return [];
	const borders =
		node === undefined
			? new Map<number, number>()
			: statementBorders(source, start, end, maxChars, node);
	addLineBorders(source, start, end, borders);
	const sorted = [...borders].sort((a, b) => a[0] - b[0]);
	const cuts: number[] = [];
	let at = start;
	let from = 0;
	while (end - at > maxChars) {
		const parts = Math.ceil((end - at) / maxChars);
		const ideal = (end - at) / parts;
		let best = -1;
		let bestCost = Infinity;
		while (from < sorted.length && (sorted[from]?.[0] ?? end) <= at + ideal * 0.4) from++;
		for (let i = from; i < sorted.length; i++) {
			const [offset, depth] = sorted[i] ?? [end, 0];
			if (offset > at + maxChars || offset >= end) break;
			const cost = Math.abs(offset - at - ideal) / ideal + depth * 0.2;
			if (cost < bestCost) [best, bestCost] = [offset, cost];
		}
		if (best < 0) best = characterBorder(source, at + Math.floor(ideal));
		cuts.push(best);
		at = best;
	}
	return cuts;
}

/** Line starts at which a node of the tree begins → how deep it lies (0 = outermost statements). */
function statementBorders(
	source: string,
	start: number,
	end: number,
	maxChars: number,
	root: Node,
): Map<number, number> {
	const borders = new Map<number, number>();
	const stack: { node: Node; depth: number }[] = [{ node: root, depth: 0 }];
	for (
		let item = stack.pop();
		item !== undefined && borders.size < MAX_CANDIDATES;
		item = stack.pop()
	) {
		const nodes = children(item.node);
		// A node with one child that is as big (expression statement, block) is no level of its own.
		const depth = item.depth + (nodes.length > 2 ? 1 : 0);
		let afterComment = false;
		for (const child of nodes) {
			const from = child.startIndex;
			const to = child.endIndex;
			if (to <= start || from >= end) continue;
			const line = lineStart(source, from);
			if (child.isNamed && from > start && line !== undefined && line > start && !afterComment) {
				const known = borders.get(line);
				if (known === undefined || known > depth) borders.set(line, depth);
			}
			afterComment = child.type.includes('comment');
			if (to - from > maxChars / 3 && item.depth < MAX_DEPTH) stack.push({ node: child, depth });
		}
	}
	return borders;
}

/** Lines as a last resort: blank lines before others. */
function addLineBorders(
	source: string,
	start: number,
	end: number,
	borders: Map<number, number>,
): void {
	let blank = false;
	for (
		let at = source.indexOf('\n', start);
		at >= 0 && at + 1 < end;
		at = source.indexOf('\n', at + 1)
	) {
		const next = source.charCodeAt(at + 1);
		if (next === 10 || next === 13) {
			blank = true;
			continue;
		}
		if (!borders.has(at + 1)) borders.set(at + 1, blank ? 2 : 4);
		blank = false;
	}
}

/** The line's first offset when only white space stands before `offset`. */
function lineStart(source: string, offset: number): number | undefined {
	let at = offset;
	while (at > 0) {
		const code = source.charCodeAt(at - 1);
		if (code === 10) return at;
		if (code !== 32 && code !== 9) return undefined;
		at--;
	}
	return at;
}

/** Moves a cut off the middle of a surrogate pair or of a `\r\n`, and to a nearby word border where there is one. */
function characterBorder(source: string, offset: number): number {
	for (let at = offset; at > offset - 80 && at > 0; at--) {
		const code = source.charCodeAt(at - 1);
		if (code === 59 || code === 44 || code === 32 || code === 125) return at;
	}
	const code = source.charCodeAt(offset);
	const isLow = code >= 0xdc00 && code <= 0xdfff;
	const isPairEnd = code === 10 && source.charCodeAt(offset - 1) === 13;
	return isLow || isPairEnd ? offset + 1 : offset;
}
