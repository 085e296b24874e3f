/**
 * Makes the fixture of the index format that this version writes: `npx tsx test/support/makeIndexFixture.ts`. Run once a release; the
 * fixtures of earlier releases stay, and test/unit/engine/releasedIndexes.test.ts opens them all.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createEngine } from '../../src/engine/engine';
import { silentLogger } from '../../src/engine/ports';
import { FIXTURE_FILES } from './fixtureProject';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const base = mkdtempSync(join(tmpdir(), 'lodestone-fixture-'));

async function main(): Promise<void> {
	const root = join(base, 'work');
	const store = join(base, 'store');
	mkdirSync(root);
	for (const [path, text] of Object.entries(FIXTURE_FILES)) writeFileSync(join(root, path), text);
	const engine = await createEngine({
		storeRoot: store,
		runtime: {
			workers: resolve('dist'),
			grammars: resolve('dist/grammars'),
			models: resolve('models'),
		},
		logger: silentLogger,
	});
	const folder = await engine.open(root);
	const { chunks } = await folder.update();
	const { storePath: index, model } = folder.status();
	await engine.dispose();
	const target = resolve('test/fixtures/index', version);
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	cpSync(join(index, 'catalogue.sqlite'), join(target, 'catalogue.sqlite'));
	cpSync(join(store, 'embeddings.sqlite'), join(target, 'embeddings.sqlite'));
	writeFileSync(
		join(target, 'facts.json'),
		`${JSON.stringify({ chunks, fingerprint: model.fingerprint })}\n`,
	);
}

main()
	.finally(() => rmSync(base, { recursive: true, force: true }))
	.catch((error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	});
