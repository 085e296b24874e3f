import { Catalogue } from '../../src/engine/store/catalogue';
import { parseNames } from '../../src/engine/store/chunkBlock';
import { seeded } from '../score/bootstrap';

/**
 * Questions made from the corpus itself, the same for the same index: a third doc-comment lines, a third symbol names,
 * a third mixes of words from both.
 */
export function benchQueries(cataloguePath: string, count: number, seed = 7): string[] {
	const docs = new Set<string>();
	const symbols = new Set<string>();
	const catalogue = Catalogue.open(cataloguePath, { readOnly: true });
	try {
		for (const file of [...catalogue.files()]) {
			const block = catalogue.block(file.id);
			if (block === undefined || block === 'damaged') continue;
			for (const [symbol] of parseNames(block.names, block.count))
				if (symbol.length > 3) symbols.add(symbol);
			for (const line of JSON.parse(block.docs) as string[])
				if (line.split(' ').length >= 4) docs.add(line);
		}
	} finally {
		catalogue.close();
	}
	const random = seeded(seed);
	const lines = [...docs].sort();
	const names = [...symbols].sort();
	const words = [...lines, ...names]
		.flatMap(text => text.split(/[^A-Za-z]+/))
		.filter(word => word.length > 3);
	const pick = (list: readonly string[]): string =>
		list[Math.floor(random() * list.length)] ?? 'index';
	const queries = new Set<string>();
	// Small corpora may not have enough distinct ones: then there are fewer.
	for (let i = 0; queries.size < count && i < count * 20; i++) {
		const kind = i % 3;
		if (kind === 0 && lines.length > 0) queries.add(pick(lines));
		else if (kind === 1 && names.length > 0) queries.add(pick(names));
		else
			queries.add(
				Array.from({ length: 2 + Math.floor(random() * 4) }, () => pick(words)).join(' '),
			);
	}
	return [...queries];
}
