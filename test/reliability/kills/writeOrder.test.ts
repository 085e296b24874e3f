import { createHash } from 'node:crypto';
import type * as Fs from 'node:fs';
import type * as FsPromises from 'node:fs/promises';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import {
	commitGeneration,
	fileSha256,
	graphPath,
	readLabels,
	readManifest,
} from '../../../src/engine/vector/graphFiles';
import { GraphHost, type Hnsw } from '../../../src/engine/vector/graphHost';
import { record } from '../support/figures';
import { statesAfter, type FileOp, type Found } from './crashModel';

const { ops, paths } = vi.hoisted(() => ({
	ops: [] as FileOp[],
	paths: new Map<number, string>(),
}));

vi.mock('node:fs', async load => {
	const fs = await load<typeof Fs>();
	return {
		...fs,
		openSync: (path: string, flags: string, mode?: number) => {
			const fd = fs.openSync(path, flags, mode);
			paths.set(fd, path);
			return fd;
		},
		fsyncSync: (fd: number) => {
			const path = paths.get(fd) ?? '?';
			ops.push({ op: fs.fstatSync(fd).isDirectory() ? 'syncFolder' : 'sync', path });
		},
		renameSync: (from: string, to: string) => {
			ops.push({ op: 'rename', from, to });
			fs.renameSync(from, to);
		},
		rmSync: (path: string, options?: Fs.RmOptions) => {
			if (fs.existsSync(path)) ops.push({ op: 'remove', path });
			fs.rmSync(path, options);
		},
	};
});
vi.mock('node:fs/promises', async load => {
	const fs = await load<typeof FsPromises>();
	return {
		...fs,
		open: async (path: string, flags: string, mode?: number) => {
			const file = await fs.open(path, flags, mode);
			const isFolder = (await file.stat()).isDirectory();
			return {
				writeFile: async (bytes: Buffer) => {
					ops.push({ op: 'write', path, bytes: Buffer.from(bytes) });
					await file.writeFile(bytes);
				},
				sync: async () => {
					ops.push({ op: isFolder ? 'syncFolder' : 'sync', path });
					await file.sync();
				},
				read: (bytes: Buffer, offset: number, length: number, position: number | null) =>
					file.read(bytes, offset, length, position),
				close: () => file.close(),
			};
		},
		rename: async (from: string, to: string) => {
			ops.push({ op: 'rename', from, to });
			await fs.rename(from, to);
		},
		rm: async (path: string, options?: Fs.RmOptions) => {
			const there = await fs.stat(path).then(
				() => true,
				() => false,
			);
			if (there) ops.push({ op: 'remove', path });
			await fs.rm(path, options);
		},
	};
});

/** hnswlib as far as files go: native code writes a file and never syncs it. */
class PaperHnsw implements Hnsw {
	#points = 0;
	initIndex(): void {
		this.#points = 0;
	}
	resizeIndex(): void {
		// As large as it needs to be.
	}
	addPoint(): void {
		this.#points++;
	}
	searchKnn() {
		return { neighbors: [] };
	}
	setEf(): void {
		// Nothing is searched.
	}
	getCurrentCount(): number {
		return this.#points;
	}
	getMaxElements(): number {
		return 1_000;
	}
	readIndexSync(): void {
		throw new Error('not read here');
	}
	writeIndexSync(path: string): void {
		const bytes = Buffer.from(`${this.#points} points `.repeat(50));
		ops.push({ op: 'write', path, bytes });
		writeFileSync(path, bytes);
	}
}

const folder = mkdtempSync(join(tmpdir(), 'lodestone-order-'));
const shape = { dims: 4, m: 16, efConstruction: 200 };
const host = new GraphHost(PaperHnsw);

async function saveGeneration(generation: number): Promise<void> {
	const path = graphPath(folder, generation);
	await host.call('add', {
		graph: 'g',
		labels: Uint32Array.of(generation),
		rows: new Int8Array(384),
	});
	const { sha256, bytes } = await host.call('save', { graph: 'g', path });
	const labels = Uint32Array.from({ length: generation }, (_, i) => i);
	await commitGeneration(
		folder,
		{
			...shape,
			generation,
			count: labels.length,
			fingerprint: 'f',
			projection: 'p',
			sha256,
			bytes,
		},
		{ labels, hashes: labels.map(label => label + 1) },
	);
}

function content(): Found {
	return new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]));
}

/** What a start makes of a folder: the generation that it takes, whole, or what is wrong. */
async function recovered(found: Found): Promise<string> {
	const at = mkdtempSync(join(tmpdir(), 'lodestone-found-'));
	try {
		for (const [name, bytes] of found) writeFileSync(join(at, name), bytes);
		const manifest = await readManifest(at);
		if (manifest === undefined) return 'no manifest';
		if ((await readLabels(at, manifest)) === undefined) return 'labels do not fit the manifest';
		const graph = await fileSha256(graphPath(at, manifest.generation)).catch(() => 'missing');
		return graph === manifest.sha256 ? `generation ${manifest.generation}` : 'graph does not fit';
	} finally {
		rmSync(at, { recursive: true, force: true });
	}
}

beforeEach(() =>
	host.call('create', { graph: 'g', shape, axes: new Float32Array(4 * 384), capacity: 10 }),
);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a power loss at any point of a save leaves the old generation whole, or the new one', async () => {
	await saveGeneration(1);
	const before = content();
	ops.length = 0;
	await saveGeneration(2);
	const done = [...ops];
	expect(done.map(each => each.op)).toContain('syncFolder');
	const seen = new Map<string, string>();
	let states = 0;
	for (let length = 0; length <= done.length; length++)
		for (const found of statesAfter(before, done.slice(0, length))) {
			const fingerprint = [...found]
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([name, bytes]) => `${name} ${createHash('sha1').update(bytes).digest('hex')}`)
				.join('\n');
			let result = seen.get(fingerprint);
			if (result === undefined) seen.set(fingerprint, (result = await recovered(found)));
			states++;
			expect(result, `after ${length} of ${done.length} operations`).toMatch(/^generation [12]$/);
		}
	expect(new Set(seen.values())).toEqual(new Set(['generation 1', 'generation 2']));
	// Once the save has returned it is the new one that is found.
	for (const found of statesAfter(before, done))
		expect(await recovered(found)).toBe('generation 2');
	record('power', { 'states after a power loss': states });
});
