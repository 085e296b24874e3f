import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { codeServerEntry, codeServerNode } from '../../../scripts/setupVscode.mjs';
import { storePaths } from '../../../src/engine/store/storePaths';
import { FIXTURE_FILES } from '../../support/fixtureProject';
import { writeSampleWorkspace } from '../../support/vscode/sampleWorkspace';
import { ROOT } from '../buildSuite';
import { askUntil, items, results, says, text } from './asking';
import type { Scene } from './troubles';

const BASE = mkdtempSync('/tmp/lode-life-');
const FIXTURES = join(ROOT, 'test/fixtures/index');
const done = () => rmSync(BASE, { recursive: true, force: true });

/** A workspace and a store with an index in it, as another version left them. */
function left(
	name: string,
	write: (workspace: string) => void,
	index: (catalogue: string, embeddings: string) => void,
) {
	const workspace = join(BASE, name, 'work');
	const store = join(BASE, name, 'store');
	return {
		workspace,
		store,
		make() {
			mkdirSync(workspace, { recursive: true });
			write(workspace);
			const paths = storePaths(store, workspace);
			mkdirSync(dirname(paths.catalogue), { recursive: true });
			index(paths.catalogue, paths.embeddings);
		},
	};
}

const newer = left('newer', writeSampleWorkspace, catalogue => {
	const db = new DatabaseSync(catalogue);
	db.exec('CREATE TABLE future(x); PRAGMA user_version = 999');
	db.close();
});
const upgrades = readdirSync(FIXTURES).map(version => ({
	version,
	...left(
		`from-${version}`,
		workspace => {
			for (const [path, content] of Object.entries(FIXTURE_FILES))
				writeFileSync(join(workspace, path), content);
		},
		(catalogue, embeddings) => {
			cpSync(join(FIXTURES, version, 'catalogue.sqlite'), catalogue);
			cpSync(join(FIXTURES, version, 'embeddings.sqlite'), embeddings);
		},
	),
}));

/** What a package lives through: other runtimes, other versions' indexes. */
export const LIFECYCLE: readonly Scene[] = [
	{
		options: {
			prepare(extension) {
				// As a package for another platform would be.
				renameSync(
					join(extension, 'dist/node_modules/onnxruntime-node/bin'),
					join(extension, 'dist/node_modules/onnxruntime-node/nib'),
				);
			},
		},
		story: [
			'a missing native binary: the model runs as WebAssembly, and nobody notices',
			async w => {
				await w.status(/Lodestone/);
				await w.command('Lodestone: Show Search View');
				const view = await askUntil(
					w,
					'retry failed uploads',
					async asked => /refined by meaning/.test(await text(asked)),
					'an answer by refined vectors',
				);
				await results(view, /uploadQueue\.ts/);
				assert.doesNotMatch(await text(view), /Draft meaning only|cannot start/);
			},
		],
	},
	{
		possible() {
			newer.make();
			return true;
		},
		options: { workspace: newer.workspace, env: { LODESTONE_STORE: newer.store } },
		story: [
			'a downgrade: an index from a newer version is left alone, and the view says what to do',
			async w => {
				await w.status(/Lodestone/);
				await w.command('Lodestone: Show Search View');
				const view = await w.view();
				await says(view, /newer version/, 60_000);
				await says(view, /Update the extension|build the index anew/, 60_000);
				await w.shot('life-newer-dark');
				const db = new DatabaseSync(storePaths(newer.store, newer.workspace).catalogue, {
					readOnly: true,
				});
				assert.equal(db.prepare('PRAGMA user_version').get()?.['user_version'], 999);
				db.close();
			},
		],
	},
	...upgrades.map((upgrade): Scene => ({
		possible() {
			upgrade.make();
			return true;
		},
		options: { workspace: upgrade.workspace, env: { LODESTONE_STORE: upgrade.store } },
		story: [
			`an upgrade from ${upgrade.version}: its index answers`,
			async w => {
				await w.status(/Lodestone/);
				await w.command('Lodestone: Show Search View');
				const view = await askUntil(
					w,
					'where are credentials protected',
					async asked => (await items(asked)).some(item => item.includes('hash.py')),
					'the file that answers',
				);
				assert.doesNotMatch(await text(view), /newer version|damaged/);
			},
		],
	})),
];

/** Installs, installs over it, and uninstalls, by the editor's own command line. */
export function installAndUninstall(vsix: string): void {
	const folder = join(BASE, 'cli');
	const editor = (...args: string[]): string => {
		const ended = spawnSync(
			codeServerNode(),
			[
				codeServerEntry(),
				'--user-data-dir',
				join(folder, 'user'),
				'--extensions-dir',
				join(folder, 'exts'),
				...args,
			],
			{ encoding: 'utf8' },
		);
		assert.equal(ended.status, 0, ended.stderr);
		return ended.stdout;
	};
	editor('--install-extension', vsix);
	assert.match(editor('--list-extensions', '--show-versions'), /^lodestone\.lodestone@\d/m);
	editor('--install-extension', vsix, '--force');
	editor('--uninstall-extension', 'lodestone.lodestone');
	assert.doesNotMatch(editor('--list-extensions'), /lodestone/);
	done();
}
