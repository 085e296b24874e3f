import { basename } from 'node:path';
import type { FolderSettings, Questions } from '../engine/engineTypes';
import { MailGuest, NoAnswer } from '../engine/mailbox/mailGuest';
import { WindowFolder } from '../engine/mailbox/windowFolder';
import { rulesText } from '../engine/store/folderRulesFile';
import { storePaths } from '../engine/store/storePaths';
import { agentHealth, type AgentHealth } from '../shared/agent/agentHealth';
import type { OwnEngine } from './ownEngine';
import { OwnFolder } from './ownFolder';

export interface ServedFolderOptions {
	/** Real path. */
	readonly root: string;
	/** Unique among the served folders. */
	readonly name: string;
	readonly storeRoot: string;
	/** Of the product. */
	readonly version: string;
	/** The rules that hold now. */
	readonly settings: () => FolderSettings;
	readonly engine: OwnEngine;
	readonly idleMs?: number;
}

interface Used<T> {
	readonly value: T;
	readonly health: AgentHealth;
}

/**
 * One folder that agents may ask about. The engine of an open window answers where there is one, by mail; else the server's own. It goes
 * over from one to the other between two questions, and in the midst of one when the window ends: the agent notices nothing.
 */
export class ServedFolder {
	readonly root: string;
	readonly name: string;
	readonly #guest: MailGuest;
	readonly #own: OwnFolder;

	constructor(private readonly options: ServedFolderOptions) {
		const { root, name, storeRoot, version, settings, engine, idleMs } = options;
		this.root = root;
		this.name = name;
		this.#own = new OwnFolder({ root, settings, engine, idleMs });
		this.#guest = new MailGuest({
			paths: storePaths(storeRoot, root),
			root,
			version,
			rules: () => rulesText(settings()),
		});
	}

	get maxFileBytes(): number {
		return this.options.settings().maxFileBytes;
	}

	/**
	 * Asks something and adds the state of the index.
	 *
	 * @param work Begun anew with the own engine when the window does not answer.
	 * @throws {LodestoneError} What the engine says, `cancelled`.
	 */
	async use<T>(signal: AbortSignal, work: (folder: Questions) => Promise<T> | T): Promise<Used<T>> {
		const answered = await this.#byWindow(signal, work);
		if (answered !== undefined) return answered;
		return await this.#own.use(signal, async folder => {
			const value = await work(folder);
			const { note } = this.#own;
			return { value, health: agentHealth(this.name, folder.status(), note, 'its own engine') };
		});
	}

	async close(): Promise<void> {
		await this.#own.close();
	}

	/** @returns undefined where no window answers. */
	async #byWindow<T>(
		signal: AbortSignal,
		work: (folder: Questions) => Promise<T> | T,
	): Promise<Used<T> | undefined> {
		const host = this.#guest.host();
		if (host === undefined) return undefined;
		const folder = new WindowFolder(this.#guest, host, signal);
		try {
			const value = await work(folder);
			const who = `the open window (process ${host.pid})`;
			const health = agentHealth(this.name, await folder.status(), '', who);
			void this.#letGo();
			return { value, health };
		} catch (error) {
			if (!(error instanceof NoAnswer)) throw error;
			signal.throwIfAborted();
			return undefined;
		}
	}

	/** The window answers: the index is let go, which makes the window its writer, and the engine too when no folder needs it. */
	async #letGo(): Promise<void> {
		await this.#own.closeIfUnused().catch(() => undefined);
		this.options.engine.answeredElsewhere();
	}
}

/** Names for folders: the last part of the path, with a number where two would be equal. */
export function folderNames(roots: readonly string[]): string[] {
	const seen = new Map<string, number>();
	return roots.map(root => {
		const name = basename(root) || root;
		const count = (seen.get(name) ?? 0) + 1;
		seen.set(name, count);
		return count === 1 ? name : `${name} (${count})`;
	});
}
