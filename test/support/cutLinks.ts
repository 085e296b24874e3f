import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Cuts most links of a saved HNSW graph and makes its checksum right again, as a fault in the library would.
 *
 * Layout of hnswlib's file (hnswalg.h, saveIndex): offsetLevel0, max_elements, cur_element_count, size_data_per_element,
 * label_offset, offsetData (six size_t), maxlevel and enterpoint (two int), maxM, maxM0, M (three size_t), mult (double),
 * ef_construction (size_t); then per element its level-0 links: a count (16 bits of 32) and the neighbours.
 */
export function cutLinks(indexFolder: string): void {
	const name = readdirSync(indexFolder).find(each => each.endsWith('.hnsw'));
	if (name === undefined) throw new Error('there is no graph');
	const path = join(indexFolder, name);
	const bytes = readFileSync(path);
	const count = Number(bytes.readBigUInt64LE(16));
	const size = Number(bytes.readBigUInt64LE(24));
	const start = 6 * 8 + 2 * 4 + 3 * 8 + 8 + 8;
	for (let i = 0; i < count; i++) {
		// One link is left to each: what can be reached shrinks to a few.
		const at = start + i * size;
		bytes.writeUInt16LE(Math.min(1, bytes.readUInt16LE(at)), at);
	}
	writeFileSync(path, bytes);
	const manifestPath = join(indexFolder, 'graph.json');
	const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, unknown>;
	manifest['sha256'] = createHash('sha256').update(bytes).digest('hex');
	writeFileSync(manifestPath, JSON.stringify(manifest));
}
