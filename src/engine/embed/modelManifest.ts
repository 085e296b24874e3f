import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LodestoneError } from '../../shared/errors';

/** One file that the model consists of, as `models/manifest.json` states it. */
export interface ModelFile {
	readonly name: string;
	readonly bytes: number;
	/** 64 hex digits. */
	readonly sha256: string;
}

export type ModelPart = 'model' | 'tokenizer' | 'draft';

/** `models/manifest.json`: what the embedding model is and how to know its files. */
export interface ModelManifest {
	readonly id: string;
	readonly dimensions: number;
	/** Longest input that the model is good for, [CLS] and [SEP] included. */
	readonly maxTokens: number;
	readonly pooling: string;
	/**
	 * SHA-256 of the first draft table that had the IDF of the present one: the IDF chooses the identifiers of a text, so texts and refined
	 * vectors stay the same from that table on.
	 */
	readonly idfOf: string;
	readonly files: Readonly<Record<ModelPart, ModelFile>>;
}

const REMEDY = 'Install Lodestone again, or build it anew from its repository.';

function missing(message: string, cause?: unknown): LodestoneError {
	return new LodestoneError('model-missing', message, REMEDY, { cause });
}

function isFile(value: unknown): value is ModelFile {
	if (typeof value !== 'object' || value === null) return false;
	const { name, bytes, sha256 } = value as Partial<Record<keyof ModelFile, unknown>>;
	return (
		typeof name === 'string' &&
		/^[\w.-]+$/.test(name) &&
		typeof bytes === 'number' &&
		typeof sha256 === 'string' &&
		/^[0-9a-f]{64}$/.test(sha256)
	);
}

function isManifest(value: unknown): value is ModelManifest {
	if (typeof value !== 'object' || value === null) return false;
	const { id, dimensions, maxTokens, pooling, idfOf, files } = value as Partial<
		Record<keyof ModelManifest, unknown>
	>;
	if (typeof id !== 'string' || typeof pooling !== 'string') return false;
	if (typeof idfOf !== 'string') return false;
	if (typeof dimensions !== 'number' || typeof maxTokens !== 'number') return false;
	if (typeof files !== 'object' || files === null) return false;
	const parts = files as Partial<Record<ModelPart, unknown>>;
	return isFile(parts.model) && isFile(parts.tokenizer) && isFile(parts.draft);
}

/**
 * Reads `manifest.json` of a model folder.
 * @throws {LodestoneError} `model-missing` if it is not there or not a manifest.
 */
export function readModelManifest(folder: string): ModelManifest {
	const path = join(folder, 'manifest.json');
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		throw missing(`The embedding model's manifest ${path} cannot be read.`, error);
	}
	if (!isManifest(value)) throw missing(`${path} is not a model manifest.`);
	return value;
}

/** Hashing in pieces keeps the 22 MB model out of the JavaScript heap. */
const PIECE_BYTES = 1 << 20;

/** Calls `action` and turns what the file system throws into `model-missing`. */
function reading<T>(path: string, action: () => T): T {
	try {
		return action();
	} catch (error) {
		if (error instanceof LodestoneError) throw error;
		throw missing(`The model file ${path} cannot be read.`, error);
	}
}

/** The size first: a wrong file of many gigabytes is not read at all. */
function checkSize(path: string, file: ModelFile): void {
	const { size } = statSync(path);
	if (size === file.bytes) return;
	throw missing(`${path} is damaged: it has ${size} bytes instead of ${file.bytes}.`);
}

function checkHash(path: string, file: ModelFile, sha256: string): void {
	if (sha256 === file.sha256) return;
	throw missing(`${path} is damaged: its checksum differs from the manifest's.`);
}

/**
 * Reads one file of the model after checking its size and sha256 against the manifest.
 * @throws {LodestoneError} `model-missing`.
 */
export function readModelFile(folder: string, manifest: ModelManifest, part: ModelPart): Buffer {
	const file = manifest.files[part];
	const path = join(folder, file.name);
	return reading(path, () => {
		checkSize(path, file);
		const bytes = readFileSync(path);
		checkHash(path, file, createHash('sha256').update(bytes).digest('hex'));
		return bytes;
	});
}

/**
 * Checks one file of the model against the manifest, so that no damaged file reaches native code. About 20 ms for 22 MB.
 * @returns Its absolute path.
 * @throws {LodestoneError} `model-missing`.
 */
export function verifyModelFile(folder: string, manifest: ModelManifest, part: ModelPart): string {
	const file = manifest.files[part];
	const path = join(folder, file.name);
	return reading(path, () => {
		checkSize(path, file);
		const hash = createHash('sha256');
		const piece = Buffer.allocUnsafe(PIECE_BYTES);
		const descriptor = openSync(path, 'r');
		try {
			for (;;) {
				const count = readSync(descriptor, piece, 0, PIECE_BYTES, null);
				if (count === 0) break;
				hash.update(piece.subarray(0, count));
			}
		} finally {
			closeSync(descriptor);
		}
		checkHash(path, file, hash.digest('hex'));
		return path;
	});
}
