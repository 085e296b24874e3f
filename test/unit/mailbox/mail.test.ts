import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Questions } from '../../../src/engine/engineTypes';
import {
	answeringWindow,
	readAnnouncement,
	type Announcement,
} from '../../../src/engine/mailbox/announcement';
import { mailFolder } from '../../../src/engine/mailbox/mailFolder';
import { MailGuest, NoAnswer } from '../../../src/engine/mailbox/mailGuest';
import { MailHost } from '../../../src/engine/mailbox/mailHost';
import { silentLogger } from '../../../src/engine/ports';
import { storePaths, type StorePaths } from '../../../src/engine/store/storePaths';
import { LodestoneError } from '../../../src/shared/errors';
import { fakeEngine, fakeResponse, fakeState } from '../../support/fakeEngine';

const ROOT = '/work/project';
const VERSION = '1.2.3';
const rules = '{"include":[]}';
let base: string;
let paths: StorePaths;
let folder: string;
const hosts: MailHost[] = [];

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lode-mail-')));
	paths = storePaths(base, ROOT);
	mkdirSync(paths.index, { recursive: true, mode: 0o700 });
	folder = mailFolder(paths).path;
});
afterEach(() => {
	for (const host of hosts.splice(0)) host.dispose();
	rmSync(base, { recursive: true, force: true });
});

const state = fakeState();
const cli = await fakeEngine(state).open(ROOT, {
	include: [],
	exclude: [],
	respectGitignore: true,
	maxFileBytes: 1,
});

interface Window {
	isWriter: boolean;
	/** Each question waits for it. */
	gate: Promise<void>;
	readonly asked: string[];
	most: number;
}

/** A host over a folder that does what the test says. */
function host(window: Partial<Window> = {}): Window {
	const full: Window = { isWriter: true, gate: Promise.resolve(), asked: [], most: 0, ...window };
	let now = 0;
	const questions: Questions = {
		async search({ query, limit }, signal) {
			full.asked.push(query);
			full.most = Math.max(full.most, ++now);
			await Promise.race([
				full.gate,
				new Promise<void>((_, reject) => {
					signal?.addEventListener('abort', () => reject(new LodestoneError('cancelled', 'Stop.')));
				}),
			]).finally(() => now--);
			if (query === 'wrong') throw new LodestoneError('bad-argument', 'Wrong.', 'Ask otherwise.');
			return fakeResponse(state, limit);
		},
		similar: () => Promise.resolve(fakeResponse(state)),
		explain: path => cli.explain(path),
	};
	hosts.push(
		new MailHost({
			paths,
			folder: {
				root: ROOT,
				get isWriter() {
					return full.isWriter;
				},
				status: () => cli.status(),
				warmUp: () => Promise.resolve(),
				saved: work => work(questions),
			},
			version: VERSION,
			rules,
			logger: silentLogger,
			lookMs: 100,
		}),
	);
	return full;
}

const guest = (changes: Partial<{ version: string; root: string; rules: string }> = {}) =>
	new MailGuest({
		paths,
		root: changes.root ?? ROOT,
		version: changes.version ?? VERSION,
		rules: () => changes.rules ?? rules,
	});

async function until<T>(look: () => T | undefined | false): Promise<T> {
	for (let i = 0; i < 600; i++) {
		const found = look();
		if (found !== undefined && found !== false) return found;
		await new Promise(resolve => setTimeout(resolve, 10));
	}
	throw new Error('It did not come about.');
}
const announced = () => until(() => readAnnouncement(mailFolder(paths)));
const names = () => readdirSync(folder).sort();
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a question by mail', () => {
	it('is answered, and leaves nothing behind', async () => {
		const window = host();
		const where = await announced();
		const { value, status } = await guest().call(where, 'search', { query: 'where', limit: 1 });
		expect(value).toEqual(fakeResponse(state, 1));
		expect(status).toEqual(cli.status());
		expect(window.asked).toEqual(['where']);
		expect(names()).toEqual(['host.json']);
		expect(mode(folder)).toBe('700');
		expect(mode(join(folder, 'host.json'))).toBe('600');
	});

	it('gets what the engine says about it', async () => {
		host();
		const where = await announced();
		await expect(guest().call(where, 'search', { query: 'wrong' })).rejects.toMatchObject({
			code: 'bad-argument',
			message: 'Wrong.',
			remedy: 'Ask otherwise.',
		});
		await expect(guest().call(where, 'explain', { path: '../x' })).rejects.toMatchObject({
			code: 'bad-argument',
		});
	});

	it('is one of many at once, of several guests; two are worked on at a time', async () => {
		let open: () => void = () => undefined;
		const window = host({ gate: new Promise(resolve => (open = resolve)) });
		const where = await announced();
		const guests = [guest(), guest(), guest()];
		const asked = guests.flatMap((each, g) =>
			Array.from({ length: 15 }, (_, i) => each.call(where, 'search', { query: `${g}-${i}` })),
		);
		await until(() => window.asked.length === 2);
		open();
		expect(await Promise.all(asked)).toHaveLength(45);
		expect(new Set(window.asked).size).toBe(45);
		expect(window.most).toBe(2);
		expect(names()).toEqual(['host.json']);
	});

	it('is refused as soon as too many wait, and then its guest asks elsewhere', async () => {
		host({ gate: new Promise(() => undefined) });
		const where = await announced();
		const stop = new AbortController();
		const asked = Array.from({ length: 15 }, () => guest()).flatMap(each =>
			Array.from({ length: 16 }, () =>
				each.call(where, 'search', { query: 'x' }, stop.signal).catch((error: unknown) => error),
			),
		);
		const refused = await Promise.race(asked);
		expect(refused).toBeInstanceOf(NoAnswer);
		stop.abort();
		const all = await Promise.all(asked);
		expect(all.filter(error => error instanceof NoAnswer)).toHaveLength(15 * 16 - 202);
	});

	it('is taken back when nobody wants it, before it was begun and after', async () => {
		const window = host({ gate: new Promise(() => undefined) });
		const where = await announced();
		const stop = new AbortController();
		const asked = guest().call(where, 'search', { query: 'long' }, stop.signal);
		await until(() => window.asked.length === 1);
		stop.abort();
		await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
		// The host stopped working on it: another one gets its turn.
		for (const query of ['a', 'b'])
			void guest()
				.call(where, 'search', { query })
				.catch(() => undefined);
		await until(() => window.asked.length === 3);
		await expect(
			guest().call(where, 'search', { query: 'x' }, AbortSignal.abort()),
		).rejects.toMatchObject({ code: 'cancelled' });
	});

	it('falls back to its guest when the host ends in its midst', async () => {
		const window = host({ gate: new Promise(() => undefined) });
		const where = await announced();
		const asked = guest().call(where, 'search', { query: 'x' });
		const failed = expect(asked).rejects.toBeInstanceOf(NoAnswer);
		await until(() => window.asked.length === 1);
		hosts[0]?.dispose();
		await failed;
		expect(existsSync(mailFolder(paths).host)).toBe(false);
	});

	it('falls back within moments when nobody takes it, and the silent host is left alone for a while', async () => {
		host();
		const where = await announced();
		hosts.splice(0)[0]?.dispose();
		// As one that hangs: it lives, its announcement stands there, and nothing is taken.
		writeFileSync(mailFolder(paths).host, JSON.stringify({ ...where, pid: process.ppid }), {
			mode: 0o600,
		});
		const asker = guest();
		const hung = asker.host();
		expect(hung?.pid).toBe(process.ppid);
		const began = performance.now();
		await expect(asker.call(hung!, 'search', { query: 'x' })).rejects.toBeInstanceOf(NoAnswer);
		expect(performance.now() - began).toBeGreaterThan(900);
		expect(asker.host()).toBeUndefined();
		expect(names()).toEqual(['host.json']);
	});

	it('falls back when an answer is no answer', async () => {
		host();
		const where = await announced();
		hosts.splice(0)[0]?.dispose();
		writeFileSync(mailFolder(paths).host, JSON.stringify(where), { mode: 0o600 });
		for (const text of ['', '{', '[]', '{"t":"res","id":1,"result":{}}', '{"t":"res","id":2}']) {
			const asked = guest().call(where, 'search', { query: 'x' });
			const failed = expect(asked, text).rejects.toBeInstanceOf(NoAnswer);
			const ask = await until(() => names().find(name => name.endsWith('.ask')));
			rmSync(join(folder, ask));
			writeFileSync(join(folder, ask.replace('.ask', '.reply')), text, { mode: 0o600 });
			await failed;
		}
	});
});

describe('who is asked', () => {
	it('is a window of this version, for this folder and these rules, that lives', async () => {
		host();
		const where = await announced();
		// This process hosts and asks: a guest never asks itself.
		expect(guest().host()).toBeUndefined();
		const stand = (changes: Partial<Announcement>) =>
			writeFileSync(
				mailFolder(paths).host,
				JSON.stringify({ ...where, pid: process.ppid, ...changes }),
			);
		hosts.splice(0)[0]?.dispose();
		stand({});
		expect(guest().host()?.root).toBe(ROOT);
		expect(answeringWindow(paths)?.pid).toBe(process.ppid);
		expect(guest({ version: '1.2.4' }).host()).toBeUndefined();
		expect(guest({ root: `${ROOT}/sub` }).host()).toBeUndefined();
		expect(guest({ rules: '{"include":["a"]}' }).host()).toBeUndefined();
		const { pid } = spawnSync(process.execPath, ['-e', '']);
		for (const changes of [
			{ protocol: 2 },
			{ machine: 'elsewhere' },
			{ pid },
			{ pid: -1 },
			{ pid: 0 },
			{ pid: '1' as unknown as number },
			{ rules: 7 as unknown as string },
		]) {
			stand(changes);
			expect(guest().host(), JSON.stringify(changes)).toBeUndefined();
		}
	});

	it('is the writer before a reader, and a reader where nobody else is', async () => {
		const other = { pid: process.ppid, protocol: 1, version: VERSION, startedMs: 1, root: ROOT };
		const reader = host({ isWriter: false });
		expect((await announced()).writer).toBe(false);
		const { machine } = await announced();
		// A window that lives stands there: a reader leaves it alone.
		const theirs = { ...other, machine, rules, writer: true };
		writeFileSync(mailFolder(paths).host, JSON.stringify(theirs), { mode: 0o600 });
		await new Promise(resolve => setTimeout(resolve, 350));
		expect(readAnnouncement(mailFolder(paths))?.pid).toBe(process.ppid);
		// It becomes the writer.
		reader.isWriter = true;
		const mine = await until(() => {
			const now = readAnnouncement(mailFolder(paths));
			return now?.pid === process.pid && now;
		});
		expect(mine.writer).toBe(true);
	});

	it('comes in the place of one that is dead, and of rubbish', async () => {
		mkdirSync(folder, { mode: 0o700 });
		const { pid } = spawnSync(process.execPath, ['-e', '']);
		const dead = { pid, protocol: 1, version: VERSION, machine: 'x', startedMs: 1, root: ROOT };
		for (const put of [
			() => writeFileSync(join(folder, 'host.json'), JSON.stringify({ ...dead, rules })),
			() => writeFileSync(join(folder, 'host.json'), '}'),
			() => symlinkSync('/etc/passwd', join(folder, 'host.json')),
			() => mkdirSync(join(folder, 'host.json')),
		]) {
			put();
			host({ isWriter: false });
			await until(() => readAnnouncement(mailFolder(paths))?.pid === process.pid);
			hosts.splice(0)[0]?.dispose();
			expect(existsSync(join(folder, 'host.json'))).toBe(false);
		}
	});
});

describe('what lies there', () => {
	it('is removed when nobody wants it, and cannot harm the host', async () => {
		const window = host();
		const where = await announced();
		const old = new Date(Date.now() - 120_000);
		const key = 'abc-0123456789ab-1';
		const rubbish: Record<string, () => void> = {
			[`${key}.ask`]: () => writeFileSync(join(folder, `${key}.ask`), '{"t":"req","id":1}'),
			'abc-0123456789ab-2.ask': () =>
				symlinkSync('/etc/passwd', join(folder, 'abc-0123456789ab-2.ask')),
			'abc-0123456789ab-3.ask': () => mkdirSync(join(folder, 'abc-0123456789ab-3.ask')),
			'abc-0123456789ab-4.ask': () => spawnSync('mkfifo', [join(folder, 'abc-0123456789ab-4.ask')]),
			'abc-0123456789ab-5.ask': () =>
				writeFileSync(join(folder, 'abc-0123456789ab-5.ask'), 'x'.repeat(200_000)),
			'abc-0123456789ab-6.cancel': () =>
				mkdirSync(join(folder, 'abc-0123456789ab-6.cancel/deep'), { recursive: true }),
		};
		for (const put of Object.values(rubbish)) put();
		await until(() => names().length === 1);
		expect(window.asked).toEqual([]);
		// What is none of ours, or waits for a guest that is gone, goes after a minute.
		const left = ['../evil', 'left.reply', `${key}.reply`, `${key}.tmp`, 'host.json.99'];
		for (const name of left.slice(1)) writeFileSync(join(folder, name), '{}');
		await new Promise(resolve => setTimeout(resolve, 250));
		expect(names()).toHaveLength(5);
		for (const name of left.slice(1)) utimesSync(join(folder, name), old, old);
		await until(() => names().length === 1);
		const { value } = await guest().call(where, 'search', { query: 'still there' });
		expect(value.groups.length).toBeGreaterThan(0);
	});

	it('is taken too when the system tells nothing', async () => {
		// A question that was there before the host: no event tells of it.
		mkdirSync(folder, { mode: 0o700 });
		const key = 'abc-0123456789ab-7';
		writeFileSync(
			join(folder, `${key}.ask`),
			JSON.stringify({ t: 'req', id: 7, method: 'search', params: { query: 'early' } }),
			{ mode: 0o600 },
		);
		host();
		const reply = join(folder, `${key}.reply`);
		await until(() => existsSync(reply));
		expect(JSON.parse(readFileSync(reply, 'utf8'))).toMatchObject({ t: 'res', id: 7 });
		expect(mode(reply)).toBe('600');
	});

	it('is made again when the folder is removed, and is no trouble when it cannot be', async () => {
		host();
		await announced();
		rmSync(folder, { recursive: true });
		const where = await announced();
		await guest().call(where, 'status', undefined);
		rmSync(paths.index, { recursive: true });
		await new Promise(resolve => setTimeout(resolve, 250));
		expect(existsSync(paths.index)).toBe(false);
		mkdirSync(paths.index, { mode: 0o700 });
		await guest().call(await announced(), 'status', undefined);
	});
});
