import fc from 'fast-check';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine, Folder } from '../../../src/engine/engine';
import { program } from '../support/code';
import { record } from '../support/figures';
import { SEED, times } from '../support/scale';
import { makeTemplate, Repository } from './repository';
import { PATHS, SETTINGS, step, type Step } from './steps';
import { isFolder, newEngine, Reference, viewOf } from './subject';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-fresh-')));
const template = join(base, 'template');
const store = join(base, 'store');
const reference = new Reference(join(base, 'reference'));
let engine: Engine;
let serial = 0;
let steps = 0;

beforeAll(async () => {
	makeTemplate(template);
	engine = await newEngine(store);
});
afterAll(async () => {
	await engine.dispose();
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

/** A window on the repository: one folder, at times a second one for a folder inside it. */
class Window {
	folder!: Folder;
	inner: Folder | undefined;
	#settings: (typeof SETTINGS)[number] = {};
	readonly #edited = new Set<string>();

	constructor(readonly repository: Repository) {}

	get settings() {
		return this.#settings;
	}

	async open(): Promise<void> {
		this.folder = await engine.open(this.repository.root, this.#settings);
	}

	async run(each: Step): Promise<void> {
		const { repository, folder } = this;
		switch (each.do) {
			case 'deliver':
				return this.deliver();
			case 'scan':
				repository.events.clear();
				await folder.update({ refine: false });
				return this.#innerUpdate();
			case 'refine':
				await this.deliver();
				await folder.update();
				return;
			case 'restart':
				await this.#end();
				await engine.dispose();
				engine = await newEngine(store);
				return this.open();
			case 'settings':
				await this.#end();
				this.#settings = SETTINGS[each.which] ?? {};
				return this.open();
			case 'openInner':
				if (this.inner === undefined && isFolder(repository.root, 'lib'))
					this.inner = await engine.open(join(repository.root, 'lib'));
				return this.#innerUpdate();
			case 'closeInner':
				await this.inner?.close();
				this.inner = undefined;
				return;
			case 'edit':
				this.#edited.add(each.path);
				return folder.setOverlay(each.path, program(each.path, each.seed));
			case 'closeEditor':
				this.#edited.delete(each.path);
				return folder.setOverlay(each.path, undefined);
			default:
				repository.apply(each);
		}
	}

	async deliver(): Promise<void> {
		const paths = [...this.repository.events];
		this.repository.events.clear();
		if (paths.length > 0) await this.folder.update({ paths, refine: false });
		const inner = paths.flatMap(path =>
			path === 'lib' ? [''] : path.startsWith('lib/') ? [path.slice(4)] : [],
		);
		if (inner.length > 0) await this.#innerUpdate(inner);
	}

	async closeEditors(): Promise<void> {
		for (const path of this.#edited) await this.folder.setOverlay(path, undefined);
		this.#edited.clear();
	}

	async #innerUpdate(paths?: readonly string[]): Promise<void> {
		// A folder that is gone is closed by the editor.
		if (!isFolder(this.repository.root, 'lib')) {
			await this.inner?.close();
			this.inner = undefined;
		}
		await this.inner?.update({ refine: false, ...(paths === undefined ? {} : { paths }) });
	}

	/** What happens while nobody watches is not told to the next process. */
	async #end(): Promise<void> {
		this.repository.events.clear();
		this.#edited.clear();
		await this.folder.close();
		await this.inner?.close();
		this.inner = undefined;
		// Between two processes the disk moves on.
		const path = PATHS[steps % PATHS.length] ?? 'a.ts';
		this.repository.apply({ do: 'write', path, seed: steps % 40 });
		this.repository.events.clear();
	}

	async close(): Promise<void> {
		await this.folder.close();
		await this.inner?.close();
	}
}

it('the index equals one made from scratch, whatever happened before', async () => {
	let sequences = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.array(step, { minLength: 4, maxLength: 16 }),
			fc.boolean(),
			async (list, bySearchOrEvents) => {
				const root = join(base, `work${serial++}`);
				const window = new Window(new Repository(root, template));
				try {
					await window.open();
					for (const each of list) {
						steps++;
						await window.run(each);
					}
					await window.closeEditors();
					// The last events arrive, or somebody asks for a scan: both must do.
					await window.run({ do: bySearchOrEvents ? 'deliver' : 'scan' });
					// A path of nobody's: an opened folder that got no event yet is scanned all the same.
					await window.folder.update({ paths: ['nobody.txt'] });
					const { folder, inner, settings } = window;
					expect(await viewOf(folder, store)).toEqual(await reference.view(root, settings));
					if (inner !== undefined) {
						await inner.update();
						expect(await viewOf(inner, store)).toEqual(await reference.view(inner.root, {}));
					}
					sequences++;
				} finally {
					await window.close();
					rmSync(root, { recursive: true, force: true });
				}
			},
		),
		{
			numRuns: times(40, 2_000),
			seed: SEED,
			endOnFailure: process.env['LODESTONE_SHRINK'] !== '1',
		},
	);
	record('freshness', { 'sequences checked': sequences, steps });
});
