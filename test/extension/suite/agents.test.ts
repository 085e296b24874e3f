import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { mcpDefinitions } from '../../../src/extension/agents/mcpProvider';
import { TOOLS } from '../../../src/extension/contributions';
import type { AgentAnswer } from '../../../src/shared/agent/agentAnswer';
import { api, eventually, fileUri, indexed } from './support';

const invoke = async (name: string, input: object): Promise<string> => {
	const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
	return result.content
		.map(part => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
		.join('');
};

suite('agents', () => {
	test('chat models find both tools', () => {
		const names = vscode.lm.tools.map(tool => tool.name);
		for (const name of Object.values(TOOLS)) assert.ok(names.includes(name), name);
	});

	test('the search tool answers with source and the state of the index', async () => {
		await indexed();
		const text = await invoke(TOOLS.search, { query: 'retry failed uploads', limit: 3 });
		assert.match(text, /src\/upload\/uploadQueue\.ts:\d+-\d+/);
		assert.match(text, /retryFailed/);
		assert.match(text, /Index of \S+: \w+\./);
	});

	test('it obeys filters and the budget', async () => {
		const text = await invoke(TOOLS.search, {
			query: 'upload',
			include: ['**/*.md'],
			maxTokens: 300,
		});
		assert.doesNotMatch(text, /\.ts:\d+/);
		assert.ok(text.length / 3.5 < 420, `${text.length} characters`);
	});

	test('the read tool reads what is indexed, and nothing else', async () => {
		const text = await invoke(TOOLS.readSpan, {
			path: 'src/upload/uploadQueue.ts',
			startLine: 1,
			endLine: 3,
		});
		assert.match(text, /uploadQueue\.ts:1-3 of \d+ lines/);
		for (const path of ['../../../etc/passwd', '/etc/passwd', 'ignored/plan.ts', '.git/config'])
			await assert.rejects(invoke(TOOLS.readSpan, { path, startLine: 1, endLine: 2 }), Error, path);
	});

	test('the MCP server that the editor is offered runs on the editor’s own Node and is answered by the window’s engine', async () => {
		const { services } = await api();
		const [definition] = mcpDefinitions(services.mcp);
		assert.ok(definition);
		const added = Object.entries(definition.env).flatMap(([name, value]) =>
			value === null ? [] : [[name, String(value)] as const],
		);
		const client = new Client({ name: 'in-editor test', version: '1' });
		await client.connect(
			new StdioClientTransport({
				command: definition.command,
				args: definition.args,
				env: {
					...Object.fromEntries(
						Object.entries(process.env).filter(
							(entry): entry is [string, string] =>
								entry[1] !== undefined && !(entry[0] in definition.env),
						),
					),
					...Object.fromEntries(added),
				},
				stderr: 'ignore',
			}),
		);
		try {
			const result = await client.callTool({
				name: 'search',
				arguments: { query: 'retry failed uploads', limit: 3 },
			});
			const answer = result.structuredContent as AgentAnswer;
			assert.equal(answer.results[0]?.path, 'src/upload/uploadQueue.ts');
			// Not an engine of its own: the window's, through the mailbox in the store.
			assert.match(answer.health[0]?.answeredBy ?? '', /^the open window \(process \d+\)$/);
		} finally {
			await client.close();
		}
	});

	test('the person can see what was asked', async () => {
		const { services } = await api();
		await services.agentLog.show();
		const shown = () => vscode.window.activeTextEditor?.document.getText() ?? '';
		await eventually(() => shown().includes('retry failed uploads'), 'the question in the log');
		assert.match(shown(), /src\/upload\/uploadQueue\.ts:\d+-\d+/);
		assert.match(shown(), /etc\/passwd/);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
	});

	test('other extensions get a small, versioned API', async () => {
		const lodestone = await api();
		assert.equal(lodestone.version, 1);
		assert.equal(lodestone.status.engine, 'running');
		assert.ok((lodestone.status.folders[0]?.searchableByWords ?? 0) > 0.9);
		const { matches, complete } = await lodestone.search('retry failed uploads', { limit: 5 });
		assert.equal(complete, true);
		assert.equal(matches[0]?.uri.fsPath, fileUri('src/upload/uploadQueue.ts').fsPath);
		assert.ok(matches[0].range.end.line > matches[0].range.start.line);
		assert.notEqual(matches[0].preview, '');
		const similar = await lodestone.similar(matches[0].uri, matches[0].range.start.line);
		assert.ok(similar.matches.length > 0);
		await assert.rejects(lodestone.search('x', { limit: 0 }), /limit/);
		const source = new vscode.CancellationTokenSource();
		source.cancel();
		await assert.rejects(lodestone.search('x', {}, source.token), vscode.CancellationError);
	});
});
