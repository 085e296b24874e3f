import { CHUNKER_VERSION } from '../chunk/limits';
import { LEXICAL_VERSION } from '../lexical/lexicalVersion';
import type { DraftEmbedder } from '../embed/types';
import type { Logger } from '../ports';
import { Catalogue } from '../store/catalogue';
import { databaseError, isDamage, transaction } from '../store/database';
import { EmbeddingStore } from '../store/embeddingStore';
import { setAside } from '../store/setAside';
import type { StorePaths } from '../store/storePaths';
import type { VectorTable } from '../vector/types';
import { redraft } from './redraft';
import { WorkspaceIndex } from './workspaceIndex';

export interface OpenedIndex {
	readonly index: WorkspaceIndex;
	/** What was found broken or outdated and is healed by the next update; one sentence each. */
	readonly healing: readonly string[];
}

export interface OpenIndexOptions {
	readonly paths: StorePaths;
	readonly embeddings: EmbeddingStore;
	/** Makes the table; a second one when what was loaded into the first turns out to be damaged. */
	readonly vectors: () => VectorTable;
	readonly root: string;
	/** False: another process writes; this one only reads. */
	readonly writer: boolean;
	readonly fingerprint: string;
	/** Names the grammars that cut files: `grammarsFingerprint`. */
	readonly grammars?: string;
	/** The draft table and its name; drafts of another one are made anew. Readers need none. */
	readonly drafts?: { readonly fingerprint: string; readonly table: Pick<DraftEmbedder, 'embed'> };
	readonly logger: Logger;
	/** See `EngineOptions.maxVectors`; absent: no limit. */
	readonly maxVectors?: number;
}

/** Told when the program that writes the index has another model than this one, which only reads. */
const OTHER_MODEL =
	'The index holds vectors of another model, kept by another version of Lodestone: words alone answer here.';

/**
 * Opens a workspace's index and loads it. A writer heals: a catalogue that is no database or whose pages are broken is set aside and
 * begun anew (its vectors live elsewhere and are kept), single damaged blocks are forgotten and made again by the next update.
 *
 * @throws {LodestoneError} `store-newer`, `store-read-only`, `disk-full`, `not-found` (a reader before the first indexing).
 */
export function openIndex(options: OpenIndexOptions): OpenedIndex {
	if (!options.writer) {
		const catalogue = Catalogue.open(options.paths.catalogue, { readOnly: true });
		const { embeddings, fingerprint } = options;
		const index = new WorkspaceIndex(catalogue, embeddings, options.vectors(), fingerprint);
		index.load();
		const other = (catalogue.meta('fingerprint') ?? fingerprint) !== fingerprint;
		return { index, healing: other ? [OTHER_MODEL] : [] };
	}
	try {
		return openAsWriter(options);
	} catch (error) {
		if (!isDamage(error)) throw databaseError(error, options.paths.catalogue);
		options.logger.log('warn', 'The catalogue is damaged: set aside and begun anew', {
			path: options.paths.catalogue,
		});
		setAside(options.paths.catalogue);
		const opened = openAsWriter(options);
		return {
			index: opened.index,
			healing: ['The catalogue was damaged; it is built again from your files.'],
		};
	}
}

function openAsWriter(options: OpenIndexOptions): OpenedIndex {
	const catalogue = Catalogue.open(options.paths.catalogue);
	try {
		const healing: string[] = [];
		if (catalogue.meta('clean') === '0') {
			// The last writer did not end in order: look at the pages before trusting them.
			const problems = catalogue.quickCheck();
			if (problems.length > 0) throw Object.assign(new Error(problems.join('; ')), { errcode: 11 });
		}
		transaction(catalogue.db, () => {
			catalogue.setMeta('root', options.root);
			catalogue.setMeta('clean', '0');
			checkVersions(catalogue, options.fingerprint, options.grammars ?? '', healing);
			if (catalogue.termPages() > 512) catalogue.repackTerms();
		});
		checkDrafts(catalogue, options, healing);
		const index = new WorkspaceIndex(
			catalogue,
			options.embeddings,
			options.vectors(),
			undefined,
			options.maxVectors,
		);
		const { damagedFiles } = index.load();
		const again = index.readWordsOnlyAgain();
		if (again > 0)
			options.logger.log('info', 'There is room for the vectors of more files now', {
				files: again,
			});
		if (damagedFiles.length > 0) {
			healing.push(
				`${damagedFiles.length} files are read again: their part of the index was damaged or incomplete.`,
			);
			transaction(catalogue.db, () => catalogue.forgetHashes(damagedFiles));
			index.forgetHashes(damagedFiles);
		}
		return { index, healing };
	} catch (error) {
		catalogue.close();
		throw error;
	}
}

/** Compares what the index was made with; what does not fit is made again while the rest goes on serving. */
function checkVersions(
	catalogue: Catalogue,
	fingerprint: string,
	grammars: string,
	healing: string[],
): void {
	const cut = `${CHUNKER_VERSION} ${LEXICAL_VERSION} ${grammars}`.trim();
	const hadCut = catalogue.meta('cut');
	if (hadCut !== undefined && hadCut !== cut) {
		catalogue.forgetHashes();
		healing.push(
			'Files are cut anew: Lodestone cuts them differently now. Known texts keep their vectors.',
		);
	}
	const had = catalogue.meta('fingerprint');
	if (had !== undefined && had !== fingerprint) {
		// Vectors of two models must never meet in one search.
		catalogue.db.exec('DELETE FROM slots; DELETE FROM pending');
		catalogue.forgetHashes();
		healing.push('All texts are embedded anew: the embedding model changed.');
	}
	catalogue.setMeta('cut', cut);
	catalogue.setMeta('fingerprint', fingerprint);
}

/** Drafts of another table are made anew; the refined vectors are the transformer's and stay. */
function checkDrafts(
	catalogue: Catalogue,
	{ drafts, logger }: OpenIndexOptions,
	healing: string[],
): void {
	if (drafts === undefined || catalogue.meta('draft') === drafts.fingerprint) return;
	const made = redraft(catalogue, drafts.table);
	catalogue.setMeta('draft', drafts.fingerprint);
	if (made === 0) return;
	logger.log('info', 'Another draft table: the draft vectors were made anew', { texts: made });
	healing.push('The draft vectors were made anew: their table changed.');
}
