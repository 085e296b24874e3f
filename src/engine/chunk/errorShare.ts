import type { Tree } from 'web-tree-sitter';

/** Nodes looked at before the share is taken as found: broken texts yield trees of a million nodes. */
const MAX_NODES = 200_000;

/**
 * Share of a tree's text that lies in ERROR nodes, 0..1. Walks with a cursor and without recursion: trees of broken texts are
 * a hundred thousand levels deep.
 */
export function errorShare(tree: Tree, length: number): number {
	const cursor = tree.walk();
	let bad = 0;
	try {
		for (let visited = 0; visited < MAX_NODES; visited++) {
			const node = cursor.currentNode;
			const isError = node.isError;
			if (isError) bad += node.endIndex - node.startIndex;
			if (!isError && node.hasError && cursor.gotoFirstChild()) continue;
			while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return share(bad, length);
		}
		return share(bad, length);
	} finally {
		cursor.delete();
	}
}

function share(part: number, whole: number): number {
	return whole === 0 ? 0 : part / whole;
}
