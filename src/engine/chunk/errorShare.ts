import type { Tree } from 'web-tree-sitter';
import { OutOfTime, type FileBudget } from './fileBudget';

/** Nodes looked at before the share is taken as found: broken texts yield trees of a million nodes. */
const MAX_NODES = 200_000;
/** The time is looked at each so many nodes, a few microseconds each. */
const ASK_EACH = 256;
/** A whole node inside an error is a definition or statement that parsed well when it is at least so long. */
const MIN_WHOLE = 60;

/**
 * Share of a tree's text that lies in ERROR nodes, 0..1; whole statements inside an ERROR do not count, since one unmatched
 * bracket makes an ERROR of the entire file. Walks with a cursor and without recursion: trees of broken texts are a hundred
 * thousand levels deep.
 *
 * @throws {OutOfTime}
 */
export function errorShare(tree: Tree, length: number, budget: FileBudget): number {
	const cursor = tree.walk();
	let bad = 0;
	/** For each level above: is that node an ERROR? */
	const errorParents: boolean[] = [];
	try {
		for (let visited = 0; visited < MAX_NODES; visited++) {
			if (visited % ASK_EACH === 0 && budget.isOver()) throw new OutOfTime();
			const node = cursor.currentNode;
			const size = node.endIndex - node.startIndex;
			const isError = node.isError;
			if (isError) bad += size;
			if (errorParents.at(-1) === true && (isError || (node.isNamed && size >= MIN_WHOLE)))
				bad -= size;
			if (node.hasError && cursor.gotoFirstChild()) {
				errorParents.push(isError);
				continue;
			}
			while (!cursor.gotoNextSibling()) {
				if (!cursor.gotoParent()) return share(bad, length);
				errorParents.pop();
			}
		}
		return share(bad, length);
	} finally {
		cursor.delete();
	}
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
