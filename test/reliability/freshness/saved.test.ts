import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine, Folder } from '../../../src/engine/engine';
import type { Questions } from '../../../src/engine/engineTypes';
import { distinctFile } from '../support/code';
import { newEngine, Reference, viewOf } from './subject';

let base: string;
let root: string;
let engine: Engine;
let folder: Folder;
let reference: Reference;

beforeEach(async () => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-saved-')));
	root = join(base, 'work');
	reference = new Reference(join(base, 'reference'));
	mkdirSync(root);
	for (let i = 0; i < 4; i++) write(i, 2);
	writeFileSync(join(root, '.gitignore'), 'ignored.ts\n');
	engine = await newEngine(join(base, 'store'));
	folder = await engine.open(root);
	await folder.update();
});
afterEach(async () => {
	await engine.dispose();
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

const write = (id: number, functions: number): void =>
	writeFileSync(join(root, `f${id}.ts`), distinctFile(id, functions));
const WORDS = ['step0x0', 'step1x1', 'step90x0', 'order'];

/** What is found: names and places, with what is shown. */
async function found(questions: Questions, query: string) {
	const { groups } = await questions.search({ query, limit: 50 });
	return groups.flatMap(({ best, more }) =>
		[best, ...more].map(({ path, symbol, span, snippet }) => ({ path, symbol, span, snippet })),
	);
}
const symbols = async (questions: Questions, query: string) =>
	(await found(questions, query)).map(hit => hit.symbol);

it('answers as if nothing were unsaved, and the person goes on finding what is', async () => {
	const before = new Map<string, unknown>();
	for (const word of WORDS) before.set(word, await found(folder, word));
	const status = folder.status();
	await folder.setOverlay('f0.ts', distinctFile(90, 3));
	await folder.setOverlay('new.ts', distinctFile(91, 1));
	for (let round = 0; round < 3; round++) {
		expect(await symbols(folder, 'step90x0')).toContain('step90x0');
		expect(await symbols(folder, 'step91x0')).toContain('step91x0');
		await folder.saved(async questions => {
			for (const word of WORDS) expect(await found(questions, word)).toEqual(before.get(word));
			expect(await symbols(questions, 'step91x0')).not.toContain('step91x0');
			expect((await questions.explain('new.ts')).indexed).toBe(false);
			expect(folder.status().coverage).toEqual(status.coverage);
			const similar = await questions.similar('f0.ts', 2);
			expect(similar.groups.map(group => group.path)).not.toContain('new.ts');
		});
	}
	await folder.setOverlay('f0.ts', undefined);
	await folder.setOverlay('new.ts', undefined);
	await folder.update();
	expect(await viewOf(folder, join(base, 'store'), WORDS)).toEqual(
		await reference.view(root, {}, WORDS),
	);
	expect((await folder.verify()).problems).toEqual([]);
});

it('keeps what is typed and saved meanwhile', async () => {
	await folder.setOverlay('f0.ts', distinctFile(90, 3));
	await folder.setOverlay('f1.ts', distinctFile(92, 1));
	let asked: Promise<string[]> | undefined;
	await folder.saved(async questions => {
		// Typed on, undone, opened, and saved to disk by somebody else: all while an agent asks.
		await folder.setOverlay('f0.ts', distinctFile(93, 3));
		await folder.setOverlay('f1.ts', undefined);
		await folder.setOverlay('f2.ts', distinctFile(94, 1));
		write(3, 4);
		await folder.update({ paths: ['f3.ts'], refine: false });
		for (const name of ['step90x0', 'step93x0', 'step94x0'])
			expect(await symbols(questions, name)).not.toContain(name);
		expect(await symbols(questions, 'step1x0')).toContain('step1x0');
		expect(await symbols(questions, 'step3x3')).toContain('step3x3');
		// The person asks and waits for a moment.
		asked = symbols(folder, 'step93x0');
	});
	expect(await asked).toContain('step93x0');
	expect(await symbols(folder, 'step94x0')).toContain('step94x0');
	expect(await symbols(folder, 'step1x0')).toContain('step1x0');
	expect(await symbols(folder, 'step90x0')).not.toContain('step90x0');
	for (const path of ['f0.ts', 'f2.ts']) await folder.setOverlay(path, undefined);
	await folder.update();
	expect(await viewOf(folder, join(base, 'store'), WORDS)).toEqual(
		await reference.view(root, {}, WORDS),
	);
	expect((await folder.verify()).problems).toEqual([]);
});

it('answers many agents and the person at once, each with what is theirs', async () => {
	await folder.setOverlay('f0.ts', distinctFile(90, 3));
	const work: Promise<void>[] = [];
	for (let i = 0; i < 40; i++) {
		work.push(
			folder.saved(async questions => {
				expect(await symbols(questions, 'step0x1')).toContain('step0x1');
				expect(await symbols(questions, 'step90x1')).not.toContain('step90x1');
			}),
			symbols(folder, 'step90x1').then(names => expect(names).toContain('step90x1')),
		);
	}
	await Promise.all(work);
});

it('a file that is left out stays out while it is edited', async () => {
	await folder.setOverlay('ignored.ts', distinctFile(95, 1));
	await folder.setOverlay('.env', 'export function keeperOfSecrets() {}\n');
	expect(await symbols(folder, 'step95x0')).not.toContain('step95x0');
	expect(await symbols(folder, 'keeperOfSecrets')).not.toContain('keeperOfSecrets');
	// A rule that comes later takes it out again with the next keystroke.
	await folder.setOverlay('f1.ts', distinctFile(96, 1));
	expect(await symbols(folder, 'step96x0')).toContain('step96x0');
	writeFileSync(join(root, '.gitignore'), 'ignored.ts\nf1.ts\n');
	await folder.update();
	await folder.setOverlay('f1.ts', distinctFile(96, 2));
	expect(await symbols(folder, 'step96x1')).not.toContain('step96x1');
});
