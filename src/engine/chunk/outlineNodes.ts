import type { Node } from 'web-tree-sitter';
import { children, namedChildren } from './grammars/spec';

/** '' for what broken code yields as a name; without the backticks that let a name be a keyword. */
export function cleanName(text: string): string {
	const name = text
		.replace(/^`(.*)`$/, '$1')
		.replace(/\s+/g, ' ')
		.slice(0, 200);
	return /[\p{L}\p{N}_]/u.test(name) || /^[^\s\w(){}[\];,"']{1,4}$/.test(name) ? name : '';
}

/** Too little to be a chunk: a stray mark, a label. */
export function isTrifle(source: string, start: number, end: number): boolean {
	return end - start < 40 && source.slice(start, end).replace(/[^\p{L}\p{N}]/gu, '').length < 8;
}

/** Comments at a node's end that the grammar put into it although they belong to what follows. */
export function trailingComments(node: Node, types: ReadonlySet<string>): Node[] {
	let holder = node;
	for (let depth = 0; depth < 6; depth++) {
		const last = holder.lastNamedChild;
		if (last === null) break;
		if (!types.has(last.type)) {
			holder = last;
			continue;
		}
		const all = namedChildren(holder);
		return all.slice(all.findLastIndex(child => !types.has(child.type)) + 1);
	}
	return [];
}

export function memberNodes(body: Node | readonly Node[]): readonly Node[] {
	return Array.isArray(body) ? (body as readonly Node[]) : children(body as Node);
}
