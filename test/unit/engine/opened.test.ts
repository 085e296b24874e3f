import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Folder } from '../../../src/engine/engineTypes';
import { MAX_ENTRIES, OpenedFile } from '../../../src/engine/store/openedFile';
import { storePaths } from '../../../src/engine/store/storePaths';
import { scratch, type Scratch } from '../../support/engineOn';

/** Files that answer alike: which comes first is chance. */
const TWIN =
	'/** Sends the request again after a failure. */\nexport function resend(request) {\n\treturn send(request);\n}\n';

let work: Scratch;
beforeEach(() => {
	work = scratch({
		'one/resend.ts': TWIN,
		'two/resend.ts': TWIN,
		'src/unlike.ts': 'export function paintBackground(canvas) {\n\tcanvas.fill();\n}\n',
	});
});
afterEach(() => work.dispose());

const QUESTION = 'send the request again after a failure';
const file = (): string => join(storePaths(work.store, work.root).index, 'opened.json');

async function open(): Promise<Folder> {
	const engine = await work.engine();
	const folder = await engine.open(work.root);
	await folder.update({ refine: false });
	return folder;
}
async function order(folder: Folder, query: string, useOpened: boolean): Promise<string[]> {
	const { groups } = await folder.search({ query, mode: 'keyword', useOpened });
	return groups.map(({ path }) => path);
}

describe('what the person opened', () => {
	it('decides between twins where it is asked for, for like questions alone, and says so', async () => {
		const folder = await open();
		const before = await order(folder, QUESTION, false);
		const second = before[1] ?? '';
		expect(new Set(before.slice(0, 2))).toEqual(new Set(['one/resend.ts', 'two/resend.ts']));
		// The first of twins has the better places, which count: once would not do.
		for (let i = 0; i < 3; i++) folder.recordOpened(QUESTION, second);
		expect(await order(folder, QUESTION, false)).toEqual(before);
		expect((await order(folder, QUESTION, true))[0]).toBe(second);
		expect((await order(folder, 'send a request again after failures', true))[0]).toBe(second);
		const { groups } = await folder.search({ query: QUESTION, mode: 'keyword', useOpened: true });
		const told = groups.map(({ best }) =>
			best.reasons.some(reason => reason.type === 'adjustment' && reason.what === 'opened-before'),
		);
		expect(told.slice(0, 2)).toEqual([true, false]);
		expect(await order(folder, 'paint the background', true)).toEqual(
			await order(folder, 'paint the background', false),
		);
	});

	it('is known to an engine that comes after, and forgotten with the index or by itself', async () => {
		const folder = await open();
		const chosen = async (from: Folder): Promise<string> => {
			// The one that would come second without the memory.
			const [, second = ''] = await order(from, QUESTION, false);
			for (let i = 0; i < 3; i++) from.recordOpened(QUESTION, second);
			expect((await order(from, QUESTION, true))[0]).toBe(second);
			return second;
		};
		const second = await chosen(folder);
		await folder.rebuild();
		expect((await order(folder, QUESTION, true))[0]).toBe(second);
		await folder.close();
		const again = await open();
		expect((await order(again, QUESTION, true))[0]).toBe(second);
		again.forgetOpened();
		expect(existsSync(file())).toBe(false);
		expect(await order(again, QUESTION, true)).toEqual(await order(again, QUESTION, false));
		await chosen(again);
		expect(existsSync(file())).toBe(true);
		await again.clear();
		expect(existsSync(file())).toBe(false);
	});

	it('is kept only for files of the index, and of no path outside', async () => {
		const folder = await open();
		folder.recordOpened(QUESTION, 'src/gone.ts');
		expect(existsSync(file())).toBe(false);
		expect(() => folder.recordOpened(QUESTION, '../secret')).toThrow(/leads out of the folder/);
	});
});

describe('the file that keeps it', () => {
	it.skipIf(process.platform === 'win32')('can be read by nobody else', () => {
		const kept = new OpenedFile(work.root);
		kept.add('a question', 'a.ts');
		expect(statSync(join(work.root, 'opened.json')).mode & 0o777).toBe(0o600);
	});

	it('counts what is opened again, keeps the newest, and stays small', () => {
		const kept = new OpenedFile(work.root);
		kept.add('the oldest', 'old.ts');
		for (let i = 0; i < MAX_ENTRIES; i++) kept.add(`question ${i} ${'x'.repeat(900)}`, 'a.ts');
		kept.add('twice', 'b.ts');
		kept.add('twice', 'b.ts');
		const entries = kept.read();
		expect(entries).toHaveLength(MAX_ENTRIES);
		expect(entries.at(-1)).toEqual({ query: 'twice', path: 'b.ts', times: 2 });
		expect(entries.some(({ path }) => path === 'old.ts')).toBe(false);
		expect(statSync(join(work.root, 'opened.json')).size).toBeLessThan(500 * 600);
	});

	it('holds no credential that was typed, and reads as empty when damaged', () => {
		const kept = new OpenedFile(work.root);
		kept.add(`where is ghp_${'a1B2'.repeat(9)} used`, 'a.ts');
		expect(readFileSync(join(work.root, 'opened.json'), 'utf8')).not.toContain('a1B2a1B2');
		for (const damaged of ['', '{', '[]', '{"format":1,"entries":[{"query":3}]}', 'null']) {
			writeFileSync(join(work.root, 'opened.json'), damaged);
			expect(kept.read()).toEqual([]);
		}
	});
});
