import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import buildEntries from '../reliability/support/buildEntries';
import { PLAIN, RealEngine, type RealEngineOptions } from '../reliability/support/realEngine';
import { until } from '../reliability/support/until';
import type { AgentCall } from '../../src/shared/agent/agentCall';
import type { AgentHealth } from '../../src/shared/agent/agentHealth';
import { percentilesOf } from '../../src/engine/health/queryLog';
import { Agent, cpuMsOf, handlesOf, memoryOf } from './support/agent';
import { lodestone, PROGRAM, temporaryFolder } from './support/cli';
import { writeFile, writeProject } from './support/project';

const QUESTIONS = [
	'where are passwords hashed',
	'wait longer after each failed attempt',
	'throw out what was not used for the longest time',
	'sum of all positions with tax',
	'how is a release rolled out',
];

let folder: ReturnType<typeof temporaryFolder>;
let project: string;
let store: string;
const windows: RealEngine[] = [];
const agents: Agent[] = [];

beforeAll(buildEntries);
beforeEach(() => {
	folder = temporaryFolder('mailbox');
	project = join(folder.path, 'project');
	store = join(folder.path, 'store');
	writeProject(project);
});
afterEach(async () => {
	for (const agent of agents.splice(0)) await agent.stop();
	for (const window of windows.splice(0)) await window.kill();
	folder.remove();
});

async function openWindow(
	root = project,
	options: Partial<RealEngineOptions> = {},
): Promise<RealEngine> {
	const window = await RealEngine.start({ store, kind: 'shipped', ...options });
	windows.push(window);
	await window.open(root);
	await window.call('update', { folderId: root }).catch(() => undefined);
	return window;
}
async function agentFor(...roots: string[]): Promise<Agent> {
	const agent = await Agent.start([...(roots.length > 0 ? roots : [project]), '--store', store]);
	agents.push(agent);
	return agent;
}
const byWindow = ({ pid }: RealEngine) => `the open window (process ${pid})`;
const OWN = 'its own engine';

/**
 * Waits for an answer: on a busy machine the first ones of an engine that has just begun come before its model runs, by the draft table, and before
 * all texts are refined.
 */
const answersAs = (agent: Agent, query: string, wanted: unknown) =>
	until(async () => isDeepStrictEqual((await agent.search(query)).results, wanted));
const refined = (agent: Agent) =>
	until(async () => {
		const { health } = await agent.call<{ health: AgentHealth[] }>('status', {});
		return health.every(({ refined }) => refined === 100);
	});

/** Names in all mailboxes of the store but the announcements. */
function mail(): string[] {
	return readdirSync(store, { recursive: true, encoding: 'utf8' }).filter(name =>
		/[\\/]mail[\\/](?!host\.json$)/.test(name),
	);
}

describe('an agent beside an open window', () => {
	it('gets the answers of its own engine, from the window', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		const answers = [];
		for (const query of QUESTIONS) answers.push((await agent.search(query)).results);
		const similar = await agent.call<{ results: unknown[] }>('similar', {
			path: 'net/backoff.ts',
			line: 3,
		});
		const read = await agent.call<{ text: string }>('read_span', {
			path: 'net/backoff.ts',
			startLine: 1,
			endLine: 3,
		});
		expect(await agent.answeredBy()).toBe(byWindow(window));
		expect(answers.every(results => results.length > 0)).toBe(true);
		expect(mail()).toEqual([]);
		// It ended in order: the agent goes on with an engine of its own.
		await window.close();
		await answersAs(agent, QUESTIONS[0]!, answers[0]);
		for (const [i, query] of QUESTIONS.entries())
			expect((await agent.search(query)).results).toEqual(answers[i]);
		expect(
			(await agent.call<{ results: unknown[] }>('similar', { path: 'net/backoff.ts', line: 3 }))
				.results,
		).toEqual(similar.results);
		expect(
			await agent.call<{ text: string }>('read_span', {
				path: 'net/backoff.ts',
				startLine: 1,
				endLine: 3,
			}),
		).toMatchObject({ text: read.text });
		expect(await agent.answeredBy()).toBe(OWN);
	});

	it.runIf(process.platform === 'linux')('loads no second model', async () => {
		const alone = await agentFor();
		await alone.search(QUESTIONS[0]!);
		const own = memoryOf(alone.pid);
		await alone.stop();
		const window = await openWindow();
		const agent = await agentFor();
		for (const query of QUESTIONS) await agent.search(query);
		expect(await agent.answeredBy()).toBe(byWindow(window));
		const shared = memoryOf(agent.pid);
		console.log(
			`memory of the MCP server: ${own.rss} MB (its share ${own.pss}) with its own engine, ${shared.rss} MB (${shared.pss}) beside a window`,
		);
		const maps = readFileSync(`/proc/${agent.pid}/maps`, 'utf8');
		expect(maps).not.toMatch(/onnxruntime|hnswlib/);
		expect(shared.pss).toBeLessThan(own.pss * 0.6);
	});

	it('asks as fast as it would its own engine', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		const measure = async (prefix: string) => {
			const times: number[] = [];
			for (let i = 0; i < 120; i++) {
				const query = `${QUESTIONS[i % QUESTIONS.length]!} ${prefix} ${i}`;
				const began = performance.now();
				await agent.search(query);
				if (i >= 20) times.push(performance.now() - began);
			}
			return percentilesOf(times);
		};
		const mailed = await measure('first');
		expect(await agent.answeredBy()).toBe(byWindow(window));
		await window.close();
		await agent.search('start the own engine');
		await new Promise(resolve => setTimeout(resolve, 1_500));
		const own = await measure('second');
		expect(await agent.answeredBy()).toBe(OWN);
		console.log(
			`a search over MCP: p50 ${mailed.p50.toFixed(1)}, p95 ${mailed.p95.toFixed(1)} ms by mail; p50 ${own.p50.toFixed(1)}, p95 ${own.p95.toFixed(1)} ms by its own engine`,
		);
		expect(mailed.p50).toBeLessThan(own.p50 + 25);
	});

	it.runIf(process.platform === 'linux')('costs nothing while nobody asks', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		for (let i = 0; i < 30; i++) await agent.search(`${QUESTIONS[i % 5]!} ${i}`);
		const before = [agent.pid, window.pid].map(handlesOf);
		for (let i = 0; i < 60; i++) await agent.search(`${QUESTIONS[i % 5]!} again ${i}`);
		const after = [agent.pid, window.pid].map(handlesOf);
		expect(after.map(each => each.watches)).toEqual(before.map(each => each.watches));
		// The guest watches nothing while it waits for nothing; the window watches one folder.
		expect(after.map(each => each.watches)).toEqual([0, 1]);
		for (const [i, { files }] of after.entries())
			expect(files).toBeLessThanOrEqual(before[i]!.files);
		const seconds = Number(process.env['LODESTONE_IDLE_SECONDS'] ?? 10);
		const pids = [agent.pid, window.pid];
		const windows: number[][] = [];
		// The collector tidies up once after the questions, within half a minute and when it likes
		// (V8's memory reducer: a full collection some eight seconds after the last allocations).
		// What polls costs in every interval, so the interval that costs least is told apart.
		const guestOf = () => Math.min(...windows.map(each => each[0]!));
		do {
			const busy = pids.map(cpuMsOf);
			await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
			windows.push(pids.map((pid, i) => cpuMsOf(pid) - busy[i]!));
		} while (guestOf() >= seconds * 5 && windows.length < 6);
		console.log(
			`processor time in intervals of ${seconds} idle seconds, of the MCP server and of the window's engine, ms: ${windows.map(each => each.join(' and ')).join(', ')}`,
		);
		expect(guestOf()).toBeLessThan(seconds * 5);
	});

	it('shows the person what it asked and got', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		await agent.search('compare in constant time', { limit: 3 });
		const [call] = (await window.call('agentLog', { limit: 1 })) as AgentCall[];
		expect(call).toMatchObject({ client: 'agent 1', tool: 'search', options: { limit: 3 } });
		expect(call?.places[0]).toMatch(/^auth\/credentials\.py:/);
	});

	it('is told nothing of what is not saved', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		const text = readFileSync(join(project, 'net/backoff.ts'), 'utf8');
		await window.call('setOverlay', {
			folderId: project,
			path: 'net/backoff.ts',
			text: `export function unsavedOctopusJuggler() {}\n\n${text.replace('delayFor', 'renamedFor')}`,
		});
		await window.call('setOverlay', {
			folderId: project,
			path: '.env',
			text: 'export function unsavedSecretKeeper() {}\n',
		});
		const asked = async (query: string) =>
			(await window.call('search', { folderId: project, request: { query } })).groups;
		const names = async (query: string) =>
			(await asked(query)).flatMap(group => [group.best, ...group.more]).map(hit => hit.symbol);
		expect(await names('unsavedOctopusJuggler')).toContain('unsavedOctopusJuggler');
		const answer = JSON.stringify([
			await agent.search('unsavedOctopusJuggler'),
			await agent.search('renamedFor'),
			await agent.search('unsavedSecretKeeper'),
		]);
		expect(answer).toContain(byWindow(window));
		expect(answer).not.toMatch(/OctopusJuggler|renamedFor|unsavedSecretKeeper/);
		const { results } = await agent.search('delayFor');
		const lines = text.split('\n');
		expect(results[0]?.path).toBe('net/backoff.ts');
		expect(results[0]?.text).toContain('delayFor');
		expect(lines.slice(results[0]!.startLine - 1, results[0]!.endLine).join('\n')).toContain(
			'delayFor',
		);
		await expect(
			agent.call('read_span', { path: '.env', startLine: 1, endLine: 1 }),
		).rejects.toThrow('not in the index');
		// And the person still finds it.
		expect(await names('unsavedOctopusJuggler')).toContain('unsavedOctopusJuggler');
	});
});

describe('windows that come and go', () => {
	it('one that is killed in the midst of a question: the answer comes all the same', async () => {
		const window = await openWindow(project, {
			kind: 'fast',
			env: { LODESTONE_TEST_QUERY_MS: '60000' },
		});
		const agent = await agentFor();
		expect(await agent.answeredBy()).toBe(byWindow(window));
		const asked = agent.search('matches in constant time');
		// Long enough for it to be taken: the window works on it for a minute.
		await new Promise(resolve => setTimeout(resolve, 700));
		expect(mail().filter(name => name.endsWith('.ask'))).toEqual([]);
		const killed = performance.now();
		await window.kill();
		const { results, health } = await asked;
		console.log(
			`an answer came ${(performance.now() - killed).toFixed(0)} ms after the window was killed`,
		);
		expect(results[0]?.path).toBe('auth/credentials.py');
		expect(health[0]?.answeredBy).toBe(OWN);
	});

	it('one that hangs: the answer comes all the same', async () => {
		const window = await openWindow(project, { kind: 'fast' });
		const agent = await agentFor();
		expect(await agent.answeredBy()).toBe(byWindow(window));
		window.child.kill('SIGSTOP');
		const { results } = await agent.search('derive_digest');
		expect(results[0]?.path).toBe('auth/credentials.py');
		window.child.kill('SIGCONT');
		// Given another chance after a while.
		await until(async () => (await agent.answeredBy()) === byWindow(window));
	});

	it.runIf(process.platform === 'linux')(
		'one that comes later is asked, becomes the writer, and the own engine goes',
		async () => {
			const agent = await agentFor();
			await agent.search(QUESTIONS[0]!);
			await refined(agent);
			const { results, notes } = await agent.search(QUESTIONS[0]!);
			expect(results[0]?.path).toBe('auth/credentials.py');
			expect(await agent.answeredBy()).toBe(OWN);
			const before = memoryOf(agent.pid);
			const window = await openWindow();
			await until(async () => (await agent.answeredBy()) === byWindow(window));
			await until(
				async () => (await window.call('status', { folderId: project })).writer === 'this',
			);
			expect((await agent.search(QUESTIONS[0]!)).results).toEqual(results);
			// Its threads end with it; the allocator keeps a part of the memory.
			const threads = () => readdirSync(`/proc/${agent.pid}/task`).length;
			const own = threads();
			await until(async () => {
				await agent.search(QUESTIONS[1]!);
				return threads() < own - 1 && memoryOf(agent.pid).pss < before.pss;
			});
			const without = memoryOf(agent.pid);
			console.log(
				`memory of the MCP server: ${before.rss} MB (${before.pss}) with its own engine, ${without.rss} MB (${without.pss}) after a window came`,
			);
			// And back once more, with a model that is loaded for the second time in one process.
			await window.close();
			await answersAs(agent, QUESTIONS[0]!, results);
			const again = await agent.search(QUESTIONS[0]!);
			expect(again.notes).toEqual(notes);
			expect(again.health[0]?.answeredBy).toBe(OWN);
		},
	);

	it('two of one folder, and two agents: the writer answers both, then the other does', async () => {
		const first = await openWindow();
		const second = await openWindow();
		const [one, two] = [await agentFor(), await agentFor()];
		expect(await one.answeredBy()).toBe(byWindow(first));
		expect(await two.answeredBy()).toBe(byWindow(first));
		await first.kill();
		await until(async () => (await one.answeredBy()) === byWindow(second));
		await until(async () => (await two.answeredBy()) === byWindow(second));
	});

	it('a folder in a window and one in none, both served to one agent', async () => {
		const other = join(folder.path, 'other');
		writeFile(other, 'walrus.ts', 'export function walrusFeeder(): void {}\n');
		const window = await openWindow();
		const agent = await agentFor(project, other);
		expect(await agent.answeredBy()).toBe(`${byWindow(window)},${OWN}`);
		const { results } = await agent.search('walrusFeeder');
		expect(results[0]).toMatchObject({ folder: 'other', path: 'walrus.ts' });
	});
});

describe('what an agent may not', () => {
	it('an agent of a folder below the window’s gets nothing from above', async () => {
		await openWindow();
		const agent = await agentFor(join(project, 'net'));
		const { results, health } = await agent.search('where are passwords hashed');
		expect(health[0]?.answeredBy).toBe(OWN);
		expect(results.every(each => each.path === 'backoff.ts')).toBe(true);
		await expect(
			agent.call('read_span', { path: '../auth/credentials.py', startLine: 1, endLine: 2 }),
		).rejects.toThrow('out of');
	});

	it('an agent of one of a window’s folders gets nothing of the other', async () => {
		const other = join(folder.path, 'other');
		writeFile(other, 'walrus.ts', 'export function walrusFeeder(): void {}\n');
		const window = await openWindow();
		await window.open(other);
		await window.call('update', { folderId: other });
		const agent = await agentFor();
		const answer = await agent.search('walrusFeeder');
		expect(answer.health[0]?.answeredBy).toBe(byWindow(window));
		expect(answer.results.map(each => each.path)).not.toContain('walrus.ts');
		await expect(agent.search('x', { folder: other })).rejects.toThrow('not served');
	});

	it('rules other than the window’s hold: then it asks its own engine', async () => {
		await openWindow();
		const narrow = JSON.stringify({ [project]: { ...PLAIN, exclude: ['auth/**'] } });
		const args = ['--store', store, '--settings', narrow, '--', project];
		const agent = await Agent.start(args, join(dirname(PROGRAM), '../dist/mcp.js'));
		agents.push(agent);
		await expect(
			agent.call('read_span', { path: 'auth/credentials.py', startLine: 1, endLine: 2 }),
		).rejects.toThrow('auth/**');
		expect(await agent.answeredBy()).toBe(OWN);
	});
});

describe('under load', () => {
	it('many questions of several agents at once are all answered, and the person is not kept waiting', async () => {
		const window = await openWindow();
		const three = [await agentFor(), await agentFor(), await agentFor()];
		await three[0]!.search('warm');
		const alone: number[] = [];
		const ask = async (times: number[], i: number) => {
			const began = performance.now();
			await window.call('search', {
				folderId: project,
				request: { query: `person asks ${i} ${times.length}` },
			});
			times.push(performance.now() - began);
		};
		for (let i = 0; i < 20; i++) await ask(alone, i);
		const asked = three.flatMap((agent, a) =>
			Array.from({ length: 40 }, (_, i) => agent.search(`${QUESTIONS[i % 5]!} ${a} ${i}`)),
		);
		const among: number[] = [];
		let done = false;
		const all = Promise.all(asked).finally(() => (done = true));
		while (!done) await ask(among, 100);
		const answers = await all;
		expect(answers).toHaveLength(120);
		expect(answers.every(each => each.results.length > 0)).toBe(true);
		// A machine under load may let one wait too long: then the agent's own engine answers, and nobody notices.
		const mailed = answers.filter(each => each.health[0]?.answeredBy === byWindow(window));
		expect(mailed.length).toBeGreaterThan(60);
		console.log(
			`${mailed.length} of 120 answered by the window; the person's own searches: p50 ${percentilesOf(alone).p50.toFixed(1)} ms alone, p50 ${percentilesOf(among).p50.toFixed(1)} p95 ${percentilesOf(among).p95.toFixed(1)} ms among 120 of agents`,
		);
		expect(mail()).toEqual([]);
	});

	it('questions that are cancelled harm nobody', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		await agent.search('warm');
		const stop = new AbortController();
		const asked = Array.from({ length: 20 }, (_, i) =>
			agent.call('search', { query: `never mind ${i}` }, stop.signal).catch(() => 'cancelled'),
		);
		stop.abort();
		expect(new Set(await Promise.all(asked))).toEqual(new Set(['cancelled']));
		expect((await agent.search(QUESTIONS[0]!)).results[0]?.path).toBe('auth/credentials.py');
		expect(await agent.answeredBy()).toBe(byWindow(window));
		await until(() => mail().length === 0);
	});

	it('a paused window answers, and one that is indexing', async () => {
		const window = await openWindow();
		const agent = await agentFor();
		await window.call('pause', { folderId: project, why: 'user' });
		const paused = await agent.search(QUESTIONS[0]!);
		expect(paused.results[0]?.path).toBe('auth/credentials.py');
		expect(paused.health[0]).toMatchObject({ answeredBy: byWindow(window) });
		await window.call('resume', { folderId: project });
		for (let i = 0; i < 400; i++)
			writeFile(
				project,
				`many/f${i}.ts`,
				`export function busy${i}(x: number) {\n\treturn x + ${i};\n}\n`,
			);
		const update = window.call('update', { folderId: project });
		const busy = await agent.search(QUESTIONS[1]!);
		expect(busy.results[0]?.path).toBe('net/backoff.ts');
		expect(busy.health[0]?.answeredBy).toBe(byWindow(window));
		await update;
	});
});

it('says whose engine answers', async () => {
	const window = await openWindow();
	const agent = await agentFor();
	await agent.search('x');
	const status = await lodestone(['status', project, '--store', store]);
	expect(status.out).toContain(`open window (process ${window.pid})`);
	const doctor = await lodestone(['doctor', project, '--store', store]);
	expect(doctor.out).toContain(`answers come from the open window (process ${window.pid})`);
	await window.close();
	expect((await lodestone(['status', project, '--store', store])).out).not.toContain('agents');
	const after = await lodestone(['doctor', project, '--store', store]);
	expect(after.out).toContain('uses its own engine');
});
