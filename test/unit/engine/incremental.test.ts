import { renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Folder } from '../../../src/engine/engine';
import { catalogueSnapshot } from '../../support/catalogueSnapshot';
import { scratch, type Scratch } from '../../support/engineOn';

const QUEUE = `/** Puts uploads that failed back in line, with a growing pause. */
export async function retryFailedUploads(queue: Upload[]): Promise<void> {
	for (const upload of queue) {
		if (upload.tries > 5) continue;
		await pause(2 ** upload.tries * 100);
		await send(upload);
	}
}

export function describeUpload(upload: Upload): string {
	const size = (upload.bytes / 1024).toFixed(1);
	return \`\${upload.name} (\${size} KB, try \${upload.tries})\`;
}
`;
const MONEY = `def round_to_cents(amount):
    """Rounds a sum of money half to even."""
    quantum = Decimal("0.01")
    return Decimal(amount).quantize(quantum, rounding=ROUND_HALF_EVEN)


def split_bill(total, people):
    share = round_to_cents(total / people)
    rest = total - share * people
    return [share] * people, rest
`;

let work: Scratch;
let engine: Engine;
let folder: Folder;

beforeEach(async () => {
	work = scratch({
		'src/queue.ts': QUEUE,
		'billing/money.py': MONEY,
		'README.md': '# Tool\n\nSends files.\n',
	});
	engine = await work.engine();
	folder = await engine.open(work.root);
});
afterEach(() => work.dispose());

async function reopen(): Promise<void> {
	await engine.dispose();
	engine = await work.engine();
	folder = await engine.open(work.root);
}

describe('a file that holds nothing to find', () => {
	it('is sound at the next opening', async () => {
		work.write('fixtures/empty.json', '[]');
		const first = await folder.update({ refine: false });
		expect(first.files).toBe(4);
		await reopen();
		expect((await folder.verify()).problems).toEqual([]);
	});
});

describe('an update', () => {
	it('embeds each text once and nothing again', async () => {
		const first = await folder.update();
		expect(first.skipped).toEqual({});
		expect(first.files).toBe(3);
		expect(first.embedded).toBe(first.chunks);
		expect(folder.status().coverage).toEqual({
			chunks: first.chunks,
			keyword: first.chunks,
			meaning: first.chunks,
			refined: first.chunks,
		});
		const before = catalogueSnapshot(work.store, work.root);
		const again = await folder.update();
		expect(again).toMatchObject({ files: 3, embedded: 0, reused: 0, removed: 0 });
		await reopen();
		expect(await folder.update()).toMatchObject({
			files: 3,
			chunks: first.chunks,
			embedded: 0,
			removed: 0,
		});
		expect(catalogueSnapshot(work.store, work.root)).toEqual(before);
	});

	it('embeds only the chunks that changed', async () => {
		const { chunks } = await folder.update();
		expect(chunks).toBeGreaterThanOrEqual(4);
		work.write(
			'src/queue.ts',
			QUEUE.replace('tries > 5', 'tries > 9').replace('pause(', 'waitABit('),
		);
		const second = await folder.update();
		expect(second.embedded).toBe(1);
		expect(second.reused).toBeGreaterThanOrEqual(1);
	});

	it('ignores a touched file and follows a renamed one', async () => {
		await folder.update();
		utimesSync(join(work.root, 'src/queue.ts'), new Date(), new Date(Date.now() - 60_000));
		expect(await folder.update()).toMatchObject({ embedded: 0, removed: 0 });
		renameSync(join(work.root, 'src/queue.ts'), join(work.root, 'src/uploads.ts'));
		expect((await folder.update()).removed).toBe(1);
		const paths = (await folder.search({ query: 'retry failed uploads' })).groups.map(
			group => group.path,
		);
		expect(paths).toContain('src/uploads.ts');
		expect(paths).not.toContain('src/queue.ts');
	});

	it('keeps what was done when it is stopped, and goes on later', async () => {
		for (let i = 0; i < 120; i++)
			work.write(`many/f${i}.ts`, QUEUE.replaceAll('Upload', `Job${i}x`));
		const stop = new AbortController();
		await expect(
			folder.update({
				signal: stop.signal,
				onProgress: progress => {
					if (progress.phase === 'refining' && progress.refined > 60) stop.abort();
				},
			}),
		).rejects.toMatchObject({ code: 'cancelled' });
		const refined = folder.status().coverage.refined;
		expect(refined).toBeGreaterThan(60);
		await reopen();
		const rest = await folder.update();
		// No more is done again than the step that was in flight.
		expect(rest.embedded).toBeLessThanOrEqual(rest.chunks - refined);
		expect(folder.status().coverage.refined).toBe(rest.chunks);
	});

	it('shares vectors between copies of a workspace', async () => {
		const first = await folder.update();
		const twin = scratch({
			'src/queue.ts': QUEUE,
			'billing/money.py': MONEY,
			'README.md': '# Tool\n\nSends files.\n',
		});
		try {
			const copy = await engine.open(twin.root);
			expect(await copy.update()).toMatchObject({
				chunks: first.chunks,
				embedded: 0,
				reused: first.chunks,
			});
		} finally {
			await engine.dispose();
			await twin.dispose();
		}
	});
});

describe('a search', () => {
	it('finds by words, by meaning, and the function itself', async () => {
		await folder.update();
		const byWords = await folder.search({ query: 'retryFailedUploads' });
		expect(byWords.groups[0]?.best).toMatchObject({
			path: 'src/queue.ts',
			symbol: 'retryFailedUploads',
			kind: 'function',
		});
		expect(byWords.groups[0]?.best.span.startLine).toBe(0);
		// No word of the question stands in the function or its comment.
		const byMeaning = await folder.search({
			query: 'divide a restaurant check among friends',
			mode: 'meaning',
		});
		expect(byMeaning.groups[0]?.path).toBe('billing/money.py');
	});

	it('shows the live text, with marks inside it', async () => {
		await folder.update();
		const { groups } = await folder.search({ query: 'growing pause after failed uploads' });
		const best = groups[0]?.best;
		expect(best?.snippet?.lines[0]).toContain('Puts uploads that failed');
		for (const mark of best?.matches ?? []) {
			const line = best?.snippet?.lines[mark.startLine - best.snippet.startLine] ?? '';
			expect(line.slice(mark.startColumn, mark.endColumn).toLowerCase()).toMatch(
				/pause|fail|upload|grow/,
			);
		}
		expect(best?.matches.length).toBeGreaterThan(1);
	});

	it('shows as many lines as asked for, and among them the line that matches', async () => {
		await folder.update();
		const ask = async (snippetLines: number) => {
			const { groups } = await folder.search({ query: 'rounding ROUND_HALF_EVEN', snippetLines });
			return groups[0]?.best.snippet;
		};
		const two = await ask(2);
		expect(two?.lines).toHaveLength(2);
		expect(two?.lines.join('\n')).toContain('ROUND_HALF_EVEN');
		expect(two?.truncated).toBe(true);
		expect((await ask(1))?.lines.join('\n')).toContain('ROUND_HALF_EVEN');
		// Nonsense from a caller is brought into range.
		expect((await ask(-3))?.lines).toHaveLength(1);
	});

	it('never shows a span whose text has changed', async () => {
		await folder.update();
		// Three lines before everything: the stored spans are wrong now, and no event was told.
		work.write('src/queue.ts', `// one\n// two\n// three\n${QUEUE}`);
		const { groups } = await folder.search({ query: 'describe an upload with its size' });
		const hit = groups
			.flatMap(group => [group.best, ...group.more])
			.find(each => each.symbol === 'describeUpload');
		expect(hit?.span.startLine).toBe(12);
		expect(hit?.snippet?.lines.join('\n')).toContain('describeUpload');
	});

	it('forgets a function that is gone', async () => {
		await folder.update();
		work.write('src/queue.ts', QUEUE.slice(0, QUEUE.indexOf('export function describeUpload')));
		await folder.update({ refine: false });
		const { groups } = await folder.search({ query: 'describeUpload' });
		expect(
			groups.flatMap(group => [group.best, ...group.more]).map(hit => hit.symbol),
		).not.toContain('describeUpload');
	});

	it('applies filters and operators before the cut', async () => {
		for (let i = 0; i < 30; i++)
			work.write(
				`other/g${i}.ts`,
				`export function retryFailedUploads${i}() { return sendUploadsAgain(${i}); }\n`,
			);
		await folder.update({ refine: false });
		const only = await folder.search({
			query: 'retry failed uploads',
			limit: 3,
			filters: { languages: ['python'] },
		});
		expect(only.groups.map(group => group.language)).toEqual(['python']);
		const path = await folder.search({ query: 'retry failed uploads path:src', limit: 3 });
		expect(path.groups.map(group => group.path)).toEqual(['src/queue.ts']);
		const quoted = await folder.search({ query: '"tries > 5" uploads' });
		expect(quoted.groups.map(group => group.path)).toEqual(['src/queue.ts']);
		const without = await folder.search({ query: 'uploads -sendUploadsAgain', limit: 50 });
		expect(without.groups.every(group => !group.path.startsWith('other/'))).toBe(true);
		await expect(folder.search({ query: 'x', limit: 0 })).rejects.toMatchObject({
			code: 'bad-argument',
		});
	});

	it('finds unsaved text, then the file again', async () => {
		await folder.update({ refine: false });
		await folder.setOverlay(
			'src/queue.ts',
			`${QUEUE}\nexport function cancelEverything() {\n\tqueue.length = 0;\n}\n`,
		);
		const found = await folder.search({ query: 'cancelEverything' });
		expect(found.groups[0]?.best.symbol).toBe('cancelEverything');
		await folder.setOverlay('src/queue.ts', undefined);
		const gone = await folder.search({ query: 'cancelEverything' });
		expect(gone.groups.every(group => group.best.symbol !== 'cancelEverything')).toBe(true);
		expect((await folder.search({ query: 'retryFailedUploads' })).groups[0]?.path).toBe(
			'src/queue.ts',
		);
	});

	it('finds code like the code at a line', async () => {
		work.write(
			'src/queue2.ts',
			QUEUE.replaceAll('Upload', 'Transfer').replaceAll('upload', 'transfer'),
		);
		await folder.update();
		const { groups } = await folder.similar('src/queue.ts', 3, { limit: 3 });
		expect(groups[0]?.best).toMatchObject({
			path: 'src/queue2.ts',
			symbol: 'retryFailedTransfers',
		});
		await expect(folder.similar('src/none.ts', 1)).rejects.toMatchObject({ code: 'not-found' });
	});

	it('says why a file is not there', async () => {
		work.write('.gitignore', 'secret-plans/\n');
		work.write('secret-plans/x.ts', 'export const x = 1;\n');
		work.write('.env', 'KEY=1\n');
		work.write('pic.ts', Buffer.from([0, 1, 2, 3, 0, 0, 255, 0, 1]));
		const summary = await folder.update({ refine: false });
		expect(summary.skipped).toMatchObject({ gitignore: 1, secret: 1, binary: 1 });
		expect(await folder.explain('secret-plans/x.ts')).toMatchObject({
			indexed: false,
			reason: 'gitignore',
		});
		expect((await folder.explain('secret-plans/x.ts')).detail).toContain('.gitignore');
		expect(await folder.explain('.env')).toMatchObject({ indexed: false, reason: 'secret' });
		expect(await folder.explain('pic.ts')).toMatchObject({ indexed: false, reason: 'binary' });
		expect(await folder.explain('src/queue.ts')).toMatchObject({
			indexed: true,
			language: 'typescript',
		});
		expect(await folder.explain('nowhere.ts')).toMatchObject({
			indexed: false,
			reason: 'vanished',
		});
	});
});
