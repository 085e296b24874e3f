import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkFolder } from '../../../src/engine/scan/walkFolder';
import { ALL, Sandbox } from './support/gitSandbox';
import { makeNastyTree } from './support/nastyTree';

const RULES = { maxFileBytes: 4000 };
const asRoot = process.getuid?.() === 0;

describe('walking a nasty tree', () => {
	const sandbox = new Sandbox();
	let expected: string[];
	let walked: Awaited<ReturnType<Sandbox['walk']>>;
	beforeAll(async () => {
		expected = makeNastyTree(sandbox);
		walked = await sandbox.walk(RULES);
	});
	afterAll(() => sandbox.dispose());
	const reasonOf = (file: string): string | undefined => walked.skipped.get(file)?.reason;

	it('finds each file once, and only those', () => {
		expect([...walked.files].sort()).toEqual(expected);
	});

	it('says of each link where it leads', () => {
		expect(
			Object.fromEntries(
				[...walked.skipped]
					.filter(([file]) => file.startsWith('links/'))
					.map(([file, { reason }]) => [file, reason]),
			),
		).toEqual({
			'links/self': 'link-loop',
			'links/deep/up': 'link-loop',
			'links/top': 'link-loop',
			'links/a.py': 'link-loop',
			'links/b.py': 'link-loop',
			'links/outside': 'link-outside',
			'links/outside.py': 'link-outside',
			'links/sibling': 'link-outside',
			'links/dangling.py': 'vanished',
			'links/alias.py': 'link-inside',
			'links/alias-folder': 'link-inside',
		});
		expect(walked.skipped.get('links/alias.py')?.detail).toContain('links/real.py');
	});

	it('says why everything else is left out', () => {
		expect(reasonOf('rights/pipe.py')).toBe('not-a-file');
		expect(reasonOf('empty.py')).toBe('empty');
		expect(walked.skipped.get('big.py')?.detail).toBe('5000 bytes, over the limit of 4000 bytes');
		expect(reasonOf('names/latin1-\ufffd.p')).toBe('bad-name');
		expect(reasonOf('names/folder-\ufffd')).toBe('bad-name');
		expect(reasonOf('node_modules')).toBe('dependencies');
		expect(reasonOf('.env')).toBe('secret');
		expect(reasonOf('config/id_fake.pem')).toBe('secret');
		expect(reasonOf('yarn.lock')).toBe('lock-file');
		expect(reasonOf('generated/api.pb.go')).toBe('generated');
		expect(walked.skipped.get('ignore/build')).toEqual({
			path: 'ignore/build',
			isFolder: true,
			reason: 'gitignore',
			detail: 'rule "build/" in ignore/.gitignore, line 3',
		});
	});

	it('goes the same way each time, files before folders', async () => {
		const again = await sandbox.walk(RULES);
		expect(again.files).toEqual(walked.files);
		expect([...again.skipped.keys()]).toEqual([...walked.skipped.keys()]);
	});

	it('walks the same tree through a link to its root', async () => {
		const alias = path.join(sandbox.base, 'alias');
		symlinkSync(sandbox.root, alias);
		const { files, skipped } = await sandbox.walk(RULES, alias);
		expect(files).toEqual(walked.files);
		expect(skipped).toEqual(walked.skipped);
	});

	it.skipIf(asRoot)('reports what it may not read', async () => {
		sandbox.write({ 'rights/closed/x.py': 'x' });
		chmodSync(path.join(sandbox.root, 'rights/closed'), 0);
		const { skipped } = await sandbox.walk(RULES);
		chmodSync(path.join(sandbox.root, 'rights/closed'), 0o700);
		expect(skipped.get('rights/closed')).toMatchObject({ reason: 'no-permission', isFolder: true });
	});
});

describe('walking', () => {
	it('refuses a root that is missing or a file', async () => {
		const sandbox = new Sandbox();
		sandbox.write({ 'a.py': 'x' });
		const at = (name: string): Promise<unknown> => sandbox.walk({}, path.join(sandbox.root, name));
		await expect(at('nowhere')).rejects.toMatchObject({ code: 'not-found' });
		await expect(at('a.py')).rejects.toMatchObject({ code: 'not-a-folder' });
		sandbox.dispose();
	});

	it('finds nothing in an empty folder', async () => {
		const sandbox = new Sandbox();
		expect(await sandbox.walk()).toEqual({ files: [], skipped: new Map() });
		sandbox.dispose();
	});

	it('lets other work run, hands over small batches, stops when told, survives files that vanish', async () => {
		const sandbox = new Sandbox();
		for (let folder = 0; folder < 20; folder++) {
			mkdirSync(path.join(sandbox.root, `d${folder}`));
			for (let i = 0; i < 50; i++)
				writeFileSync(path.join(sandbox.root, `d${folder}/f${i}.py`), 'x');
		}
		let turns = 0;
		const timer = setInterval(() => turns++, 1);
		let files = 0;
		let largest = 0;
		for await (const batch of walkFolder(sandbox.root, ALL)) {
			if (files === 0) rmSync(path.join(sandbox.root, 'd19'), { recursive: true });
			files += batch.files.length;
			largest = Math.max(largest, batch.files.length + batch.skipped.length);
			const from = performance.now();
			while (performance.now() - from < 4);
		}
		clearInterval(timer);
		expect(files).toBe(950);
		expect(largest).toBeLessThanOrEqual(300);
		expect(turns).toBeGreaterThan(0);

		const stop = new AbortController();
		const cut = async (): Promise<void> => {
			const batches = walkFolder(sandbox.root, ALL, { signal: stop.signal });
			await batches.next();
			stop.abort();
			while ((await batches.next()).done !== true);
		};
		await expect(cut()).rejects.toMatchObject({ code: 'cancelled' });
		sandbox.dispose();
	});
});
