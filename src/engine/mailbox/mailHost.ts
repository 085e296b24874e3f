import { opendir } from 'node:fs/promises';
import { lstatSync, renameSync } from 'node:fs';
import { LodestoneError } from '../../shared/errors';
import { parseEnvelope, toWire, type Envelope } from '../../shared/rpc';
import type { Folder } from '../engineTypes';
import type { Logger } from '../ports';
import type { StorePaths } from '../store/storePaths';
import {
	announcementOf,
	isLive,
	isSame,
	readAnnouncement,
	type Announcement,
} from './announcement';
import { FolderWatch } from './folderWatch';
import {
	isHostName,
	LEFT_OVER_MS,
	mailFolder,
	mailPath,
	MAX_ASK_BYTES,
	MAX_REPLY_BYTES,
	parseMailName,
	type MailFolder,
} from './mailFolder';
import { answerMail, MAIL_DEADLINES_MS, type MailMethod } from './mailMethods';
import { isHeld, makePrivateFolder, placeFile, readPrivate, removeFile } from './privateFile';

/** The look by hand: for what the system did not tell of, for what was left over, and whether this is still the host. */
const LOOK_MS = 2_000;
/** Files looked at in one look: a folder full of rubbish must not hold up the window. */
const MOST_FILES = 500;
/** Questions worked on at once, and waiting: agents ask in bursts, and the person's own questions go between. */
const MOST_RUNNING = 2;
const MOST_WAITING = 200;
/** A question that a virus scanner holds is tried again so often. */
const MOST_TRIES = 4;

export interface MailHostOptions {
	readonly paths: StorePaths;
	readonly folder: Pick<Folder, 'root' | 'isWriter' | 'saved' | 'status' | 'warmUp'>;
	/** Of the product. */
	readonly version: string;
	/** See `Announcement.rules`. */
	readonly rules: string;
	readonly logger: Logger;
	/** See `LOOK_MS`; for tests. */
	readonly lookMs?: number;
}

interface Ask {
	readonly key: string;
	readonly id: number;
	readonly method: string;
	readonly params: unknown;
	readonly stop: AbortController;
}

/**
 * Answers the mail of one folder in the engine of a window: takes questions, puts them to the folder, writes answers. At most one process
 * is the host of a mailbox: the one whose announcement stands there. The index's writer takes the place of a reader; a reader takes that of
 * nobody who lives. Nothing that lies in the mailbox can make it fail; a store that cannot be written has no mailbox.
 */
export class MailHost {
	readonly #folder: MailFolder;
	readonly #asks = new Map<string, Ask>();
	readonly #waiting: Ask[] = [];
	#running = 0;
	#watch: FolderWatch | undefined;
	#timer: NodeJS.Timeout | undefined;
	#announced: Announcement | undefined;
	#looking = false;
	#lookAgain = false;
	#failed = false;
	#disposed = false;

	constructor(private readonly options: MailHostOptions) {
		this.#folder = mailFolder(options.paths);
		this.#timer = setInterval(() => void this.#look(), options.lookMs ?? LOOK_MS).unref();
		void this.#look();
	}

	/** Takes the announcement back and tells those who wait that nobody will answer. */
	dispose(): void {
		if (this.#disposed) return;
		this.#disposed = true;
		clearInterval(this.#timer);
		this.#stepDown();
		const stopped = new LodestoneError('engine-stopped', 'The window was closed.');
		for (const ask of this.#asks.values()) {
			ask.stop.abort();
			void this.#reply(ask, { t: 'err', id: ask.id, error: toWire(stopped) });
		}
		this.#asks.clear();
		this.#waiting.length = 0;
	}

	/** One look at a time: becomes or stays the host, takes what the system did not tell of, removes what nobody wants. */
	async #look(): Promise<void> {
		if (this.#disposed) return;
		if (this.#looking) {
			this.#lookAgain = true;
			return;
		}
		this.#looking = true;
		try {
			if (!(await this.#claim())) this.#stepDown();
			else await this.#tidy();
			this.#failed = false;
		} catch (error) {
			this.#stepDown();
			// Once: a disk that stays read-only is no news every other second.
			if (!this.#failed)
				this.options.logger.log('info', 'Agents cannot be answered by this window', {
					why: error instanceof Error ? error.message : String(error),
				});
			this.#failed = true;
		} finally {
			this.#looking = false;
		}
		if (this.#wasAskedAgain()) void this.#look();
	}

	#wasAskedAgain(): boolean {
		const again = this.#lookAgain;
		this.#lookAgain = false;
		return again;
	}

	/** @returns whether this process answers here. */
	async #claim(): Promise<boolean> {
		const { folder, version, rules } = this.options;
		const found = readAnnouncement(this.#folder);
		const writer = folder.isWriter;
		const mine = announcementOf({ version, root: folder.root, rules, writer });
		if (found !== undefined && isSame(found, mine)) {
			// Of another version of this object, for other rules: opened anew in the same process.
			if (this.#watch !== undefined && found.rules === rules && found.writer === writer)
				return true;
		} else if (found !== undefined && !writer && isLive(found)) return false;
		makePrivateFolder(this.#folder.path);
		// Not understood, a link, a folder: nothing of ours.
		if (found === undefined) removeFile(this.#folder.host);
		this.#watch?.close();
		// Before it is announced, so that no question is missed.
		this.#watch = new FolderWatch(this.#folder.path, name => this.#told(name));
		const { host } = this.#folder;
		const isNew = this.#announced === undefined;
		this.#announced = mine;
		await placeFile(host, `${host}.${process.pid}`, JSON.stringify(mine));
		if (this.#disposed) {
			this.#announced = mine;
			this.#stepDown();
			return false;
		}
		if (isNew) this.options.logger.log('debug', 'Agents are answered by this window', { writer });
		return true;
	}

	#stepDown(): void {
		this.#watch?.close();
		this.#watch = undefined;
		const mine = this.#announced;
		this.#announced = undefined;
		// Another window may have taken the place meanwhile.
		if (mine !== undefined && isSame(readAnnouncement(this.#folder), mine))
			removeFile(this.#folder.host);
	}

	/** Something happened to a file of the mailbox, or to one that is not named. */
	#told(name: string | undefined): void {
		if (this.#announced === undefined) return;
		if (name === undefined) void this.#look();
		else this.#see(name);
	}

	#see(name: string): void {
		const { key, kind } = parseMailName(name) ?? {};
		if (key === undefined) return;
		if (kind === 'ask') this.#take(key);
		else if (kind === 'cancel') this.#cancel(key);
	}

	/** Takes a question: it was there only as long as nobody had taken it, which its guest can see. */
	#take(key: string, tries = 0): void {
		const taken = mailPath(this.#folder, key, 'work');
		try {
			renameSync(mailPath(this.#folder, key, 'ask'), taken);
		} catch (error) {
			// Gone, mostly: its event comes twice, or its guest took it back.
			if (isHeld(error) && tries < MOST_TRIES)
				setTimeout(() => this.#take(key, tries + 1), 20 << tries).unref();
			return;
		}
		const mail = readPrivate(taken, MAX_ASK_BYTES);
		removeFile(taken);
		const envelope = mail === undefined ? undefined : parsed(mail.text);
		// Of a guest that has long given up; or none of ours: then nobody waits for an answer.
		if (mail === undefined || envelope?.t !== 'req' || isOld(mail.writtenMs)) return;
		const { id, method, params } = envelope;
		const ask: Ask = { key, id, method, params, stop: new AbortController() };
		if (this.#waiting.length >= MOST_WAITING) {
			const busy = new LodestoneError('busy', 'Too many questions at once.');
			void this.#reply(ask, { t: 'err', id, error: toWire(busy) });
			return;
		}
		this.#asks.set(key, ask);
		this.#waiting.push(ask);
		this.#next();
	}

	#cancel(key: string): void {
		// Its answer may have crossed it.
		for (const kind of ['cancel', 'reply'] as const) removeFile(mailPath(this.#folder, key, kind));
		this.#asks.get(key)?.stop.abort();
	}

	#next(): void {
		while (this.#running < MOST_RUNNING) {
			const ask = this.#waiting.shift();
			if (ask === undefined) return;
			this.#running++;
			void this.#answer(ask).finally(() => {
				this.#running--;
				this.#asks.delete(ask.key);
				this.#next();
			});
		}
	}

	/** Never fails: what goes wrong is the answer. */
	async #answer(ask: Ask): Promise<void> {
		const { id, method, params, stop } = ask;
		const deadlineMs = MAIL_DEADLINES_MS[method as MailMethod] as number | undefined;
		const timer = setTimeout(() => stop.abort(), deadlineMs ?? 0);
		try {
			stop.signal.throwIfAborted();
			const result = await answerMail(this.options.folder, method, params, stop.signal);
			// Nobody waits any more.
			if (!stop.signal.aborted) await this.#reply(ask, { t: 'res', id, result });
		} catch (error) {
			if (!stop.signal.aborted) await this.#reply(ask, { t: 'err', id, error: toWire(error) });
		} finally {
			clearTimeout(timer);
		}
	}

	async #reply({ key, id }: Ask, envelope: Envelope): Promise<void> {
		const draft = mailPath(this.#folder, key, 'tmp');
		const path = mailPath(this.#folder, key, 'reply');
		try {
			let text = JSON.stringify(envelope);
			if (Buffer.byteLength(text) > MAX_REPLY_BYTES) {
				const error = toWire(new LodestoneError('busy', 'The answer is too large to be sent.'));
				text = JSON.stringify({ t: 'err', id, error } satisfies Envelope);
			}
			await placeFile(path, draft, text);
		} catch {
			/* a full disk, or a mailbox that is gone: the guest asks its own engine */
		}
	}

	/** Takes what lies there, and removes what was left over or is none of ours. */
	async #tidy(): Promise<void> {
		let looked = 0;
		for await (const { name } of await opendir(this.#folder.path)) {
			if (this.#disposed || ++looked > MOST_FILES) return;
			if (isHostName(name)) continue;
			const path = `${this.#folder.path}/${name}`;
			if (isOld(lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()))
				removeFile(path);
			else this.#see(name);
		}
	}
}

/** Also from the future: a clock was set back. */
const isOld = (writtenMs: number): boolean => Math.abs(Date.now() - writtenMs) > LEFT_OVER_MS;

function parsed(text: string): Envelope | undefined {
	try {
		return parseEnvelope(JSON.parse(text));
	} catch {
		return undefined;
	}
}
