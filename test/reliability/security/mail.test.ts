import fc from 'fast-check';
import {
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailFolder } from '../../../src/engine/mailbox/mailFolder';
import { storePaths } from '../../../src/engine/store/storePaths';
import { record } from '../support/figures';
import { McpProcess } from '../support/mcpProcess';
import { RealEngine } from '../support/realEngine';
import { SEED, times } from '../support/scale';
import { until } from '../support/until';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-mail-')));
const root = join(base, 'work');
const store = join(base, 'store');
const outside = join(base, 'outside');
const CANARY = 'canaryOutsideOfTheWorkspace';
const mail = mailFolder(storePaths(store, root)).path;
let engine: RealEngine;
let mcp: McpProcess;
let tried = 0;
let next = 0;

beforeAll(async () => {
	mkdirSync(root);
	mkdirSync(outside);
	writeFileSync(join(root, 'a.ts'), 'export function inside() {\n\treturn 1;\n}\n');
	writeFileSync(join(outside, 'secret.ts'), `export function ${CANARY}() {}\n`);
	symlinkSync(outside, join(root, 'out'));
	engine = await RealEngine.start({ store });
	await engine.open(root);
	await engine.call('update', { folderId: root });
	mcp = await McpProcess.start(root, store);
	await until(() => existsSync(join(mail, 'host.json')));
});
afterAll(async () => {
	await mcp.stop();
	await engine.kill();
	rmSync(base, { recursive: true, force: true });
	record('security', { 'hostile mail tried': tried });
});

const key = (): string => `zz-0123456789ab-${++next}`;
const at = (name: string): string => join(mail, name);

/** Puts an ask there as a guest does, and waits for what comes back; undefined when nothing does. */
async function ask(text: string | Buffer, waitMs = 2_000): Promise<string | undefined> {
	const name = key();
	writeFileSync(at(`${name}.tmp`), text, { mode: 0o600 });
	renameSync(at(`${name}.tmp`), at(`${name}.ask`));
	const reply = at(`${name}.reply`);
	for (let waited = 0; waited < waitMs; waited += 5) {
		if (existsSync(reply)) {
			const said = readFileSync(reply, 'utf8');
			rmSync(reply);
			return said;
		}
		await new Promise(resolve => setTimeout(resolve, 5));
	}
	return undefined;
}

const request = (method: unknown, params: unknown): string =>
	JSON.stringify({ t: 'req', id: 1, method, params });

/** The window still answers its person. */
async function isAnswering(): Promise<void> {
	const { groups } = await engine.call('search', {
		folderId: root,
		request: { query: 'inside', mode: 'keyword' },
	});
	expect(groups[0]?.path).toBe('a.ts');
}

/** And its agents. */
async function isWell(): Promise<void> {
	await isAnswering();
	const answer = await mcp.search('inside');
	expect(answer).toContain('a.ts');
	expect(answer).toContain(`process ${engine.pid}`);
}

describe('hostile mail', () => {
	const word = fc.constantFrom(
		'../outside/secret.ts',
		'/etc/passwd',
		'out/secret.ts',
		'a.ts',
		'\\\\?\\C:\\x',
		'file:///etc/passwd',
		'a.ts\0',
		'..',
		'',
	);
	const params = fc.oneof(
		fc.anything(),
		fc.record(
			{
				path: fc.oneof(word, fc.anything()),
				line: fc.oneof(fc.integer(), fc.anything()),
				query: fc.oneof(fc.constant(CANARY), fc.string(), fc.anything()),
				limit: fc.oneof(fc.integer(), fc.anything()),
				mode: fc.constantFrom('hybrid', 'keyword', 'x', 7),
				folderId: fc.constantFrom(root, outside, '/'),
				filters: fc.oneof(fc.anything(), fc.record({ include: fc.array(word) })),
			},
			{ requiredKeys: [] },
		),
	);
	const method = fc.oneof(
		fc.constantFrom(
			...['search', 'similar', 'explain', 'status', 'update', 'rebuild', 'clear', 'open'],
			...['setOverlay', 'deleteIndex', 'agentLog', 'initialize', 'toString', '__proto__'],
		),
		fc.string(),
	);
	const text = fc.oneof(
		fc.string({ maxLength: 500 }),
		fc.tuple(method, params).map(([name, given]) => {
			try {
				return request(name, given);
			} catch {
				return '{"t":"req"';
			}
		}),
		fc.constantFrom('', 'null', '[]', '{"t":"cancel","id":1}', `"${'x'.repeat(200_000)}"`),
		fc.integer({ min: 1, max: 5_000 }).map(depth => '['.repeat(depth)),
	);

	it('gets no word from outside, changes nothing, and the window is well', async () => {
		const before = await engine.call('status', { folderId: root });
		let answered = 0;
		await fc.assert(
			fc.asyncProperty(text, async hostile => {
				tried++;
				const said = await ask(hostile, 40);
				if (said === undefined) return;
				answered++;
				expect(said.replaceAll(`"text":"${CANARY}"`, '')).not.toContain(CANARY);
				expect(said).not.toContain('root:x:0');
			}),
			{ numRuns: times(150, 3_000), seed: SEED },
		);
		// Silence would prove nothing.
		expect(answered).toBeGreaterThan(10);
		const after = await engine.call('status', { folderId: root });
		expect({ ...after, bytes: 0 }).toEqual({ ...before, bytes: 0 });
		await isWell();
	});

	it('asks in another form than a private file: links, pipes, folders, names', async () => {
		const good = join(outside, 'ask.json');
		writeFileSync(good, request('search', { query: 'inside' }), { mode: 0o600 });
		const put: ((name: string) => void)[] = [
			name => symlinkSync(good, at(`${name}.ask`)),
			name => symlinkSync('/dev/zero', at(`${name}.ask`)),
			name => symlinkSync(`${name}.ask`, at(`${name}.ask`)),
			name => mkdirSync(at(`${name}.ask/deep`), { recursive: true }),
			name => void spawnSync('mkfifo', [at(`${name}.ask`)]),
			name => writeFileSync(at(`${name}.ask`), Buffer.alloc(300_000, 65)),
			name => writeFileSync(at(`${name}.ask.ask`), request('search', { query: 'inside' })),
			name => writeFileSync(at(`${name.toUpperCase()}.ask`), request('status', undefined)),
			name => linkSync(join(outside, 'secret.ts'), at(`${name}.ask`)),
		];
		if (process.getuid?.() === 0)
			put.push(name => {
				writeFileSync(at(`${name}.tmp`), request('search', { query: 'inside' }));
				spawnSync('chown', ['12345', at(`${name}.tmp`)]);
				renameSync(at(`${name}.tmp`), at(`${name}.ask`));
			});
		const names = put.map(step => {
			tried++;
			const name = key();
			step(name);
			return name;
		});
		await new Promise(resolve => setTimeout(resolve, 300));
		expect(names.filter(name => existsSync(at(`${name}.reply`)))).toEqual([]);
		expect(readFileSync(join(outside, 'secret.ts'), 'utf8')).toContain(CANARY);
		expect(existsSync(good)).toBe(true);
		await isWell();
	});

	it('a folder full of rubbish, and a thousand questions at once', async () => {
		for (let i = 0; i < 2_000; i++) writeFileSync(at(`rubbish${i}`), 'x', { mode: 0o600 });
		const asked = Array.from({ length: 1_000 }, () =>
			ask(request('search', { query: 'inside', mode: 'keyword' }), 20_000),
		);
		tried += 3_000;
		await isAnswering();
		const said = (await Promise.all(asked)).map(each =>
			each === undefined ? 'nothing' : (JSON.parse(each) as { t: string }).t,
		);
		expect(said).not.toContain('nothing');
		expect(said).toContain('res');
		await isWell();
		for (let i = 0; i < 2_000; i++) rmSync(at(`rubbish${i}`), { force: true });
	});
});

it.skipIf(process.platform === 'win32')(
	'every file of a mailbox is private, while it is there',
	async () => {
		const seen = new Map<string, string>();
		let done = false;
		const asked = Promise.all(
			Array.from({ length: 30 }, (_, i) => mcp.search(`inside ${i}`)),
		).finally(() => (done = true));
		while (!done) {
			for (const name of readdirSync(mail)) {
				// Left here by the tests above.
				if (/^(?:zz|ZZ)-/.test(name)) continue;
				const info = statSync(at(name), { throwIfNoEntry: false });
				if (info !== undefined)
					seen.set(name.replace(/^.*\./, '.'), (info.mode & 0o777).toString(8));
			}
			await new Promise(resolve => setImmediate(resolve));
		}
		await asked;
		expect((statSync(mail).mode & 0o777).toString(8)).toBe('700');
		expect(seen.get('.reply') ?? seen.get('.ask') ?? seen.get('.tmp')).toBe('600');
		for (const [name, mode] of seen) expect(mode, name).toBe('600');
	},
);
