import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { git } from '../../support/vscode/sampleWorkspace';
import { measured, quantile } from './measures';
import { api, eventually, fileUri, finds, indexed, root, write } from './support';

suite('automatic indexing', () => {
	suiteSetup(indexed);

	test('a saved edit is searchable within a second', async () => {
		const times: number[] = [];
		const document = await vscode.workspace.openTextDocument(fileUri('src/net/backoff.ts'));
		const editor = await vscode.window.showTextDocument(document);
		for (let i = 0; i < 8; i++) {
			const word = `savedMarker${i}Qx`;
			await editor.edit(edit => edit.insert(new vscode.Position(0, 0), `// ${word}\n`));
			await document.save();
			times.push(await eventually(() => finds(word), `saved ${word}`));
		}
		measured('save to searchable p50', quantile(times, 0.5));
		measured('save to searchable p95', quantile(times, 0.95));
		assert.ok(quantile(times, 0.5) < 3_000);
	});

	test('an unsaved edit is searchable, and gone when it is taken back', async () => {
		const document = await vscode.workspace.openTextDocument(fileUri('src/auth/token.ts'));
		const editor = await vscode.window.showTextDocument(document);
		const text = '\nexport function unsavedPineappleHelper() {\n\treturn 1;\n}\n';
		await editor.edit(edit => edit.insert(new vscode.Position(document.lineCount, 0), text));
		assert.ok(document.isDirty);
		const took = await eventually(
			() => finds('unsavedPineappleHelper', 'src/auth/token.ts'),
			'dirty text',
		);
		measured('unsaved edit to searchable', took);
		await vscode.commands.executeCommand('workbench.action.files.revert');
		await eventually(async () => !(await finds('unsavedPineappleHelper')), 'reverted text');
	});

	test('files that are created, renamed and deleted in the editor', async () => {
		const from = fileUri('src/fresh.ts');
		const to = fileUri('src/renamed.ts');
		const create = new vscode.WorkspaceEdit();
		create.createFile(from, {
			contents: new TextEncoder().encode(
				'export function freshWatermelonTask() {\n\treturn 2;\n}\n',
			),
		});
		await vscode.workspace.applyEdit(create);
		await eventually(() => finds('freshWatermelonTask', 'src/fresh.ts'), 'created file');
		const rename = new vscode.WorkspaceEdit();
		rename.renameFile(from, to);
		await vscode.workspace.applyEdit(rename);
		await eventually(() => finds('freshWatermelonTask', 'src/renamed.ts'), 'renamed file');
		assert.ok(!(await finds('freshWatermelonTask', 'src/fresh.ts')));
		const remove = new vscode.WorkspaceEdit();
		remove.deleteFile(to);
		await vscode.workspace.applyEdit(remove);
		await eventually(async () => !(await finds('freshWatermelonTask')), 'deleted file');
	});

	test('files that change outside the editor', async () => {
		const path = join(root(), 'src/outside.ts');
		writeFileSync(path, 'export function outsideCoconutJob() {\n\treturn 3;\n}\n');
		const took = await eventually(() => finds('outsideCoconutJob'), 'file from outside');
		measured('change from outside to searchable', took);
		rmSync(path);
		await eventually(async () => !(await finds('outsideCoconutJob')), 'file removed outside');
	});

	test('a branch switch', async () => {
		git(root(), 'add', '-A');
		git(root(), 'commit', '-q', '-m', 'Before the switch');
		git(root(), 'checkout', '-q', '-b', 'feature');
		for (let i = 0; i < 30; i++)
			writeFileSync(
				join(root(), `src/feature${i}.ts`),
				`export function featureDragonfruit${i}Step() {}\n`,
			);
		git(root(), 'add', '-A');
		git(root(), 'commit', '-q', '-m', 'Feature');
		await eventually(() => finds('featureDragonfruit29Step'), 'files of the branch');
		git(root(), 'checkout', '-q', 'main');
		await eventually(async () => !(await finds('featureDragonfruit29Step')), 'files gone on main');
		git(root(), 'checkout', '-q', 'feature');
		const took = await eventually(() => finds('featureDragonfruit29Step'), 'back on the branch');
		measured('branch switch to searchable', took);
		git(root(), 'checkout', '-q', 'main');
	});

	test('a changed ignore file', async () => {
		await write('generated/made.ts', 'export function madeByLycheeTool() {}\n');
		await eventually(() => finds('madeByLycheeTool'), 'file before it is ignored');
		await write('.lodestoneignore', 'generated/\n');
		await eventually(async () => !(await finds('madeByLycheeTool')), 'file after it is ignored');
		await vscode.workspace.fs.delete(fileUri('.lodestoneignore'));
		await eventually(() => finds('madeByLycheeTool'), 'file after the rule is gone');
	});

	test('changed settings: exclude, and a folder turned off and on', async () => {
		const { services } = await api();
		const folder = vscode.workspace.workspaceFolders?.[0];
		const set = (key: string, value: unknown) =>
			vscode.workspace
				.getConfiguration('lodestone', folder?.uri)
				.update(key, value, vscode.ConfigurationTarget.WorkspaceFolder);
		await set('exclude', ['worker/**']);
		await eventually(async () => !(await finds('drain_outbox')), 'excluded folder');
		await set('exclude', undefined);
		await eventually(() => finds('drain_outbox'), 'included again');
		await set('enabled', false);
		await eventually(() => services.folders.enabled.length === 0, 'folder off');
		await eventually(() => services.statusBar.shown?.state === 'off', 'status bar says off');
		await set('enabled', undefined);
		await eventually(() => finds('drain_outbox'), 'folder on again');
	});

	test('wrong setting values: the default applies, and it is said once', async () => {
		const { services } = await api();
		const configuration = vscode.workspace.getConfiguration('lodestone');
		const set = (key: string, value: unknown) =>
			configuration.update(key, value, vscode.ConfigurationTarget.Global);
		const said: string[] = [];
		const listening = services.log.onDidLog(({ message }) => said.push(message));
		try {
			await set('resultsLimit', 'many');
			await set('previewLines', -3);
			await eventually(() => said.some(each => each.includes('lodestone.previewLines')), 'said');
			assert.equal(services.settings().resultsLimit, 50);
			assert.equal(services.settings().previewLines, 5);
			assert.ok(await finds('drain_outbox'), 'search goes on');
			await set('previewLines', 7);
			await eventually(() => services.settings().previewLines === 7, 'a right value applies');
			assert.equal(said.filter(each => each.includes('lodestone.resultsLimit')).length, 1);
		} finally {
			listening.dispose();
			for (const key of ['resultsLimit', 'previewLines']) await set(key, undefined);
		}
	});

	test('folders that join and leave the workspace', async () => {
		const { services } = await api();
		const second = join(root(), '../second');
		mkdirSync(second, { recursive: true });
		writeFileSync(
			join(second, 'extra.ts'),
			'export function extraPapayaThing() {\n\treturn 4;\n}\n',
		);
		const uri = vscode.Uri.file(second);
		assert.ok(vscode.workspace.updateWorkspaceFolders(1, 0, { uri }));
		await eventually(() => services.folders.enabled.length === 2, 'second folder');
		const ask = async () => {
			const signal = new AbortController().signal;
			const { NO_FILTERS } = await import('../../../src/shared/view/viewProtocol');
			const query = 'extraPapayaThing';
			const answer = await services.searcher.ask({ query, filters: NO_FILTERS, limit: 20, signal });
			return answer.groups.some(
				group => group.path === 'extra.ts' && group.folderId === uri.toString(),
			);
		};
		await eventually(ask, 'found in the second folder');
		assert.ok(vscode.workspace.updateWorkspaceFolders(1, 1));
		await eventually(() => services.folders.enabled.length === 1, 'second folder gone');
		await eventually(async () => !(await ask()), 'no longer found');
	});
});
