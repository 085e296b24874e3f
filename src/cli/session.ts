import { resolve } from 'node:path';
import { version } from '../../package.json';
import { MailGuest, NoAnswer } from '../engine/mailbox/mailGuest';
import { WindowFolder } from '../engine/mailbox/windowFolder';
import { rememberedRules, rememberRules, rulesText } from '../engine/store/folderRulesFile';
import { defaultStoreRoot, resolveWorkspaceRoot, storePaths } from '../engine/store/storePaths';
import type { DoctorLine } from '../shared/health/healthTypes';
import type { IndexState } from '../shared/types';
import type { FolderSettings, Questions } from '../engine/engineTypes';
import type { CliEngine, CliFolder } from './enginePort';
import { mergedRules } from './folderRules';
import { inert } from './inert';
import type { CommonOptions, RuleOptions } from './invocation';
import type { CliIo } from './io';
import { styleFor, type Style } from './style';

/** Makes the engine when a command needs it. */
export type EngineFactory = (options: {
	readonly storeRoot: string;
	readonly threads: number | undefined;
	readonly maxVectors: number | undefined;
	readonly quiet: boolean;
	readonly io: CliIo;
}) => Promise<CliEngine>;

/** What a command works with: streams, looks, and an engine that starts when first needed. */
export class Session {
	readonly storeRoot: string;
	readonly style: Style;
	#engine: Promise<CliEngine> | undefined;

	constructor(
		readonly io: CliIo,
		readonly common: CommonOptions,
		private readonly createEngine: EngineFactory,
	) {
		this.storeRoot = common.store ?? defaultStoreRoot(io.env);
		this.style = styleFor(io.out, common.colour, io.env);
	}

	/** Absolute path of a folder as typed. */
	absolute(folder: string): string {
		return resolve(this.io.cwd, folder);
	}

	/**
	 * Opens a folder with the rules it was last indexed with, and those given now.
	 *
	 * @throws {LodestoneError} `not-found`, `not-a-folder`, `no-permission` and what the engine throws.
	 */
	async open(folder: string, given?: RuleOptions): Promise<CliFolder> {
		const root = resolveWorkspaceRoot(this.absolute(folder));
		const remembered = rememberedRules(this.storeRoot, root);
		const rules = given === undefined ? remembered : mergedRules(remembered, given);
		const opened = await this.openWith(root, rules);
		rememberRules(this.storeRoot, root, rules);
		return opened;
	}

	/**
	 * Asks the engine of an open window, which has index and model loaded.
	 *
	 * @param work Given the window's engine and the folder's real path.
	 * @returns undefined where no window answers with an index that is up to date; then the folder is to be opened here.
	 * @throws {LodestoneError} `not-found`, `not-a-folder`, `no-permission`, and what the window's engine says.
	 */
	async byWindow<T>(
		folder: string,
		work: (window: Questions, root: string) => Promise<T>,
	): Promise<T | undefined> {
		const root = resolveWorkspaceRoot(this.absolute(folder));
		const guest = new MailGuest({
			paths: storePaths(this.storeRoot, root),
			root,
			version,
			rules: () => rulesText(rememberedRules(this.storeRoot, root)),
		});
		const host = guest.host();
		if (host === undefined) return undefined;
		try {
			const window = new WindowFolder(guest, host, this.io.signal);
			// Where files may be missing the person is told, and waits or not: that is done here.
			if (!isUpToDate((await window.status()).state)) return undefined;
			return await work(window, root);
		} catch (error) {
			if (error instanceof NoAnswer) return undefined;
			throw error;
		}
	}

	/** Checks this computer and a folder. @throws {LodestoneError} where no engine can be made or the folder cannot be opened. */
	async doctor(folder: string): Promise<DoctorLine[]> {
		const opened = await this.open(folder);
		return (await this.#started()).doctor(opened);
	}

	/** A remark for the person, on standard error; what comes from files or names is made inert. */
	note(text: string): void {
		if (!this.common.quiet) this.io.err.write(`${inert(text)}\n`);
	}

	async dispose(): Promise<void> {
		const engine = this.#engine;
		if (engine !== undefined) await (await engine.catch(() => undefined))?.dispose();
	}

	private async openWith(root: string, rules: FolderSettings): Promise<CliFolder> {
		return (await this.#started()).open(root, rules);
	}

	#started(): Promise<CliEngine> {
		return (this.#engine ??= this.createEngine({
			storeRoot: this.storeRoot,
			threads: this.common.threads,
			maxVectors: this.common.maxVectors,
			quiet: this.common.quiet,
			io: this.io,
		}));
	}
}

/** Whether all files can be found; their vectors may still be drafts. */
function isUpToDate(state: IndexState): boolean {
	if (state.type === 'indexing')
		return state.progress.phase === 'refining' || state.progress.phase === 'building-graph';
	return state.type === 'ready' || state.type === 'degraded';
}
