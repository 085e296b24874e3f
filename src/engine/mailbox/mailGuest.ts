import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { cancelled, LodestoneError, type ErrorCode } from '../../shared/errors';
import { parseEnvelope, type Envelope } from '../../shared/rpc';
import type { StorePaths } from '../store/storePaths';
import { answeredFrom } from './answerShape';
import { isLive, isSame, readAnnouncement, type Announcement } from './announcement';
import { FolderWatch } from './folderWatch';
import {
	MAIL_PROTOCOL,
	mailFolder,
	mailPath,
	MAX_ASK_BYTES,
	MAX_REPLY_BYTES,
	parseMailName,
	type MailFolder,
} from './mailFolder';
import { MAIL_DEADLINES_MS, type Answered, type MailMethod, type MailMethods } from './mailMethods';
import { isPrivateFolder, placeFile, readPrivate, removeFile } from './privateFile';

/** A question that nobody has taken after so long will not be answered by mail. */
const TAKE_MS = 1_500;
/** Between two looks at an answer that is not there yet: at first soon, then less often. The system tells of it before. */
const FIRST_LOOK_MS = 8;
const LONGEST_LOOK_MS = 250;
/** A host that did not answer is left alone for so long, and longer each time. */
const FIRST_REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

/** Questions under way at once; further ones wait here, not in the window's engine. */
const MOST_UNDER_WAY = 16;

/** What the host says that is no answer: the guest's own engine may know better. */
const NO_ANSWERS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
	'engine-stopped',
	'busy',
	'cancelled',
	'timeout',
	'unknown-method',
	'internal',
]);

/** Nobody answered by mail: there is no window, or it does not answer. Whoever asked asks an engine of his own. */
export class NoAnswer extends Error {
	override readonly name = 'NoAnswer';
}

export interface MailGuestOptions {
	readonly paths: StorePaths;
	/** Real path of the folder that is asked about. */
	readonly root: string;
	/** Of the product. */
	readonly version: string;
	/** The rules by which this program would index the folder: a window with others would give other answers. */
	readonly rules: () => string;
}

/** Asks the engine of an open window about one folder, by mail. */
export class MailGuest {
	readonly #folder: MailFolder;
	readonly #name = `${process.pid.toString(36)}-${randomBytes(6).toString('hex')}`;
	/** Questions under way: what to do when the system tells of their answer. */
	readonly #wake = new Map<string, () => void>();
	#watch: FolderWatch | undefined;
	readonly #queue: (() => void)[] = [];
	#underWay = 0;
	#asked = 0;
	#restUntil = -Infinity;
	#restMs = FIRST_REST_MS;

	constructor(private readonly options: MailGuestOptions) {
		this.#folder = mailFolder(options.paths);
	}

	/** The window that would be asked now; undefined where there is none for this folder, these rules and this version. */
	host(): Announcement | undefined {
		if (performance.now() < this.#restUntil || !isPrivateFolder(this.#folder.path))
			return undefined;
		const found = readAnnouncement(this.#folder);
		if (found === undefined || found.pid === process.pid) return undefined;
		const { root, version, rules } = this.options;
		if (found.protocol !== MAIL_PROTOCOL || found.version !== version) return undefined;
		if (found.root !== root || found.rules !== rules()) return undefined;
		return isLive(found) ? found : undefined;
	}

	/**
	 * Asks the window.
	 *
	 * @param host As `host()` told of it.
	 * @throws {NoAnswer} where the window does not answer; {LodestoneError} `cancelled`, and what the window's engine says about the question.
	 */
	async call<M extends MailMethod>(
		host: Announcement,
		method: M,
		params: MailMethods[M]['params'],
		signal?: AbortSignal,
	): Promise<Answered<MailMethods[M]['result']>> {
		const id = ++this.#asked;
		const key = `${this.#name}-${id}`;
		const text = JSON.stringify({ t: 'req', id, method, params } satisfies Envelope);
		if (Buffer.byteLength(text) > MAX_ASK_BYTES)
			throw new NoAnswer('The question is too large for the mailbox.');
		if (this.#underWay >= MOST_UNDER_WAY)
			await new Promise<void>(resolve => this.#queue.push(resolve));
		this.#underWay++;
		try {
			if (signal?.aborted === true) throw cancelled();
			const reply = await this.#exchange(host, key, text, MAIL_DEADLINES_MS[method], signal);
			const answer = answerOf(method, id, reply);
			this.#restMs = FIRST_REST_MS;
			return answer;
		} catch (error) {
			// One window after the other is busy for a moment or ends: only one that is there and silent is left alone.
			if (error instanceof Silence) this.#rest();
			throw error;
		} finally {
			this.#underWay--;
			this.#queue.shift()?.();
		}
	}

	/** Puts a question into the mailbox and waits for what comes back. */
	async #exchange(
		host: Announcement,
		key: string,
		text: string,
		deadlineMs: number,
		signal: AbortSignal | undefined,
	): Promise<string> {
		const path = (kind: 'ask' | 'cancel' | 'reply' | 'tmp'): string =>
			mailPath(this.#folder, key, kind);
		let wake: (() => void) | undefined;
		const abort = (): void => wake?.();
		this.#listen(key, () => wake?.());
		signal?.addEventListener('abort', abort, { once: true });
		try {
			await this.#place(path('ask'), path('tmp'), text);
			const startedMs = performance.now();
			let taken = false;
			for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
				// Alive is asked before the answer is looked for: an answer may be a host's last deed.
				const alive = isLive(host) && isSame(readAnnouncement(this.#folder), host);
				const reply = readPrivate(path('reply'), MAX_REPLY_BYTES);
				if (reply !== undefined) return reply.text;
				if (signal?.aborted === true) {
					if (!withdrawn(path('ask'))) await this.#place(path('cancel'), path('tmp'), '');
					throw cancelled();
				}
				const waitedMs = performance.now() - startedMs;
				if (!taken && (waitedMs > TAKE_MS || !alive)) {
					// In one step: either it is taken back, or somebody has taken it.
					if (withdrawn(path('ask')))
						throw alive
							? new Silence('The window took no question.')
							: new NoAnswer('The window is gone.');
					taken = true;
				}
				if (!isLive(host)) throw new NoAnswer('The window ended.');
				if (waitedMs > deadlineMs) throw new Silence('The window did not answer in time.');
				await new Promise<void>(resolve => {
					const timer = setTimeout(resolve, lookMs);
					wake = () => {
						clearTimeout(timer);
						resolve();
					};
				});
			}
		} finally {
			signal?.removeEventListener('abort', abort);
			this.#unlisten(key);
			removeFile(path('reply'));
		}
	}

	/** A mailbox that cannot be written is none. */
	async #place(path: string, draft: string, text: string): Promise<void> {
		try {
			await placeFile(path, draft, text);
		} catch (error) {
			throw new NoAnswer('The mailbox cannot be written.', { cause: error });
		}
	}

	/** The folder is watched only while an answer is waited for: a guest that asks nothing costs nothing. */
	#listen(key: string, wake: () => void): void {
		this.#wake.set(key, wake);
		if (this.#watch !== undefined) return;
		try {
			this.#watch = new FolderWatch(this.#folder.path, name => {
				const told = name === undefined ? undefined : parseMailName(name);
				if (told?.kind === 'reply') this.#wake.get(told.key)?.();
				else if (name === undefined) for (const each of this.#wake.values()) each();
			});
		} catch {
			/* no watches left: the looks by hand find the answer */
		}
	}

	#unlisten(key: string): void {
		this.#wake.delete(key);
		if (this.#wake.size > 0) return;
		this.#watch?.close();
		this.#watch = undefined;
	}

	#rest(): void {
		this.#restUntil = performance.now() + this.#restMs;
		this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
	}
}

/** The window is there and says nothing. */
class Silence extends NoAnswer {}

/** @throws {NoAnswer} for what is no answer to this question, {LodestoneError} for what the engine says about it. */
function answerOf<M extends MailMethod>(
	method: M,
	id: number,
	text: string,
): Answered<MailMethods[M]['result']> {
	let envelope: Envelope | undefined;
	try {
		envelope = parseEnvelope(JSON.parse(text));
	} catch {
		/* told below */
	}
	if (envelope?.t === 'err' && envelope.id === id) {
		const { code, message, remedy } = envelope.error;
		if (NO_ANSWERS.has(code)) throw new NoAnswer(message);
		throw new LodestoneError(code, message, remedy);
	}
	const answer =
		envelope?.t === 'res' && envelope.id === id ? answeredFrom(method, envelope.result) : undefined;
	if (answer === undefined) throw new NoAnswer('The answer is malformed.');
	return answer;
}

/** Takes a file back. @returns false when it is gone already. */
function withdrawn(path: string): boolean {
	try {
		unlinkSync(path);
		return true;
	} catch {
		return false;
	}
}
