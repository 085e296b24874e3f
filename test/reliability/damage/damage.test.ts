import { spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine, Folder } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/engine';
import { silentLogger } from '../../../src/engine/ports';
import { storePaths } from '../../../src/engine/store/storePaths';
import type { SearchResponse } from '../../../src/shared/types';
import { RUNTIME } from '../../support/engineOn';
import { embedder, Reference, viewOf, type View } from '../freshness/subject';
import { Workload } from '../kills/driver';
import { record } from '../support/figures';
import { RealEngine } from '../support/realEngine';
import { pick, random, SEED, times } from '../support/scale';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-damage-')));
const root = join(base, 'work');
/** One of a killed process, with its write-ahead logs, and one that was closed in order. */
const SOUND = [join(base, 'killed'), join(base, 'closed')];
const next = random(SEED);
const reference = new Reference(join(base, 'reference'));
let expected: View;

const engineOn = (store: string): Promise<Engine> =>
	createEngine({
		storeRoot: store,
		runtime: RUNTIME,
		logger: silentLogger,
		embedder: () => Promise.resolve(embedder),
		graphMinRows: 60,
	});

beforeAll(async () => {
	new Workload(root, 40, next);
	for (const [i, store] of SOUND.entries()) {
		const engine = await RealEngine.start({ store, env: { LODESTONE_TEST_GRAPH_ROWS: '60' } });
		await engine.open(root);
		await engine.call('update', { folderId: root });
		if (i === 0) await engine.kill();
		else await engine.close();
	}
	expected = await reference.view(root, {}, []);
});
afterAll(async () => {
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

interface Damage {
	readonly file: string;
	readonly how: string;
}

/** Harms one file of a store: a bit, a run of bytes, a lost end, nothing left, or what is not meant to be there. */
function harm(store: string): Damage {
	const files = readdirSync(store, { recursive: true, encoding: 'utf8' })
		.filter(name => statSync(join(store, name)).isFile() && statSync(join(store, name)).size > 0)
		.sort();
	const file = pick(next, files);
	const path = join(store, file);
	const bytes = readFileSync(path);
	const how = pick(next, ['bit', 'bit', 'bits', 'page', 'cut', 'emptied', 'grown', 'zeroed']);
	const at = Math.floor(next() * bytes.length);
	switch (how) {
		case 'bit':
			bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
			break;
		case 'bits':
			for (let i = 0; i < 20; i++) {
				const place = Math.floor(next() * bytes.length);
				bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(next() * 8));
			}
			break;
		case 'page':
			for (let i = at; i < Math.min(at + 4_096, bytes.length); i++)
				bytes[i] = Math.floor(next() * 256);
			break;
		case 'zeroed':
			bytes.fill(0, at, Math.min(at + 4_096, bytes.length));
			break;
		case 'cut':
			truncateSync(path, at);
			return { file, how };
		case 'emptied':
			truncateSync(path, 0);
			return { file, how };
		case 'grown':
			writeFileSync(path, Buffer.concat([bytes, bytes.subarray(at, at + 3_000)]));
			return { file, how };
	}
	writeFileSync(path, bytes);
	return { file, how };
}

/** Every hit must show the text that stands at its span, whatever the index believes. */
function wrongSpans(response: SearchResponse): number {
	let wrong = 0;
	for (const hit of response.groups.flatMap(group => [group.best, ...group.more])) {
		const path = join(root, hit.path);
		const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
		const snippet = hit.snippet;
		if (snippet === undefined) continue;
		if (snippet.lines.some((line, i) => line !== lines[snippet.startLine + i])) wrong++;
		const name = hit.symbol;
		const inside = lines.slice(hit.span.startLine, hit.span.endLine + 1).join('\n');
		if (name !== '' && !inside.includes(name)) wrong++;
	}
	return wrong;
}

/** Functions of files all over the workspace, which a sound index finds by their names. */
const NAMED = ['step0x0', 'step12x1', 'step25x3', 'step39x2'];

/** Those of {@link NAMED} that are not found, by their words and through the vectors. */
async function notFound(folder: Folder): Promise<string[]> {
	const missing: string[] = [];
	for (const name of NAMED)
		for (const mode of ['keyword', 'hybrid'] as const) {
			const { groups } = await folder.search({ query: name, mode, limit: 20 });
			const symbols = groups.flatMap(({ best, more }) => [best, ...more].map(hit => hit.symbol));
			if (!symbols.includes(name)) missing.push(`${name} (${mode})`);
		}
	const { groups } = await folder.search({ query: 'share of an order', mode: 'meaning' });
	if (groups.length === 0) missing.push('anything by its meaning');
	return missing;
}

async function wrongAnswers(folder: Folder): Promise<number> {
	let wrong = 0;
	for (const query of ['step12x1', 'pieces of order 7', 'edition'])
		for (const mode of ['keyword', 'hybrid'] as const)
			wrong += wrongSpans(await folder.search({ query, mode, limit: 20 }));
	return wrong;
}

it('damage of any kind to any file is noticed or harmless, and heals', async () => {
	const tried = times(30, 200);
	let detected = 0;
	let spans = 0;
	const failures: string[] = [];
	const kinds = new Set<string>();
	for (let n = 0; n < tried; n++) {
		const store = join(base, `store${n}`);
		cpSync(SOUND[n % 2] ?? '', store, { recursive: true });
		const { file, how } = harm(store);
		const what = `${file.replace(/.*[\\/]/, '').replace(/\d+/, 'N')} ${how}`;
		kinds.add(what);
		const engine = await engineOn(store);
		try {
			const folder = await engine.open(root);
			// Before anything is healed: answers may be fewer, never wrong.
			spans += await wrongAnswers(folder);
			const report = await folder.verify();
			if (report.problems.length > 0) detected++;
			await folder.update();
			spans += await wrongAnswers(folder);
			// What was found and mended is sound now; what was healed at the opening is told until the next.
			const after = await folder.verify();
			expect(after.problems.filter(problem => !problem.healed)).toEqual([]);
			expect(await viewOf(folder, store, [])).toEqual(expected);
			// And what is stored is what is searched.
			expect(await notFound(folder)).toEqual([]);
		} catch (error) {
			failures.push(
				`damage ${n}, ${what}: ${error instanceof Error ? error.message : String(error)}`,
			);
		} finally {
			await engine.dispose();
			rmSync(store, { recursive: true, force: true });
		}
	}
	expect(failures).toEqual([]);
	expect(spans).toBe(0);
	// A store has parts that are made anew whenever they are opened, but most of it is not: `verify` tells.
	expect(detected).toBeGreaterThan(tried / 8);
	record('damage', {
		'damages tried': tried,
		'damages survived': tried,
		'noticed by verify': detected,
		'kinds of damage': kinds.size,
		'wrong spans': spans,
	});
});

it('vectors and token ids that were altered are not believed', async () => {
	const store = join(base, 'altered');
	const paths = storePaths(store, root);
	const open = async (refine: boolean): Promise<void> => {
		const engine = await engineOn(store);
		const folder = await engine.open(root);
		await folder.update({ refine });
		await engine.dispose();
	};
	await open(false);
	alter(paths.catalogue, 'pending', 'slot', 'ids');
	await open(true);
	// What a refinement may have left over for its damaged ids is made by the next update.
	await open(true);
	expect(vectorsOf(store)).toEqual(vectorsOf(SOUND[1] ?? ''));
	alter(paths.embeddings, 'embeddings', 'key', 'vector');
	await open(true);
	expect(vectorsOf(store)).toEqual(vectorsOf(SOUND[1] ?? ''));
});

/** Flips a bit in every third row's blob, as SQLite would never notice. */
function alter(path: string, table: string, key: string, column: string): void {
	const db = new DatabaseSync(path);
	const rows = db.prepare(`SELECT ${key} AS key, ${column} AS bytes FROM ${table}`).all();
	expect(rows.length).toBeGreaterThan(30);
	const update = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`);
	for (const [i, row] of rows.entries()) {
		if (i % 3 !== 0) continue;
		const bytes = Uint8Array.from(row['bytes'] as Uint8Array);
		bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 2;
		update.run(bytes, row['key'] as Uint8Array);
	}
	db.close();
}

/** Every refined vector of a store, by its key. */
function vectorsOf(store: string): Record<string, string> {
	const db = new DatabaseSync(storePaths(store, root).embeddings);
	const rows = db.prepare('SELECT key, vector FROM embeddings WHERE precision = 2').all();
	db.close();
	return Object.fromEntries(
		rows.map(row => [
			Buffer.from(row['key'] as Uint8Array).toString('hex'),
			Buffer.from(row['vector'] as Uint8Array).toString('hex'),
		]),
	);
}

/** Of hnswlib's file; the elements follow, each with the number of its links (u32), the links, its vector and its label. */
const HEADER_BYTES = 96;

it('a damaged graph never reaches native code, and a whole process survives it', async () => {
	const store = join(base, 'graph');
	cpSync(SOUND[1] ?? '', store, { recursive: true });
	const { index } = storePaths(store, root);
	const graph = readdirSync(index).find(name => name.endsWith('.hnsw'));
	expect(graph, 'a graph was built').toBeDefined();
	const bytes = readFileSync(join(index, graph ?? ''));
	// The header stays, which hnswlib looks at; the links lead to elements that are not there, which it follows without a look.
	const elements = Number(bytes.readBigUInt64LE(16));
	const elementBytes = Number(bytes.readBigUInt64LE(24));
	const linkBytes = Number(bytes.readBigUInt64LE(40));
	expect(HEADER_BYTES + elements * elementBytes).toBeLessThanOrEqual(bytes.length);
	for (let i = 0; i < elements; i++) {
		const at = HEADER_BYTES + i * elementBytes;
		bytes.fill(0x7f, at + 4, at + linkBytes);
	}
	writeFileSync(join(index, graph ?? ''), bytes);
	const other = join(base, 'graph-other');
	cpSync(store, other, { recursive: true });
	// Verifying waits until the graph is loaded, or refused.
	const engine = await RealEngine.start({ store });
	try {
		await engine.open(root);
		const { problems } = await engine.call('verify', { folderId: root });
		expect(problems.map(({ part }) => part)).toContain('graph');
		const request = { query: 'share of the order', mode: 'meaning' as const };
		const { groups } = await engine.call('search', { folderId: root, request });
		expect(groups.length).toBeGreaterThan(0);
		expect(engine.output).toBe('');
	} finally {
		await engine.kill();
	}

	const ended = spawnSync(
		process.execPath,
		['--no-warnings', 'bin/lodestone.js', 'search', root, 'step3x1', '--store', other, '--json'],
		{ encoding: 'utf8' },
	);
	expect(ended.signal).toBeNull();
	expect(ended.status).toBe(0);
	expect(ended.stdout).toContain('step3x1');
});
