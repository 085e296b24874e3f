import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { McpProcess } from '../reliability/support/mcpProcess';
import { PLAIN, RealEngine } from '../reliability/support/realEngine';
import { until } from '../reliability/support/until';
import { lodestone, lodestoneJson, temporaryFolder } from './support/cli';
import { writeProject } from './support/project';

const folder = temporaryFolder('window');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');
const settings = { ...PLAIN, exclude: ['auth/**'] };
let window: RealEngine;
let mcp: McpProcess;

/** Places of an answer over MCP, best first. */
async function places(query: string): Promise<string[]> {
	const answer = await mcp.request('tools/call', { name: 'search', arguments: { query } });
	const { structuredContent } = answer['result'] as {
		structuredContent: { results: { path: string; startLine: number }[] };
	};
	return structuredContent.results.map(({ path, startLine }) => `${path}:${startLine}`);
}
const askWindow = async (query: string): Promise<string[]> =>
	(await window.call('search', { folderId: project, request: { query } })).groups.map(
		({ best }) => `${best.path}:${best.span.startLine + 1}`,
	);

beforeAll(async () => {
	writeProject(project);
	window = await RealEngine.start({ store, kind: 'shipped' });
	await window.open(project, settings);
	await window.call('update', { folderId: project });
	mcp = await McpProcess.start(project, store);
});
afterAll(async () => {
	await mcp.stop();
	await window.close();
	folder.remove();
});

describe('programs beside an open window', () => {
	it('leave out what the window leaves out', async () => {
		const explained = await lodestone([
			'explain',
			project,
			'auth/credentials.py',
			'--store',
			store,
		]);
		expect(explained.out).toContain('auth/**');
		const found = await lodestoneJson<{ results: { path: string }[] }>([
			'search',
			project,
			'where are passwords hashed',
			'--store',
			store,
		]);
		expect(found.results.length).toBeGreaterThan(0);
		expect(found.results.filter(({ path }) => path.startsWith('auth/'))).toEqual([]);
		expect((await places('where are passwords hashed')).join()).not.toContain('auth/');
	});

	it('give agents the answers that the window gives, from the same vectors', async () => {
		for (const query of ['wait longer after each failed attempt', 'parse the configuration file']) {
			const there = await askWindow(query);
			expect(there.length).toBeGreaterThan(0);
			// An agent's list may hold a further hit of a file; its files come in the window's order.
			const files = (list: readonly string[]) => [
				...new Set(list.map(place => place.replace(/:\d+$/, ''))),
			];
			const here = files(await places(query));
			expect(here).toEqual(files(there).slice(0, here.length));
		}
	});

	it('let agents see a save as soon as the window has read it', async () => {
		const marker = 'reconcileQuarterlyLedger';
		const file = 'net/ledger.ts';
		writeFileSync(
			join(project, file),
			`/** Balances the books. */\nexport function ${marker}(rows: number[]): number {\n\treturn rows.length;\n}\n`,
		);
		await window.call('update', { folderId: project, paths: [file], refine: false });
		const read = performance.now();
		await until(async () => (await places(marker))[0]?.startsWith(file) === true);
		console.log(
			`an agent sees a save ${(performance.now() - read).toFixed(0)} ms after the window`,
		);
		expect(performance.now() - read).toBeLessThan(10_000);
	});

	it('work on when the window is gone, by the same rules', async () => {
		await window.close();
		const found = await lodestoneJson<{ files: number }>(['status', project, '--store', store]);
		expect(found.files).toBeGreaterThan(0);
		const kept = JSON.parse(
			readFileSync(
				join((found as unknown as { storePath: string }).storePath, 'rules.json'),
				'utf8',
			),
		) as { exclude: string[] };
		expect(kept.exclude).toEqual(['auth/**']);
		await lodestone(['index', project, '--store', store, '--draft']);
		expect((await places('where are passwords hashed')).join()).not.toContain('auth/');
	});
});
