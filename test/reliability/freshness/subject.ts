import { existsSync, lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
	createEngine,
	type Engine,
	type Folder,
	type FolderSettings,
} from '../../../src/engine/engine';
import { silentLogger } from '../../../src/engine/ports';
import { Catalogue } from '../../../src/engine/store/catalogue';
import { storePaths } from '../../../src/engine/store/storePaths';
import { catalogueSnapshot } from '../../support/catalogueSnapshot';
import { RUNTIME } from '../../support/engineOn';
import { FastEmbedder } from '../support/fastEmbedder';

export const embedder = new FastEmbedder();

/** @param graphMinRows Rows from which a graph is built; as shipped where nothing is given. */
export function newEngine(store: string, graphMinRows?: number): Promise<Engine> {
	return createEngine({
		storeRoot: store,
		runtime: RUNTIME,
		logger: silentLogger,
		embedder: () => Promise.resolve(embedder),
		...(graphMinRows === undefined ? {} : { graphMinRows }),
	});
}

const WORDS = ['handleA0', 'handleC1', 'handle', 'request', 'lib', 'does', 'readme', 'return'];

/** All that can be seen of a folder's index: what is stored, what was left out, and what is answered. */
export interface View {
	readonly files: unknown;
	readonly skipped: readonly string[];
	readonly coverage: unknown;
	readonly answers: Readonly<Record<string, readonly string[]>>;
}

/**
 * Looks at an index that is up to date and refined, through memory and through its files.
 *
 * @param words Questions to ask; none of an index of more than some dozen chunks, where among equals the cut of the candidates decides
 * by the order of events.
 */
export async function viewOf(folder: Folder, store: string, words = WORDS): Promise<View> {
	const answers: Record<string, readonly string[]> = {};
	for (const query of words)
		for (const mode of words === WORDS
			? (['keyword', 'meaning'] as const)
			: (['keyword'] as const)) {
			const response = await folder.search({ query, mode, limit: 100 });
			answers[`${mode} ${query}`] = response.groups
				.flatMap(group => [group.best, ...group.more])
				.map(
					hit =>
						`${hit.path}:${hit.span.startLine}-${hit.span.endLine} ${hit.symbol} ${hit.precision}`,
				)
				.sort();
		}
	const catalogue = Catalogue.open(storePaths(store, folder.root).catalogue, { readOnly: true });
	const skipped = catalogue
		.allSkipped()
		.map(row => `${row.path} ${row.reason}`)
		.sort();
	catalogue.close();
	return {
		files: catalogueSnapshot(store, folder.root),
		skipped,
		coverage: folder.status().coverage,
		answers,
	};
}

/** An index made from scratch, by an engine of its own that is used again and again. */
export class Reference {
	#engine: Promise<Engine> | undefined;

	constructor(private readonly store: string) {}

	async view(root: string, settings: Partial<FolderSettings>, words = WORDS): Promise<View> {
		this.#engine ??= newEngine(this.store);
		const folder = await (await this.#engine).open(root, settings);
		try {
			await folder.clear();
			await folder.update();
			return await viewOf(folder, this.store, words);
		} finally {
			await folder.close();
			rmSync(storePaths(this.store, root).index, { recursive: true, force: true });
		}
	}

	async dispose(): Promise<void> {
		await (await this.#engine)?.dispose();
	}
}

export function isFolder(root: string, path: string): boolean {
	return existsSync(join(root, path)) && lstatSync(join(root, path)).isDirectory();
}
