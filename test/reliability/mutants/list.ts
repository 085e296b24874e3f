/** A thing broken on purpose, and the tests that must notice. */
export interface Mutant {
	readonly name: string;
	readonly file: string;
	readonly from: string;
	readonly to: string;
	/** File or folder of tests. */
	readonly tests: string;
	/** Title of the one test that is enough. */
	readonly only?: string;
}

const R = 'test/reliability';

export const MUTANTS: readonly Mutant[] = [
	{
		name: 'no fsync of the graph',
		file: 'src/engine/vector/graphHost.ts',
		from: 'fsyncSync(file);',
		to: '',
		tests: `${R}/kills/writeOrder.test.ts`,
	},
	{
		name: 'no fsync of the manifest',
		file: 'src/engine/vector/graphFiles.ts',
		from: 'await file.sync();',
		to: '',
		tests: `${R}/kills/writeOrder.test.ts`,
	},
	{
		name: 'no fsync of the folder',
		file: 'src/engine/vector/graphFiles.ts',
		from: 'await folder.sync();',
		to: '',
		tests: `${R}/kills/writeOrder.test.ts`,
	},
	{
		name: 'old generation removed first',
		file: 'src/engine/vector/graphFiles.ts',
		from: 'await writeDurably(slotsPath(folder, manifest.generation), bytes);',
		to: 'await removeGenerations(folder, manifest.generation); await writeDurably(slotsPath(folder, manifest.generation), bytes);',
		tests: `${R}/kills/writeOrder.test.ts`,
	},
	{
		name: 'no checksum before hnswlib',
		file: 'src/engine/vector/graphHost.ts',
		from: "if ((await fileSha256(p.path)) !== p.sha256) throw damaged(p.path, 'its checksum is wrong');",
		to: '',
		tests: `${R}/damage`,
		only: 'native code',
	},
	{
		name: 'no checksum of vectors',
		file: 'src/engine/store/vectorBytes.ts',
		from: 'if (view.getUint32(4, true) !== checksum(key, precision, scale, values)) return undefined;',
		to: 'if (Number.isNaN(scale)) return undefined;',
		tests: `${R}/damage`,
		only: 'vectors and token ids',
	},
	{
		name: 'no checksum of waiting token ids',
		file: 'src/engine/store/catalogue.ts',
		from: "|| crc32(ids, slot) !== Number(row?.['crc'])",
		to: '',
		tests: `${R}/damage`,
		only: 'vectors and token ids',
	},
	{
		name: 'a removed file stays',
		file: 'src/engine/indexing/updater.ts',
		from: 'counts.removed += index.remove(gone.slice(i, i + 256));',
		to: '',
		tests: `${R}/freshness`,
	},
	{
		name: 'unsaved changes of a new writer unseen',
		file: 'src/engine/folder/changeReader.ts',
		from: 'this.#unseen && options.onlyThese !== true ? undefined : options.paths',
		to: 'options.paths',
		tests: `${R}/freshness`,
	},
	{
		name: 'commit answered before it is made',
		file: 'src/engine/indexing/indexWriter.ts',
		from: 'const id = catalogue.putFile(file, block);',
		to: 'const id = catalogue.putFile(analyses.length > 20 ? { ...file, hash: file.hash.slice(1) } : file, block);',
		tests: `${R}/kills/kills.test.ts`,
	},
	{
		name: 'lost refinements believed',
		file: 'src/engine/indexing/indexLoader.ts',
		from: '=== 0) complete = false;',
		to: '< 0) complete = false;',
		tests: `${R}/kills/powerLoss.test.ts`,
	},
	{
		name: 'everything embedded anew',
		file: 'src/engine/indexing/slotAssignment.ts',
		from: 'const vector = embeddings.get(key) ?? draftOf(analysis, i);',
		to: 'const vector = draftOf(analysis, i);',
		tests: `${R}/needless`,
		only: 'for a clone',
	},
	{
		name: 'garbage that is in use',
		file: 'src/engine/store/garbage.ts',
		from: 'if (!live.has(text(row.key))) unnamed.push(row);',
		to: 'if (live.size > 0) unnamed.push(row);',
		tests: `${R}/needless`,
		only: 'shared vectors',
	},
	{
		name: 'a writer nobody follows',
		file: 'src/engine/folder/folderUpkeep.ts',
		from: 'if ((await this.deps.takeOver()) && !this.#stopped) await this.deps.update();',
		to: '',
		tests: `${R}/processes`,
		only: 'dead writer',
	},
	{
		name: 'a full disk for ever',
		file: 'src/engine/folder/folderUpkeep.ts',
		from: 'else if (this.#due()) await this.deps.update();',
		to: '',
		tests: `${R}/disk`,
		only: 'fills up',
	},
	{
		name: 'paths not confined',
		file: 'src/engine/search/hydrate.ts',
		from: 'return realpathSync.native(folder) === folder;',
		to: 'return realpathSync.native(folder).length > 0;',
		tests: `${R}/security/paths.test.ts`,
	},
	{
		name: 'tokens shown',
		file: 'src/engine/search/hydrate.ts',
		from: 'redactLines(chosen.lines)',
		to: 'chosen.lines',
		tests: `${R}/security/secrets.test.ts`,
	},
	{
		name: 'a store for all to read',
		file: 'src/engine/store/database.ts',
		from: "if (isNew && process.platform !== 'win32') chmodSync(path, 0o600);",
		to: '',
		tests: `${R}/security/paths.test.ts`,
	},
	{
		name: 'a call to the network',
		file: 'src/cli/cliLogger.ts',
		from: 'return {',
		to: "void fetch('http://127.0.0.1:9').catch(() => undefined);\n\treturn {",
		tests: `${R}/security/noSockets.test.ts`,
	},
	{
		name: 'requests without a bound',
		file: 'src/shared/rpc.ts',
		from: 'if (running.size > MAX_RUNNING)',
		to: 'if (running.size > Number.MAX_VALUE)',
		tests: `${R}/limits`,
		only: 'so many at a time',
	},
	{
		name: 'a stopped rebuild clears the index',
		file: 'src/engine/folder/folder.ts',
		from: 'await this.#maintenance.clear(signal);',
		to: 'await this.#maintenance.clear();',
		tests: `${R}/limits`,
		only: 'answers',
	},
	{
		name: 'a lock that was met is never tried again',
		file: 'src/engine/folder/folderTrouble.ts',
		from: "'store-damaged', 'store-locked']",
		to: "'store-damaged']",
		tests: `${R}/processes`,
		only: 'holds up',
	},
	{
		name: 'readers without a snapshot',
		file: 'src/engine/store/catalogue.ts',
		from: 'return this.readOnly ? snapshot(this.db, work) : work();',
		to: 'return work();',
		tests: `${R}/processes/readerSnapshot.test.ts`,
	},
	{
		name: 'files left open',
		file: 'src/engine/scan/readSource.ts',
		from: 'if (descriptor !== undefined) closeSync(descriptor);',
		to: '',
		tests: `${R}/soak`,
	},
	{
		name: 'a parse without end',
		file: 'src/engine/chunk/parseBudget.ts',
		from: 'this.#reports++;',
		to: 'if (this.#reports >= 0) return false;',
		tests: `${R}/fuzz`,
	},
	{
		name: 'spans one line off',
		file: 'src/engine/chunk/lineTable.ts',
		from: 'else if (code === 13 && text.charCodeAt(i + 1) !== 10) starts',
		to: 'else if (code === 13) starts',
		tests: `${R}/fuzz`,
	},
];
