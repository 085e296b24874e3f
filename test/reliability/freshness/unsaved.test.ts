import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { distinctFile } from '../support/code';
import { newEngine, Reference, viewOf } from './subject';

let base: string;
let root: string;
let store: string;
let reference: Reference;
let engines: Engine[];

beforeEach(() => {
	base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-unsaved-')));
	root = join(base, 'work');
	store = join(base, 'store');
	reference = new Reference(join(base, 'reference'));
	engines = [];
	mkdirSync(root);
	for (let i = 0; i < 4; i++) write(i, 2);
});
afterEach(async () => {
	for (const engine of engines) await engine.dispose();
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

const write = (id: number, functions: number, version = 0): void =>
	writeFileSync(join(root, `f${id}.ts`), distinctFile(id, functions, version));

async function window() {
	const engine = await newEngine(store);
	engines.push(engine);
	return await engine.open(root);
}

const WORDS = ['step0x0', 'step1x1', 'step9x0', 'order'];

it('a file behind an unsaved document keeps its vectors, whatever is indexed meanwhile', async () => {
	const folder = await window();
	await folder.update();
	await folder.setOverlay('f0.ts', distinctFile(90, 3));
	// New texts, which look for a place for their vectors.
	for (const version of [1, 2]) {
		write(1, 3, version);
		await folder.update({ paths: ['f1.ts'], refine: false });
	}
	await folder.setOverlay('f0.ts', undefined);
	await folder.update({ paths: ['f1.ts'] });
	expect(await viewOf(folder, store, WORDS)).toEqual(await reference.view(root, {}, WORDS));
	expect((await folder.verify()).problems).toEqual([]);
});

it('also one that changes or goes on disk behind it, and what it no longer needs is given back', async () => {
	const folder = await window();
	await folder.update();
	await folder.setOverlay('f0.ts', distinctFile(90, 3));
	await folder.setOverlay('f2.ts', distinctFile(91, 3));
	for (const version of [1, 2, 3]) {
		write(0, 3, version);
		await folder.update({ paths: ['f0.ts'], refine: false });
		write(1, 3, version);
		await folder.update({ paths: ['f1.ts'], refine: false });
	}
	rmSync(join(root, 'f2.ts'));
	await folder.update({ paths: ['f2.ts'], refine: false });
	await folder.setOverlay('f0.ts', undefined);
	await folder.setOverlay('f2.ts', undefined);
	for (const version of [4, 5]) {
		write(3, 2, version);
		await folder.update({ paths: ['f3.ts'] });
	}
	expect(await viewOf(folder, store, WORDS)).toEqual(await reference.view(root, {}, WORDS));
	expect((await folder.verify()).problems).toEqual([]);
});

it('an unsaved document in a second window and what the first one saves do not get in each other’s way', async () => {
	const first = await window();
	await first.update();
	const second = await window();
	await second.search({ query: 'order' });
	expect(second.status().writer).toBe('other');
	await second.setOverlay('f0.ts', distinctFile(90, 3));
	/** Files by meaning alone, without those that only one of the windows sees otherwise. */
	const nearest = async (folder: typeof first, query: string): Promise<string[]> =>
		(await folder.search({ query, mode: 'meaning', limit: 100 })).groups
			.map(({ path }) => path)
			.filter(path => path !== 'f0.ts' && path !== 'f2.ts');
	const questions = Array.from({ length: 20 }, (_, i) => `weight of piece ${i}`);
	const unsaved = distinctFile(90, 3);
	for (const version of [1, 2, 3]) {
		write(1, 4, version);
		await first.update({ paths: ['f1.ts'] });
		// The second window takes over what the first one saved, and then gets another unsaved text.
		await second.search({ query: 'order' });
		await second.setOverlay('f2.ts', distinctFile(92 + version, 3));
		for (const query of questions)
			expect(await nearest(second, query), query).toEqual(await nearest(first, query));
	}
	// What is unsaved is found by its meaning as if it had been typed only now.
	const found = async (): Promise<unknown> => {
		const places: unknown[] = [];
		for (const query of questions) {
			const { groups } = await second.search({ query, mode: 'meaning', limit: 100 });
			places.push(groups.map(({ path }) => path));
		}
		return places;
	};
	const before = await found();
	await second.setOverlay('f0.ts', undefined);
	await second.setOverlay('f0.ts', unsaved);
	expect(await found()).toEqual(before);
});

it('words that only an unsaved document of a second window has do not shift the words of what the first one saves', async () => {
	const first = await window();
	await first.update();
	const second = await window();
	await second.search({ query: 'order' });
	expect(second.status().writer).toBe('other');
	const program = (name: string): string =>
		`/** Peels the ${name}. */\nexport function ${name}Peeler(${name}: number) {\n\treturn ${name} + 1;\n}\n`;
	const files = async (folder: typeof first, query: string): Promise<string[]> =>
		(await folder.search({ query, mode: 'keyword' })).groups.map(({ path }) => path);
	const names = ['persimmon', 'kumquat', 'quince', 'medlar'];
	for (const [i, name] of names.entries()) {
		await second.setOverlay('f0.ts', program(`unsaved${name}`));
		writeFileSync(join(root, `${name}.ts`), program(name));
		await first.update({ paths: [`${name}.ts`], refine: false });
		for (const known of names.slice(0, i + 1))
			expect((await files(second, known))[0], known).toBe(`${known}.ts`);
		expect(await files(second, `unsaved${name}Peeler`)).toContain('f0.ts');
	}
	await second.setOverlay('f0.ts', undefined);
	for (const query of [...names, 'order'])
		expect((await files(second, query)).sort()).toEqual((await files(first, query)).sort());
});
