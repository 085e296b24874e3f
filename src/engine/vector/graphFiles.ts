import { createHash } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphShape } from './graphProtocol';

const FORMAT = 1;
const MANIFEST = 'graph.json';
const OURS = /^graph-\d+\.(hnsw|slots)(\.tmp)?$|^graph\.json\.tmp$/;

/** Describes the one generation that counts; renamed into place last. */
export interface GraphManifest extends GraphShape {
	readonly format: number;
	readonly generation: number;
	readonly count: number;
	/** Model, tokenizer and text format that made the vectors. */
	readonly fingerprint: string;
	readonly projection: string;
	readonly sha256: string;
	readonly bytes: number;
	readonly slotsSha256: string;
}

/** A label of the graph and a hash of the row that it was inserted with; hash 0 = stale, never to be used again. */
export interface GraphLabels {
	readonly labels: Uint32Array;
	readonly hashes: Uint32Array;
}

/** Bytes read at a time for a checksum. */
const PIECE_BYTES = 1 << 20;
/** The buffer of the last checksum, for the next one. */
let spare: Buffer | undefined;

/**
 * Checksum of a file, in hex digits. Reads into one buffer that is kept: a stream makes one for each piece, outside V8's heap where garbage is
 * noticed late, and a graph is saved after every few saves of a small folder.
 *
 * @throws What opening and reading throw, as `node:fs` does.
 */
export async function fileSha256(path: string): Promise<string> {
	const hash = createHash('sha256');
	const piece = spare ?? Buffer.allocUnsafeSlow(PIECE_BYTES);
	spare = undefined;
	const file = await open(path, 'r');
	try {
		for (;;) {
			const { bytesRead } = await file.read(piece, 0, piece.length, null);
			if (bytesRead === 0) break;
			hash.update(piece.subarray(0, bytesRead));
		}
	} finally {
		await file.close();
		spare = piece;
	}
	return hash.digest('hex');
}

/** FNV-1a over the words of an int8 row; never 0. */
export function rowHash(row: Int8Array): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i + 3 < row.length; i += 4) {
		const word =
			((row[i] ?? 0) & 255) |
			(((row[i + 1] ?? 0) & 255) << 8) |
			(((row[i + 2] ?? 0) & 255) << 16) |
			((row[i + 3] ?? 0) << 24);
		hash = Math.imul(hash ^ word, 0x01000193);
		hash ^= hash >>> 15;
	}
	return hash >>> 0 || 1;
}

export function graphPath(folder: string, generation: number): string {
	return join(folder, `graph-${generation}.hnsw`);
}

/** @returns undefined when there is none, or none of this format. */
export async function readManifest(folder: string): Promise<GraphManifest | undefined> {
	try {
		const parsed: unknown = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8'));
		return isManifest(parsed) ? parsed : undefined;
	} catch {
		// Missing, cut off or unreadable: the graph is only a cache.
		return undefined;
	}
}

function isManifest(value: unknown): value is GraphManifest {
	if (typeof value !== 'object' || value === null) return false;
	const fields = value as Partial<Record<keyof GraphManifest, unknown>>;
	const numbers = [
		fields.generation,
		fields.count,
		fields.dims,
		fields.m,
		fields.efConstruction,
		fields.bytes,
	];
	const texts = [fields.fingerprint, fields.projection, fields.sha256, fields.slotsSha256];
	return (
		fields.format === FORMAT &&
		numbers.every(number => Number.isSafeInteger(number) && (number as number) >= 0) &&
		texts.every(text => typeof text === 'string')
	);
}

/** @returns undefined when the file is missing or not the one that the manifest names. */
export async function readLabels(
	folder: string,
	manifest: GraphManifest,
): Promise<GraphLabels | undefined> {
	let bytes: Buffer;
	try {
		bytes = await readFile(slotsPath(folder, manifest.generation));
	} catch {
		return undefined;
	}
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	if (sha256 !== manifest.slotsSha256 || bytes.length !== 8 * manifest.count) return undefined;
	const labels = new Uint32Array(manifest.count);
	const hashes = new Uint32Array(manifest.count);
	for (let i = 0; i < manifest.count; i++) {
		labels[i] = bytes.readUInt32LE(8 * i);
		hashes[i] = bytes.readUInt32LE(8 * i + 4);
	}
	return { labels, hashes };
}

/**
 * Makes a generation the one that counts: slots beside, manifest beside, rename, fsync of the folder, and only then are older
 * generations removed. A crash at any point leaves the old or the new one whole.
 */
export async function commitGeneration(
	folder: string,
	manifest: Omit<GraphManifest, 'format' | 'slotsSha256'>,
	{ labels, hashes }: GraphLabels,
): Promise<void> {
	const bytes = Buffer.alloc(8 * labels.length);
	labels.forEach((label, i) => {
		bytes.writeUInt32LE(label, 8 * i);
		bytes.writeUInt32LE(hashes[i] ?? 0, 8 * i + 4);
	});
	await writeDurably(slotsPath(folder, manifest.generation), bytes);
	const slotsSha256 = createHash('sha256').update(bytes).digest('hex');
	const full: GraphManifest = { ...manifest, format: FORMAT, slotsSha256 };
	await writeDurably(join(folder, MANIFEST), Buffer.from(JSON.stringify(full, undefined, '\t')));
	await removeGenerations(folder, manifest.generation);
}

/** Removes all graph files of an index folder but those of one generation. */
export async function removeGenerations(folder: string, keep?: number): Promise<void> {
	const names = await readdir(folder).catch(() => []);
	if (keep === undefined) await rm(join(folder, MANIFEST), { force: true });
	const kept = keep === undefined ? [] : [`graph-${keep}.hnsw`, `graph-${keep}.slots`];
	for (const name of names) {
		if (OURS.test(name) && !kept.includes(name)) await rm(join(folder, name), { force: true });
	}
}

function slotsPath(folder: string, generation: number): string {
	return join(folder, `graph-${generation}.slots`);
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
	const file = await open(`${path}.tmp`, 'w', 0o600);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(`${path}.tmp`, path);
	if (process.platform === 'win32') return;
	const folder = await open(join(path, '..'), 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
