import assert from 'node:assert/strict';
import { suite, suiteSetup, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions';
import { openHit } from '../../../src/extension/search/openHit';
import { NO_FILTERS } from '../../../src/shared/view/viewProtocol';
import { api, eventually, fileUri, finds, hitsOf, indexed, search } from './support';

const run = (command: string, ...args: unknown[]) =>
	vscode.commands.executeCommand(command, ...args);

suite('commands', () => {
	suiteSetup(indexed);
	teardown(() => run('workbench.action.closeAllEditors'));

	async function askInView(query: string): Promise<void> {
		const { services } = await api();
		const before = services.view.results?.seq;
		await run(COMMANDS.focusSearch, query);
		// A new answer: the one before may have been to the same question.
		await eventually(() => {
			const { results } = services.view;
			const some = (results?.answer.groups.length ?? 0) > 0;
			return results?.query === query && results.seq !== before && some;
		}, `answer to ${query} in the view`);
	}

	test('Show Search View asks and keeps the answer', async () => {
		const { services } = await api();
		await askInView('is the session token expired');
		assert.equal(services.view.results?.answer.groups[0]?.path, 'src/auth/token.ts');
	});

	test('Find Similar Code at the cursor', async () => {
		const { services } = await api();
		const document = await vscode.workspace.openTextDocument(fileUri('src/upload/uploadQueue.ts'));
		const editor = await vscode.window.showTextDocument(document);
		const line = document
			.getText()
			.split('\n')
			.findIndex(text => text.includes('retryFailed'));
		editor.selection = new vscode.Selection(line, 2, line, 2);
		await run(COMMANDS.findSimilar);
		const query = `similar:src/upload/uploadQueue.ts#L${line + 1}`;
		await eventually(() => services.view.results?.query === query, 'similar code');
		assert.ok((services.view.results?.answer.groups.length ?? 0) > 0);
	});

	test('Search for Selection', async () => {
		const { services } = await api();
		const document = await vscode.workspace.openTextDocument(fileUri('src/net/backoff.ts'));
		const editor = await vscode.window.showTextDocument(document);
		const at = document.getText().indexOf('delayFor');
		editor.selection = new vscode.Selection(document.positionAt(at), document.positionAt(at + 8));
		await run(COMMANDS.searchSelection);
		await eventually(
			() => services.view.results?.query === 'delayFor',
			'question from the selection',
		);
	});

	test('Open Results as Document: read-only Markdown with links', async () => {
		await askInView('retry failed uploads');
		await run(COMMANDS.openResultsDocument);
		const document = vscode.window.activeTextEditor?.document;
		assert.equal(document?.languageId, 'markdown');
		assert.match(document.getText(), /^# retry failed uploads/);
		assert.match(document.getText(), /\[src\/upload\/uploadQueue\\?\.ts:\d+\]\(file:.*#L\d+\)/);
	});

	test('Copy Results as Markdown and Copy Diagnostics', async () => {
		await askInView('retry failed uploads');
		await run(COMMANDS.copyResultsMarkdown);
		assert.match(await vscode.env.clipboard.readText(), /uploadQueue/);
		await run(COMMANDS.copyDiagnostics);
		const diagnostics = await vscode.env.clipboard.readText();
		assert.match(diagnostics, /# Lodestone diagnostics/);
		assert.ok(
			!diagnostics.includes('retry failed uploads'),
			'questions are not in the diagnostics',
		);
	});

	test('Pause and Resume', async () => {
		const { services } = await api();
		await run(COMMANDS.pause);
		await eventually(() => services.statusBar.shown?.state === 'paused', 'paused');
		assert.ok(await finds('delayFor'), 'search goes on');
		await run(COMMANDS.resume);
		await eventually(() => services.statusBar.shown?.state !== 'paused', 'resumed');
	});

	test('Update Index and Rebuild Index', async () => {
		await run(COMMANDS.updateIndex);
		await run(COMMANDS.rebuildIndex);
		await eventually(() => finds('delayFor'), 'search after the rebuild');
	});

	test('Show Index Details opens one tab', async () => {
		await run(COMMANDS.showDetails);
		const tabs = () =>
			vscode.window.tabGroups.all
				.flatMap(group => group.tabs)
				.filter(tab => tab.input instanceof vscode.TabInputWebview).length;
		await eventually(() => tabs() === 1, 'details tab');
		await run(COMMANDS.showDetails);
		assert.equal(tabs(), 1);
	});

	test('Why Is This File Not Indexed? names the rule', async () => {
		const { services } = await api();
		const folderId = services.folders.enabled[0]?.id ?? '';
		const ignored = await services.engine.call('explain', {
			folderId,
			path: 'ignored/secretPlan.ts',
		});
		assert.equal(ignored.indexed, false);
		assert.equal(ignored.reason, 'gitignore');
		assert.match(ignored.detail, /gitignore/);
		const kept = await services.engine.call('explain', { folderId, path: 'src/net/backoff.ts' });
		assert.equal(kept.indexed, true);
	});

	test('Semantic Find opens and closes', async () => {
		await run(COMMANDS.semanticFind, 'retry failed uploads');
		await new Promise(resolve => setTimeout(resolve, 500));
		await run('workbench.action.closeQuickOpen');
	});

	test('Open Log, Open Settings, Open Walkthrough do not fail', async () => {
		await run(COMMANDS.openLog);
		await run(COMMANDS.openSettings);
		await run(COMMANDS.openWalkthrough);
	});

	test('a hit opens where its text is now', async () => {
		const response = await search('retry failed uploads');
		const [group] = response.groups;
		const hit = hitsOf(group ? [group] : []).find(each => each.symbol.includes('retryFailed'));
		assert.ok(hit);
		const uri = fileUri(hit.path);
		const document = await vscode.workspace.openTextDocument(uri);
		const editor = await vscode.window.showTextDocument(document);
		await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '\n'.repeat(40)));
		const opened = await openHit({ uri, span: hit.span, snippet: hit.snippet }, 'here');
		assert.equal(opened.selection.start.line, hit.span.startLine + 40);
		await run('workbench.action.files.revert');
	});

	test('a path that leads outside is not opened', async () => {
		const { services } = await api();
		const folderId = services.folders.enabled[0]?.id ?? '';
		assert.equal(services.folders.resolve(folderId, '../../etc/passwd'), undefined);
		assert.equal(services.folders.resolve('file:///elsewhere', 'a.ts'), undefined);
		assert.ok(services.folders.resolve(folderId, 'src/a.ts'));
	});

	test('filters: only changed files, by glob, by language', async () => {
		const { services } = await api();
		const signal = new AbortController().signal;
		const ask = async (filters: Partial<typeof NO_FILTERS>) => {
			const answer = await services.searcher.ask({
				query: 'send messages uploads',
				filters: { ...NO_FILTERS, ...filters },
				limit: 20,
				signal,
			});
			return answer.groups.map(group => group.path);
		};
		assert.ok((await ask({ include: '*.py' })).every(path => path.endsWith('.py')));
		assert.ok((await ask({ languages: ['python'] })).every(path => path.endsWith('.py')));
		assert.ok(!(await ask({ exclude: 'src/**' })).some(path => path.startsWith('src/')));
	});

	test('the context menu of a result: open, paths, Markdown; a row that is none is ignored', async () => {
		const { services } = await api();
		await askInView('retry failed uploads');
		const group = services.view.results?.answer.groups[0];
		assert.ok(group);
		const row = { folderId: group.folderId, path: group.path, chunkId: group.best.chunkId };
		await run(COMMANDS.resultCopyRelativePath, row);
		assert.equal(await vscode.env.clipboard.readText(), group.path);
		await run(COMMANDS.resultCopyPath, row);
		assert.equal(await vscode.env.clipboard.readText(), fileUri(group.path).fsPath);
		await run(COMMANDS.resultCopyMarkdown, row);
		assert.match(await vscode.env.clipboard.readText(), /uploadQueue/);
		await run(COMMANDS.resultOpen, { ...row, chunkId: undefined });
		assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, fileUri(group.path).fsPath);
		await run('workbench.action.closeAllEditors');
		for (const wrong of [
			undefined,
			'row',
			{ ...row, path: '../../etc/passwd' },
			{ ...row, folderId: 'file:///elsewhere' },
			{ ...row, chunkId: 1e9 },
		])
			await run(COMMANDS.resultOpen, wrong);
		assert.equal(vscode.window.activeTextEditor, undefined);
	});

	test('a result that is dismissed is not exported', async () => {
		const { services } = await api();
		await askInView('retry failed uploads');
		const group = services.view.results?.answer.groups[0];
		assert.ok(group);
		await run(COMMANDS.resultDismiss, { folderId: group.folderId, path: group.path });
		await eventually(
			() => services.view.results?.answer.groups.every(each => each.path !== group.path) === true,
			'dismissed file is gone',
		);
		await run(COMMANDS.copyResultsMarkdown);
		assert.ok(!(await vscode.env.clipboard.readText()).includes(group.path));
		await run(COMMANDS.searchAgain);
		await eventually(
			() => services.view.results?.answer.groups.some(each => each.path === group.path) === true,
			'a new search brings it back',
		);
	});

	test('a folder is searched alone by its row', async () => {
		const { services } = await api();
		await askInView('retry failed uploads');
		const group = services.view.results?.answer.groups[0];
		assert.equal(group?.path, 'src/upload/uploadQueue.ts');
		await run(COMMANDS.resultOnlyFolder, { folderId: group.folderId, path: group.path });
		await eventually(
			() =>
				services.view.results?.answer.groups.every(({ path }) => path.startsWith('src/upload/')) ===
				true,
			'only that folder',
		);
		await services.view.ask('retry failed uploads', NO_FILTERS);
	});

	test('no key of ours is taken by the editor', async () => {
		const defaults = await vscode.workspace.openTextDocument(
			vscode.Uri.parse('vscode://defaultsettings/keybindings.json'),
		);
		const text = defaults.getText().toLowerCase();
		assert.ok(text.length > 10_000, 'default keybindings are listed');
		for (const key of ['ctrl+alt+/', 'ctrl+shift+alt+/', 'shift+alt+ctrl+/'])
			for (const entry of text.split('}'))
				if (entry.includes(`"${key}"`)) assert.match(entry, /lodestone/, `${key}: ${entry}`);
	});
});
