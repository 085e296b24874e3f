import * as vscode from 'vscode';
import { DisposableStore, Emitter, type Disposable } from '../../shared/lifecycle';
import type { Logger } from '../../shared/log';
import type { EngineClient } from '../client/engineClient';
import { SETTINGS_SECTION } from '../contributions';
import { owningRoot, pathRules, relativePath, resolveInside } from '../paths';
import type { Problems } from '../problems';
import { parseFolderOptions, type FolderOptions } from '../settings';
import { FolderIndex } from './folderIndex';
import { watchFolder } from './watchFolder';

export interface LocatedFile {
	readonly folder: FolderIndex;
	/** Root-relative, with `/`. */
	readonly path: string;
}

/** The folders of the window and their indexes: they come, go and change their settings. */
export class WorkspaceFolders implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #changes = this.#owned.add(new Emitter<void>());
	readonly #folders = new Map<
		string,
		{ readonly index: FolderIndex; readonly owned: DisposableStore }
	>();
	readonly #rules = pathRules(process.platform);
	readonly #engine: EngineClient;
	readonly #logger: Logger;
	readonly #problems: Problems;

	constructor(engine: EngineClient, logger: Logger, problems: Problems) {
		this.#engine = engine;
		this.#logger = logger;
		this.#problems = problems;
		for (const folder of vscode.workspace.workspaceFolders ?? []) this.#add(folder);
		this.#owned.add(
			vscode.workspace.onDidChangeWorkspaceFolders(event => {
				for (const folder of event.removed) this.#remove(folder);
				for (const folder of event.added) this.#add(folder);
				this.#changes.fire();
			}),
		);
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration(event => {
				if (!event.affectsConfiguration(SETTINGS_SECTION)) return;
				for (const folder of vscode.workspace.workspaceFolders ?? [])
					void this.#folders.get(folderIdOf(folder))?.index.applySettings(this.#settingsOf(folder));
				this.#changes.fire();
			}),
		);
	}

	/** Any folder's state changed, or folders came or went. */
	get onDidChange() {
		return this.#changes.event;
	}
	get all(): readonly FolderIndex[] {
		return [...this.#folders.values()].map(({ index }) => index);
	}
	get enabled(): readonly FolderIndex[] {
		return this.all.filter(folder => folder.enabled);
	}

	byId(id: string): FolderIndex | undefined {
		return this.#folders.get(id)?.index;
	}

	/** The folder that holds a file, if any; virtual and remote schemes hold nothing of ours. */
	locate(uri: vscode.Uri): LocatedFile | undefined {
		if (uri.scheme !== 'file') return undefined;
		const folder = owningRoot(this.all, uri.fsPath, this.#rules);
		const path = folder && relativePath(folder.root, uri.fsPath, this.#rules);
		return folder && path !== undefined ? { folder, path } : undefined;
	}

	/** The file of a hit, checked: an id and a path that came from a message never lead outside. */
	resolve(folderId: string, path: string): vscode.Uri | undefined {
		const folder = this.byId(folderId);
		const absolute = folder && resolveInside(folder.root, path, this.#rules);
		return absolute === undefined ? undefined : vscode.Uri.file(absolute);
	}

	/** One sentence for each wrong setting of any folder. */
	#settingsOf(folder: vscode.WorkspaceFolder): FolderOptions {
		const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION, folder.uri);
		const { value, problems } = parseFolderOptions(key => configuration.get(key), vscode.l10n.t);
		this.#problems.settings(problems);
		return value;
	}

	#add(folder: vscode.WorkspaceFolder): void {
		const id = folderIdOf(folder);
		if (folder.uri.scheme !== 'file' || this.#folders.has(id)) return;
		const owned = new DisposableStore();
		const index = owned.add(
			new FolderIndex({
				id,
				name: folder.name,
				root: folder.uri.fsPath,
				settings: this.#settingsOf(folder),
				engine: this.#engine,
				logger: this.#logger,
			}),
		);
		owned.add(index.onDidChange(() => this.#changes.fire()));
		owned.add(watchFolder(folder, index, this.#rules));
		this.#folders.set(id, { index, owned });
	}

	#remove(folder: vscode.WorkspaceFolder): void {
		const id = folderIdOf(folder);
		this.#folders.get(id)?.owned.dispose();
		this.#folders.delete(id);
	}

	dispose(): void {
		for (const { owned } of this.#folders.values()) owned.dispose();
		this.#folders.clear();
		this.#owned.dispose();
	}
}

const folderIdOf = (folder: vscode.WorkspaceFolder): string => folder.uri.toString();
