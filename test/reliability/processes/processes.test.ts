import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { distinctFile } from '../support/code';
import { McpProcess } from '../support/mcpProcess';
import { record } from '../support/figures';
import { RealEngine } from '../support/realEngine';
import { until } from '../support/until';

let base: string;
let root: string;
let store: string;
const running: RealEngine[] = [];

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-processes-')));
	root = join(base, 'work');
	store = join(base, 'store');
	mkdirSync(root);
	for (let i = 0; i < 20; i++) write(`f${i}.ts`, distinctFile(i, 3));
});
afterEach(async () => {
	for (const engine of running.splice(0)) await engine.kill();
	rmSync(base, { recursive: true, force: true });
});

function write(path: string, text: string): void {
	writeFileSync(join(root, path), text);
}

async function window(): Promise<RealEngine> {
	const engine = await RealEngine.start({ store });
	running.push(engine);
	await engine.open(root);
	return engine;
}

const status = (engine: RealEngine) => engine.call('status', { folderId: root });
const save = (engine: RealEngine, path: string) =>
	engine.call('update', { folderId: root, paths: [path], refine: false });

async function finds(engine: RealEngine, name: string): Promise<boolean> {
	const request = { query: name, mode: 'keyword' as const };
	const { groups } = await engine.call('search', { folderId: root, request });
	return groups.some(group => [group.best, ...group.more].some(hit => hit.symbol === name));
}

function lodestone(...args: string[]) {
	return spawnSync(
		process.execPath,
		['--no-warnings', 'bin/lodestone.js', ...args, '--store', store],
		{
			encoding: 'utf8',
		},
	);
}

it('one writes, the others read and see what was saved within a second', async () => {
	const [first, second] = [await window(), await window()];
	await first.call('update', { folderId: root, refine: false });
	expect((await status(first)).writer).toBe('this');
	expect((await status(second)).writer).toBe('other');
	let slowest = 0;
	for (let n = 0; n < 10; n++) {
		write('f1.ts', distinctFile(1_000 + n, 2));
		await save(first, 'f1.ts');
		const saved = performance.now();
		// The first question after the answer sees it.
		expect(await finds(second, `step${1_000 + n}x1`)).toBe(true);
		slowest = Math.max(slowest, performance.now() - saved);
		expect(await finds(second, `step${999 + n}x1`)).toBe(false);
	}
	// Its status follows too, without a question: within a second, counted in looks that are 50 ms apart, for a machine may be slow.
	write('new.ts', distinctFile(2_000, 2));
	await save(first, 'new.ts');
	let looks = 0;
	await until(async () => {
		looks++;
		return (await status(second)).files === 21;
	});
	expect(looks).toBeLessThanOrEqual(21);
	await expect(save(second, 'f2.ts')).rejects.toMatchObject({ code: 'store-locked' });
	record('processes', { 'reader behind writer, ms': Math.round(slowest) });
});

it('a dead writer is followed by another, who sees what happened in between', async () => {
	const windows = [await window(), await window(), await window()];
	/** The places in `windows` of those that write. */
	const writers = async (): Promise<number[]> => {
		const states = await Promise.all(windows.map(status));
		return states.flatMap(({ writer }, i) => (writer === 'this' ? [i] : []));
	};
	expect(await writers()).toEqual([0]);
	await windows[0]!.call('update', { folderId: root, refine: false });
	for (let n = 0; n < 2; n++) {
		// Any of the readers may have followed the first writer.
		const [place] = await writers();
		const [dead] = windows.splice(place!, 1);
		// The writer dies before it is told of this.
		write(`orphan${n}.ts`, distinctFile(3_000 + n, 2));
		rmSync(join(root, `f${n}.ts`));
		await dead!.kill();
		await until(async () => (await writers()).length === 1);
		for (const engine of windows) {
			await until(() => finds(engine, `step${3_000 + n}x1`));
			expect(await finds(engine, `step${n}x1`)).toBe(false);
		}
	}
	expect((await windows[0]!.call('verify', { folderId: root })).problems).toEqual([]);
});

it('vectors that another process holds up for longer than SQLite waits are made once they can be', async () => {
	const engine = await window();
	await engine.call('update', { folderId: root });
	const other = new DatabaseSync(join(store, 'embeddings.sqlite'));
	other.exec('BEGIN IMMEDIATE');
	write('held.ts', distinctFile(6_000, 2));
	await save(engine, 'held.ts');
	await until(async () => (await status(engine)).state.type === 'error');
	// Found by its words meanwhile.
	expect(await finds(engine, 'step6000x1')).toBe(true);
	other.exec('ROLLBACK');
	other.close();
	// Soon, and not by the look at its health that a folder gets a minute after it was opened.
	await until(async () => {
		const { coverage, state } = await status(engine);
		return state.type === 'ready' && coverage.refined === coverage.chunks;
	}, 30_000);
});

it('the command line beside an open window searches what the window has saved', async () => {
	const engine = await window();
	await engine.call('update', { folderId: root });
	write('f3.ts', distinctFile(4_000, 2));
	await save(engine, 'f3.ts');
	const search = () => lodestone('search', root, 'step4000x1', '--mode', 'keyword', '--json');
	const answer = search();
	expect(answer.status).toBe(0);
	expect(answer.stdout).toContain('step4000x1');
	// The window answered, which knows of every file.
	expect(answer.stderr).not.toContain('not brought up to date');
	// A window that rests may not: then the person is told.
	await engine.call('pause', { folderId: root, why: 'user' });
	const told = search();
	expect(told.stdout).toContain('step4000x1');
	expect(told.stderr).toContain('not brought up to date');
	await engine.call('resume', { folderId: root });
	const index = lodestone('index', root);
	expect(index.status).toBe(1);
	expect(index.stderr).toMatch(/VS Code.*keeps this index up to date/);
	expect(lodestone('clean', root).stderr).toContain('in use by VS Code');
	expect(lodestone('clean', '--unused').stderr).toContain('in use by VS Code');
	expect(await finds(engine, 'step4000x0')).toBe(true);
	// Gone in whatever way, it leaves nothing behind that would keep others out.
	await engine.kill();
	expect(lodestone('index', root, '--draft').status).toBe(0);
});

it('two windows, the command line and the MCP server at once: one index, and it is sound', async () => {
	expect(existsSync('dist/mcp.js'), 'the MCP server is built').toBe(true);
	const [first, second] = [await window(), await window()];
	const mcp = await McpProcess.start(root, store);
	try {
		const tools = await mcp.request('tools/list', {});
		expect(JSON.stringify(tools)).toContain('search');
		const work: Promise<unknown>[] = [first.call('update', { folderId: root })];
		for (let n = 0; n < 20; n++) {
			write(`f${n % 5}.ts`, distinctFile(5_000 + n, 3));
			work.push(save(first, `f${n % 5}.ts`));
			work.push(finds(second, `step${5_000 + n}x1`));
			work.push(mcp.search(`step${5_000 + n}x1`));
			if (n % 10 === 5)
				// Not spawnSync: it would hold up the answers of the others until their deadlines fire.
				work.push(
					promisify(execFile)(process.execPath, [
						'--no-warnings',
						'bin/lodestone.js',
						'search',
						root,
						'step7x1',
						'--json',
						'--store',
						store,
					]).catch((error: unknown) =>
						// Before the first commit there is nothing to find, which is exit code 1.
						expect(error).toMatchObject({ code: 1 }),
					),
				);
		}
		await Promise.all(work);
		for (const name of ['step5019x1', 'step5017x2']) {
			await until(() => finds(second, name));
			await until(async () => (await mcp.search(name)).includes(name));
			expect(lodestone('search', root, name, '--mode', 'keyword', '--json').stdout).toContain(name);
		}
		expect((await first.call('verify', { folderId: root })).problems).toEqual([]);
	} finally {
		await mcp.stop();
	}
});
