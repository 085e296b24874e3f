import { join } from 'node:path';
import type { StorePaths } from '../store/storePaths';

/**
 * The mailbox of a folder's index: one flat, private folder in the store, through which other programs of the same person put questions
 * to the engine of an open window. Files, because nothing of ours may open a socket. See docs/ARCHITECTURE.md, "Agents".
 */
export interface MailFolder {
	/** Absolute. */
	readonly path: string;
	/** Who answers here; see `Announcement`. */
	readonly host: string;
}

/** Raised whenever a file of the mailbox changes its meaning: host and guest must have the same. */
export const MAIL_PROTOCOL = 1;

/** Most bytes of a question and of an answer; what is larger is neither written nor read. */
export const MAX_ASK_BYTES = 128 * 1024;
export const MAX_REPLY_BYTES = 8 * 1024 * 1024;

/** What nobody fetched, or nobody took, is removed after so long. */
export const LEFT_OVER_MS = 60_000;

/** What a file of the mailbox is: a question, one that was taken, one that is no longer wanted, an answer, and any of them half written. */
export type MailKind = 'ask' | 'work' | 'cancel' | 'reply' | 'tmp';

/** A question's key: the guest (its pid and a random number) and the number of its question. */
const NAME = /^([0-9a-z]{1,12}-[0-9a-f]{12}-[0-9]{1,10})\.(ask|work|cancel|reply|tmp)$/;
const HOST = 'host.json';

export function mailFolder(paths: StorePaths): MailFolder {
	const path = join(paths.index, 'mail');
	return { path, host: join(path, HOST) };
}

/** Path of one of a question's files. */
export function mailPath(folder: MailFolder, key: string, kind: MailKind): string {
	return join(folder.path, `${key}.${kind}`);
}

/** @returns undefined for a name that no file of the mailbox has. */
export function parseMailName(
	name: string,
): { readonly key: string; readonly kind: MailKind } | undefined {
	const [, key, kind] = NAME.exec(name) ?? [];
	return key === undefined || kind === undefined ? undefined : { key, kind: kind as MailKind };
}

/** Whether a name is that of the host's announcement, which is never swept away. */
export const isHostName = (name: string): boolean => name === HOST;
