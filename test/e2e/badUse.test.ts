import { DatabaseSync } from 'node:sqlite';
import {
	chmodSync,
	closeSync,
	mkdirSync,
	openSync,
	readdirSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import { storePaths } from '../../src/engine/store/storePaths';
import { WriterLock } from '../../src/engine/store/writerLock';
import type { IndexSummary } from '../../src/shared/types';
import { lodestone, lodestoneJson, temporaryFolder } from './support/cli';
import { writeProject } from './support/project';

const folder = temporaryFolder('bad');
const project = join(folder.path, 'project');
const file = join(folder.path, 'file.txt');
const empty = join(folder.path, 'empty');
let serial = 0;
/** A store of its own for each case, with an index of the project in it when asked for. */
async function store(indexed = true): Promise<string> {
	const path = join(folder.path, `store${serial++}`);
	if (indexed) expect((await lodestone(['index', project, '--store', path])).code).toBe(0);
	return path;
}

beforeAll(() => {
	writeProject(project);
	mkdirSync(empty);
	writeFileSync(file, 'not a folder\n');
});
afterAll(() => folder.remove());

/** One sentence or two on standard error, no stack, nothing on standard output. */
function expectOneSentence(ended: { out: string; err: string }): void {
	expect(ended.out).toBe('');
	expect(ended.err.trim().split('\n')).toHaveLength(1);
	expect(ended.err).not.toMatch(/^\s+at /m);
	expect(ended.err).toMatch(/[.?]\n$/);
}

describe('wrong use', () => {
	const cases: [what: string, args: string[], code: number, sentence: RegExp][] = [
		['an unknown command', ['find', '.'], 2, /no command "find"/],
		['an unknown option', ['search', '.', 'x', '--fuzzy'], 2, /no option --fuzzy/],
		[
			'a value out of bounds',
			['search', '.', 'x', '--limit', '0'],
			2,
			/--limit takes a whole number/,
		],
		['no question', ['search', '.'], 2, /takes a folder and a question/],
		['an unknown mode', ['search', '.', 'x', '--mode', 'magic'], 2, /--mode does not know "magic"/],
		[
			'a folder that is not there',
			['index', join(folder.path, 'nowhere')],
			2,
			/no folder .*nowhere/,
		],
		['a file in place of a folder', ['index', file], 2, /file\.txt is a file, not a folder/],
		[
			'a file in place of the store',
			['index', project, '--store', file],
			2,
			/a file is in its place/,
		],
		['an empty folder', ['index', empty], 1, /is empty: there is nothing to index/],
	];
	it.each(cases)('%s', async (_what, args, code, sentence) => {
		const ended = await lodestone(
			args.includes('--store') ? args : [...args, '--store', await store(false)],
		);
		expect(ended.err).toMatch(sentence);
		expect(ended.code).toBe(code);
		expectOneSentence(ended);
	});
	it('prints the help on standard error and exits with 2 without a command', async () => {
		const ended = await lodestone([]);
		expect(ended).toMatchObject({ code: 2, out: '' });
		expect(ended.err).toContain('Usage: lodestone COMMAND');
	});
	it('an empty folder still gives scripts their object', async () => {
		const ended = await lodestone(['index', empty, '--json', '--store', await store(false)]);
		expect(ended.code).toBe(1);
		expect(JSON.parse(ended.out)).toMatchObject({ files: 0, chunks: 0 });
		const search = await lodestone(['search', empty, 'x', '--json', '--store', await store(false)]);
		expect(search.code).toBe(1);
		expect(JSON.parse(search.out)).toMatchObject({ results: [] });
	});
});

describe('a store in trouble', () => {
	it('that is read-only', async () => {
		// Rights do not hold root back; nobody may make folders in sysfs.
		const root = process.getuid?.() === 0;
		const place = root ? '/sys/lodestone' : join(folder.path, 'locked');
		if (!root) {
			mkdirSync(place);
			chmodSync(place, 0o500);
		}
		const ended = await lodestone([
			'index',
			project,
			'--store',
			root ? place : join(place, 'store'),
		]);
		expect(ended.code).toBe(1);
		expect(ended.err).toMatch(/cannot be written.*--store/);
		expectOneSentence(ended);
	});
	it('of a newer version', async () => {
		const path = await store();
		const db = new DatabaseSync(storePaths(path, project).catalogue);
		db.exec('PRAGMA user_version = 999');
		db.close();
		for (const args of [
			['index', project],
			['search', project, 'x'],
		]) {
			const ended = await lodestone([...args, '--store', path]);
			expect(ended.code).toBe(1);
			expect(ended.err).toMatch(/newer Lodestone.*Update Lodestone/);
			expectOneSentence(ended);
		}
		expect((await lodestone(['clean', project, '--store', path])).code).toBe(0);
		expect((await lodestone(['index', project, '--store', path])).code).toBe(0);
	});
	it('that another process writes: searching works, indexing says who', async () => {
		const path = await store();
		const lock = WriterLock.tryAcquire(storePaths(path, project), 'the editor');
		expect(lock).toBeDefined();
		try {
			const ended = await lodestone(['index', project, '--store', path]);
			expect(ended.code).toBe(1);
			expect(ended.err).toContain('the editor');
			expectOneSentence(ended);
			const search = await lodestone([
				'search',
				project,
				'derive_digest',
				'--json',
				'--store',
				path,
			]);
			expect(search.code).toBe(0);
			expect((JSON.parse(search.out) as JsonAnswer).results[0]?.path).toBe('auth/credentials.py');
			expect(search.err).toContain('not brought up to date');
			const clean = await lodestone(['clean', project, '--store', path]);
			expect(clean.err).toContain('in use by the editor');
		} finally {
			lock?.release();
		}
	});
	it.each(['header', 'middle', 'cut', 'emptied'] as const)(
		'whose catalogue is damaged (%s) is rebuilt',
		async damage => {
			const path = await store();
			const { catalogue } = storePaths(path, project);
			damageFile(catalogue, damage);
			const answer = await lodestoneJson<JsonAnswer>([
				'search',
				project,
				'where are passwords hashed',
				'--store',
				path,
			]);
			expect(answer.results[0]?.path).toBe('auth/credentials.py');
			// Vectors are kept apart: nothing is embedded again.
			expect(await lodestoneJson<IndexSummary>(['index', project, '--store', path])).toMatchObject({
				embedded: 0,
			});
			expect((await lodestone(['verify', project, '--store', path])).code).toBe(0);
		},
	);
	it('whose vectors are damaged is rebuilt', async () => {
		const path = await store();
		damageFile(join(path, 'embeddings.sqlite'), 'header');
		const answer = await lodestoneJson<JsonAnswer>([
			'search',
			project,
			'where are passwords hashed',
			'--store',
			path,
		]);
		expect(answer.results[0]?.path).toBe('auth/credentials.py');
		expect((await lodestone(['verify', project, '--store', path])).code).toBe(0);
	});
	it('of which anything is missing is rebuilt', async () => {
		const path = await store();
		const { index } = storePaths(path, project);
		for (const name of readdirSync(index)) truncateSync(join(index, name), 0);
		const answer = await lodestoneJson<JsonAnswer>([
			'search',
			project,
			'where are passwords hashed',
			'--store',
			path,
		]);
		expect(answer.results[0]?.path).toBe('auth/credentials.py');
	});
});

function damageFile(path: string, how: 'header' | 'middle' | 'cut' | 'emptied'): void {
	const { size } = statSync(path);
	if (how === 'cut') {
		truncateSync(path, Math.floor(size / 2));
		return;
	}
	if (how === 'emptied') {
		truncateSync(path, 0);
		return;
	}
	const fd = openSync(path, 'r+');
	const from = how === 'header' ? 0 : Math.floor(size / 3);
	writeSync(fd, Buffer.alloc(Math.min(8192, size - from), 0xa5), 0, undefined, from);
	closeSync(fd);
}
