import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { redact } from '../../shared/redact';
import { storeError } from './storePaths';

/** A question, a file that was opened for it, and how often. Newest last. */
export interface OpenedEntry {
	readonly query: string;
	readonly path: string;
	readonly times: number;
}

const FILE = 'opened.json';
const FORMAT = 1;
/** Entries kept; the oldest go first. */
export const MAX_ENTRIES = 500;
const MAX_QUERY_CHARS = 400;
const MAX_PATH_CHARS = 1_000;

/**
 * What the person opened for which question, in one index's folder: a small file that nobody but the user can read. It is written only
 * while the person has turned learning on. A file that is missing or damaged reads as empty.
 */
export class OpenedFile {
	readonly #file: string;

	/** @param folder The index's folder in the store. */
	constructor(folder: string) {
		this.#file = join(folder, FILE);
	}

	read(): OpenedEntry[] {
		let value: unknown;
		try {
			value = JSON.parse(readFileSync(this.#file, 'utf8'));
		} catch {
			return [];
		}
		const { format, entries } = (typeof value === 'object' && value !== null ? value : {}) as {
			format?: unknown;
			entries?: unknown;
		};
		if (format !== FORMAT || !Array.isArray(entries)) return [];
		return entries.filter(isEntry).slice(-MAX_ENTRIES);
	}

	/**
	 * Adds an opening, or counts it where the same file was opened for the same question. Credentials in the question are hidden before
	 * it is written.
	 *
	 * @param query Without operators; '' is not kept.
	 * @returns all entries as they are now.
	 * @throws {LodestoneError} `store-read-only`, `disk-full`.
	 */
	add(query: string, path: string): OpenedEntry[] {
		const text = redact(query.trim()).slice(0, MAX_QUERY_CHARS);
		const entries = this.read();
		if (text === '' || path.length > MAX_PATH_CHARS) return entries;
		const same = (entry: OpenedEntry): boolean => entry.query === text && entry.path === path;
		const times = (entries.find(same)?.times ?? 0) + 1;
		const kept = [...entries.filter(entry => !same(entry)), { query: text, path, times }].slice(
			-MAX_ENTRIES,
		);
		// Whole or not at all: a reader in another process never sees half a file.
		const fresh = `${this.#file}.${randomBytes(4).toString('hex')}`;
		try {
			writeFileSync(fresh, JSON.stringify({ format: FORMAT, entries: kept }), { mode: 0o600 });
			renameSync(fresh, this.#file);
		} catch (error) {
			rmSync(fresh, { force: true });
			throw storeError(error, this.#file);
		}
		return kept;
	}

	/** @throws {LodestoneError} `store-read-only`. */
	clear(): void {
		try {
			rmSync(this.#file, { force: true });
		} catch (error) {
			throw storeError(error, this.#file);
		}
	}
}

function isEntry(value: unknown): value is OpenedEntry {
	if (typeof value !== 'object' || value === null) return false;
	const { query, path, times } = value as Record<string, unknown>;
	return (
		typeof query === 'string' &&
		query.length <= MAX_QUERY_CHARS &&
		typeof path === 'string' &&
		typeof times === 'number' &&
		times > 0
	);
}
