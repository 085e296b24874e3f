import { hostname } from 'node:os';
import type { StorePaths } from '../store/storePaths';
import { MAIL_PROTOCOL, mailFolder, type MailFolder } from './mailFolder';
import { readPrivate } from './privateFile';

/** Who answers in a mailbox, and for what. */
export interface Announcement {
	readonly protocol: number;
	/** Of the product: answers of another version may have another shape. */
	readonly version: string;
	readonly pid: number;
	/** A process number means nothing on another computer, or in a container, that shares the store. */
	readonly machine: string;
	readonly startedMs: number;
	/** Real path of the folder. */
	readonly root: string;
	/** The rules that the window indexes by, as `rulesText` writes them. */
	readonly rules: string;
	/** Whether this engine writes the index; a window that only reads it answers while no writer does. */
	readonly writer: boolean;
}

const MAX_BYTES = 256 * 1024;
const MACHINE = hostname();

/** The announcement of this process. */
export function announcementOf(
	what: Pick<Announcement, 'version' | 'root' | 'rules' | 'writer'>,
): Announcement {
	return {
		...what,
		protocol: MAIL_PROTOCOL,
		pid: process.pid,
		machine: MACHINE,
		startedMs: Math.round(performance.timeOrigin),
	};
}

/** What stands in the mailbox; undefined where nothing does, or nothing that is understood. Whether it is true is another question. */
export function readAnnouncement(folder: MailFolder): Announcement | undefined {
	const file = readPrivate(folder.host, MAX_BYTES);
	if (file === undefined) return undefined;
	try {
		return parsed(JSON.parse(file.text));
	} catch {
		return undefined;
	}
}

/** The window whose engine answers agents about a folder now; undefined where there is none. */
export function answeringWindow(paths: StorePaths): Announcement | undefined {
	const found = readAnnouncement(mailFolder(paths));
	return found !== undefined && isLive(found) ? found : undefined;
}

/** Whether the process that announced itself still runs here. An announcement of another computer cannot be checked, so it does not count. */
export function isLive({ pid, machine }: Announcement): boolean {
	if (machine !== MACHINE) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		// Also one that may not be signalled: it is not of this person, so it took the number of one that is gone.
		return false;
	}
}

/** Whether two announcements are of one process. */
export function isSame(a: Announcement | undefined, b: Announcement): boolean {
	return a?.pid === b.pid && a.machine === b.machine && a.startedMs === b.startedMs;
}

function parsed(value: unknown): Announcement | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { protocol, version, pid, machine, startedMs, root, rules, writer } = value as Partial<
		Record<keyof Announcement, unknown>
	>;
	if (typeof protocol !== 'number' || typeof startedMs !== 'number') return undefined;
	// 0 and negative numbers mean groups of processes to kill(2).
	if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return undefined;
	if (typeof version !== 'string' || typeof machine !== 'string') return undefined;
	if (typeof root !== 'string' || typeof rules !== 'string') return undefined;
	return { protocol, version, pid, machine, startedMs, root, rules, writer: writer === true };
}
