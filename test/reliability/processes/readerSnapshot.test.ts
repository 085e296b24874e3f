import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shareDraftBytes } from '../../../src/engine/embed/draftTable';
import { readModelFile, readModelManifest } from '../../../src/engine/embed/modelManifest';
import type { FileAnalysis } from '../../../src/engine/indexing/fileAnalysis';
import { WorkspaceIndex } from '../../../src/engine/indexing/workspaceIndex';
import { Catalogue } from '../../../src/engine/store/catalogue';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';
import { storePaths, type StorePaths } from '../../../src/engine/store/storePaths';
import { silentLogger } from '../../../src/engine/ports';
import { ParsePool } from '../../../src/engine/threads/parsePool';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { FastEmbedder } from '../support/fastEmbedder';
import { RUNTIME, scratch, type Scratch } from '../../support/engineOn';

const text = (name: string): string =>
	`/** Does ${name}. */\nexport function ${name}(${name}Order: number) {\n\treturn ${name}Order * 2;\n}\n`;

const draft = shareDraftBytes(
	readModelFile(RUNTIME.models, readModelManifest(RUNTIME.models), 'draft'),
);
const pool = new ParsePool({
	workersDir: RUNTIME.workers,
	data: {
		grammars: RUNTIME.grammars,
		models: RUNTIME.models,
		draft,
		fingerprint: 'any',
		niceness: 0,
	},
	size: 1,
	logger: silentLogger,
});
afterAll(() => pool.dispose());

async function analysed(path: string, content: string): Promise<FileAnalysis> {
	const result = await pool.analyse({ path, text: content, maxFileBytes: 1e6 });
	if (result.ok !== true) throw new Error(`${path} was not analysed`);
	return result;
}

let work: Scratch;
let paths: StorePaths;
let writer: WorkspaceIndex;
let reader: WorkspaceIndex;
/** A file that the writer is about to commit, analysed. */
let late: FileAnalysis;

function open(readOnly: boolean): WorkspaceIndex {
	const catalogue = Catalogue.open(paths.catalogue, { readOnly });
	const embeddings = EmbeddingStore.open(paths.embeddings, { readOnly });
	return new WorkspaceIndex(catalogue, embeddings, createVectorTable());
}

beforeEach(async () => {
	work = scratch({ 'a.ts': text('alpha'), 'b.ts': text('beta'), 'c.ts': text('gamma') });
	const engine = await work.engine({ embedder: () => Promise.resolve(new FastEmbedder()) });
	const folder = await engine.open(work.root);
	await folder.update();
	await folder.close();
	paths = storePaths(work.store, work.root);
	late = await analysed('late.ts', text('delta'));
	writer = open(false);
	writer.load();
	reader = open(true);
});
afterEach(async () => {
	for (const index of [writer, reader]) {
		index.catalogue.close();
		index.embeddings.close();
	}
	await work.dispose();
});

/** Whether the writer has committed. */
let asked: () => boolean;

/** Has the writer commit in the moment in which the reader asks for something the first time. */
function commitWhenAskedFor(
	what: 'terms' | 'eachSlot' | 'eachFile' | 'files' | 'removedSince',
): void {
	const { catalogue } = reader;
	const original = (catalogue[what] as (...args: unknown[]) => unknown).bind(catalogue);
	let done = false;
	asked = () => done;
	Object.assign(catalogue, {
		[what]: (...args: unknown[]) => {
			if (!done) {
				done = true;
				writer.apply([late], Date.now());
				writer.remove(['a.ts']);
			}
			return original(...args);
		},
	});
}

const found = (): string[] => [...reader.files.keys()].sort();
const NOW = ['b.ts', 'c.ts', 'late.ts'];

describe('a reader sees what its writer commits meanwhile wholly or later', () => {
	it.each(['terms', 'eachSlot', 'eachFile'] as const)('while it loads: %s', what => {
		commitWhenAskedFor(what);
		expect(reader.load().damagedFiles).toEqual([]);
		expect(asked()).toBe(true);
		reader.refresh();
		expect(found()).toEqual(NOW);
		expect(reader.coverage()).toEqual(writer.coverage());
	});

	it.each(['terms', 'eachSlot', 'removedSince', 'files'] as const)(
		'while it takes over an earlier commit: %s',
		async what => {
			reader.load();
			const early = await analysed('early.ts', text('epsilon'));
			writer.apply([early], Date.now());
			commitWhenAskedFor(what);
			reader.refresh();
			expect(asked()).toBe(true);
			reader.refresh();
			expect(found()).toEqual(['b.ts', 'c.ts', 'early.ts', 'late.ts']);
			expect(reader.coverage()).toEqual(writer.coverage());
		},
	);
});
