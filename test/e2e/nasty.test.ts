import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonAnswer } from '../../src/cli/jsonShapes';
import type { Explanation, IndexSummary } from '../../src/shared/types';
import { lodestone, lodestoneJson, temporaryFolder, type Ended } from './support/cli';
import { corpus } from './support/corpus';

const folder = temporaryFolder('nasty');
const store = join(folder.path, 'store');
const at = ['--store', store];
let nasty: string;
let ended: Ended;
let markers: ReadonlyMap<string, string>;

beforeAll(async () => {
	nasty = corpus('nasty');
	ended = await lodestone(['index', nasty, '--draft', '--json', ...at]);
	const manifest = JSON.parse(readFileSync(`${nasty}.manifest.json`, 'utf8')) as {
		path?: string;
		marker?: string;
	}[];
	markers = new Map(
		manifest.flatMap(m =>
			m.path !== undefined && m.marker !== undefined ? [[m.path, m.marker]] : [],
		),
	);
});
afterAll(() => folder.remove());

const find = async (word: string): Promise<string[]> =>
	(
		await lodestoneJson<JsonAnswer>([
			'search',
			nasty,
			word,
			'--mode',
			'keyword',
			'--draft',
			'--no-update',
			'--limit',
			'50',
			...at,
		])
	).results.map(r => r.path);

describe('a tree made of trouble', () => {
	it('indexes without a crash, and counts what it skips by reason', () => {
		expect(ended.code).toBe(0);
		const summary = JSON.parse(ended.out) as IndexSummary;
		expect(summary.files).toBeGreaterThan(5000);
		expect(summary.skipped).toMatchObject({
			binary: expect.any(Number) as number,
			secret: expect.any(Number) as number,
			'lock-file': 3,
		});
	});
	it.each(['FAKE_SECRET_MUST_NOT_BE_INDEXED', 'OUTSIDE_MUST_NOT_BE_INDEXED'])(
		'%s is nowhere in the store',
		word => {
			const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter(e =>
				e.isFile(),
			);
			expect(files.length).toBeGreaterThan(1);
			for (const { parentPath, name } of files) {
				const bytes = readFileSync(join(parentPath, name), 'latin1').toLowerCase();
				expect(bytes.includes(word.toLowerCase())).toBe(false);
			}
		},
	);
	it.each([
		'content/utf16le.ts',
		'content/utf16be.ts',
		'content/utf8-bom.py',
		'content/crlf.py',
		'content/cr-only.js',
		'content/astral.js',
		'content/broken.ts',
		'content/script',
		'names/emoji-🔥👩‍💻.py',
		'names/new\nline.py',
		'names/-rf.py',
		'names/back\\slash.py',
		'src/ordinary.py',
		'packages/a/index.js',
		'ignore/keep.py',
	])('%j is found by its marker', async path => {
		expect(await find(markers.get(path) ?? 'no marker')).toContain(path);
	});
	it.each([
		['content/video.ts', 'binary'],
		['content/bundle.min.js', undefined],
		['content/sparse.py', 'too-large'],
		['links/outside.py', 'link-outside'],
		['rights/pipe.py', 'not-a-file'],
		['node_modules/left/index.js', 'dependencies'],
		['.env', 'secret'],
		['ignore/drop.py', 'gitignore'],
		['package-lock.json', 'lock-file'],
	])('%s is left out, and explain says why', async (path, reason) => {
		const answer = await lodestoneJson<Explanation>(['explain', nasty, path, ...at]);
		expect(answer.indexed).toBe(false);
		if (reason !== undefined) expect(answer.reason).toBe(reason);
		expect(answer.detail).not.toBe('');
	});
});
