import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { storePaths } from '../../../src/engine/store/storePaths';
import { scratch, type Scratch } from '../../support/engineOn';
import { FIXTURE_FILES } from '../../support/fixtureProject';

const FIXTURES = join(import.meta.dirname, '../../fixtures/index');
let work: Scratch | undefined;
afterEach(() => work?.dispose());

/** The project with the index that a release left behind. */
function left(version: string): Scratch {
	const made = scratch(FIXTURE_FILES);
	const paths = storePaths(made.store, made.root);
	mkdirSync(dirname(paths.catalogue), { recursive: true });
	cpSync(join(FIXTURES, version, 'catalogue.sqlite'), paths.catalogue);
	cpSync(join(FIXTURES, version, 'embeddings.sqlite'), paths.embeddings);
	return made;
}

describe.each(readdirSync(FIXTURES))('an index that Lodestone %s wrote', version => {
	it('is read, or made again without embedding anything twice', async () => {
		work = left(version);
		const engine = await work.engine();
		const folder = await engine.open(work.root);
		const summary = await folder.update();
		const { chunks, fingerprint } = JSON.parse(
			readFileSync(join(FIXTURES, version, 'facts.json'), 'utf8'),
		) as { chunks: number; fingerprint: string };
		expect(summary.files).toBe(Object.keys(FIXTURE_FILES).length);
		const { coverage, model } = folder.status();
		expect(coverage.refined).toBe(summary.chunks);
		// Vectors of another model are of no use to this one; those of the same are not made twice.
		if (model.fingerprint === fingerprint) {
			expect(summary.embedded).toBe(0);
			expect(summary.chunks).toBe(chunks);
		}
		const { groups } = await folder.search({ query: 'where are credentials protected' });
		expect(groups[0]?.path).toBe('hash.py');
		expect(groups[0]?.best.precision).toBe('refined');
	});

	it('is refused with a sentence, and left alone, by a version that is older than it', async () => {
		work = left(version);
		const { catalogue } = storePaths(work.store, work.root);
		const db = new DatabaseSync(catalogue);
		db.exec('PRAGMA user_version = 999');
		db.close();
		const before = readFileSync(catalogue);
		const engine = await work.engine();
		const refused = await engine.open(work.root).catch((error: unknown) => error);
		expect(refused).toMatchObject({ code: 'store-newer' });
		expect((refused as Error).message).toMatch(
			/newer Lodestone \(format 999, this one reads \d+\)/,
		);
		expect(readFileSync(catalogue).equals(before)).toBe(true);
	});
});
