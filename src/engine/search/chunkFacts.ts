import { N_KIND, N_LENGTH, unpackKind } from '../indexing/fileAnalysis';
import type { FileLabels } from '../indexing/fileBlocks';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { ChunkFacts, FileFacts } from '../rank/types';
import { chunkSpan } from './hydrate';

/** What ranking asks of an index about its chunks and files, for one query; each is read once. */
export class IndexFacts {
	readonly #chunks = new Map<number, ChunkFacts>();
	readonly #labels = new Map<number, FileLabels>();

	constructor(private readonly index: WorkspaceIndex) {}

	chunk(id: number): ChunkFacts {
		let facts = this.#chunks.get(id);
		if (facts === undefined) this.#chunks.set(id, (facts = this.#read(id)));
		return facts;
	}

	file(id: number): FileFacts {
		const file = this.index.fileById(id);
		return {
			path: file?.path ?? '',
			language: file?.language ?? '',
			chunkCount: file?.count ?? 0,
		};
	}

	#read(id: number): ChunkFacts {
		const { index } = this;
		const file = index.fileOfChunk(id);
		const ordinal = file === undefined ? 0 : id - file.first;
		let labels = file === undefined ? undefined : this.#labels.get(file.id);
		if (labels === undefined && file !== undefined)
			this.#labels.set(file.id, (labels = index.labelsOf(file)));
		const [symbol, scope, definitions] = labels?.names[ordinal] ?? ['', [], []];
		const { kind, part } = unpackKind(index.chunks.number(id, N_KIND));
		const { startLine, endLine } = chunkSpan(index, id);
		return {
			kind,
			symbol,
			scope,
			definitions,
			ordinal,
			startLine,
			endLine,
			part: part?.index ?? 0,
			docLine: labels?.docs[ordinal] ?? '',
			length: index.chunks.number(id, N_LENGTH),
		};
	}
}
