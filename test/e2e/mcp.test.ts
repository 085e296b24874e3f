import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentCall } from '../../src/shared/agent/agentCall';
import type { AgentAnswer } from '../../src/shared/agent/agentAnswer';
import type { ReadOutput } from '../../src/mcp/toolSchemas';
import { lodestone, PROGRAM, temporaryFolder } from './support/cli';
import { writeProject } from './support/project';

const folder = temporaryFolder('mcp');
const project = join(folder.path, 'project');
const store = join(folder.path, 'store');
let client: Client;

/** A client of the SDK with the real program as its server. */
async function connect(args: readonly string[], stderr: string[] = []): Promise<Client> {
	const transport = new StdioClientTransport({
		command: process.execPath,
		args: [PROGRAM, 'mcp', ...args],
		cwd: project,
		stderr: 'pipe',
	});
	transport.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk.toString('utf8')));
	const made = new Client({ name: 'test agent', version: '7.1' });
	await made.connect(transport);
	return made;
}

interface Called<T> {
	readonly value: T;
	readonly text: string;
	readonly isError: boolean;
}
async function call<T>(
	name: string,
	args: Record<string, unknown>,
	on: Client = client,
): Promise<Called<T>> {
	const result = await on.callTool({ name, arguments: args });
	const [first] = result.content as { readonly type: string; readonly text: string }[];
	return {
		value: result.structuredContent as T,
		text: first?.text ?? '',
		isError: result.isError === true,
	};
}

beforeAll(async () => {
	writeProject(project);
	writeFileSync(join(project, '.env'), 'PASSWORD=hunter2hunter2\n');
	writeFileSync(join(folder.path, 'outside.txt'), 'outsideSecretText\n');
	mkdirSync(join(folder.path, 'project-evil'));
	writeFileSync(join(folder.path, 'project-evil', 'a.ts'), 'export const outsideSecretText = 1;\n');
	symlinkSync(join(folder.path, 'outside.txt'), join(project, 'link.txt'));
	symlinkSync(folder.path, join(project, 'up'));
	client = await connect(['--store', store]);
});
afterAll(async () => {
	await client.close();
	folder.remove();
});

describe('what a client sees', () => {
	it('lists four tools that only read, with schemas that any client understands', async () => {
		const { tools } = await client.listTools();
		expect(tools.map(tool => tool.name)).toEqual(['search', 'similar', 'read_span', 'status']);
		for (const tool of tools) {
			expect(tool.annotations).toMatchObject({ readOnlyHint: true, openWorldHint: false });
			expect(tool.outputSchema?.type).toBe('object');
			const text = JSON.stringify([tool.inputSchema, tool.outputSchema]);
			expect(text).not.toMatch(/"(?:\$ref|anyOf|oneOf|allOf|not|\$defs|definitions|null)"/);
			expect(tool.description?.length).toBeGreaterThan(40);
		}
		expect(client.getInstructions()).toContain('by what it means');
	});

	it('answers by meaning, with source, within the budget, and says how complete the index is', async () => {
		const { value, text, isError } = await call<AgentAnswer>('search', {
			query: 'where are passwords hashed',
			maxTokens: 800,
		});
		expect(isError).toBe(false);
		const [best] = value.results;
		expect(best).toMatchObject({ path: 'auth/credentials.py', kind: 'function', folder: '' });
		expect(best?.text).toContain('pbkdf2_hmac');
		const lines = readFileSync(join(project, 'auth/credentials.py'), 'utf8').split('\n');
		expect(best?.text).toBe(lines.slice((best?.startLine ?? 0) - 1, best?.endLine).join('\n'));
		expect(value.health).toHaveLength(1);
		expect(value.health[0]).toMatchObject({ folder: 'project', searchableByWords: 100 });
		expect(value.health[0]?.files).toBeGreaterThan(3);
		expect(text).toContain('auth/credentials.py:');
		expect(text).toContain('Index of project:');
		expect(text.length / 3.5).toBeLessThan(900);
	});

	it('obeys filters, and names what it does not know', async () => {
		const go = await call<AgentAnswer>('search', { query: 'evict the oldest', languages: ['go'] });
		expect(new Set(go.value.results.map(each => each.language))).toEqual(new Set(['go']));
		const wrong = await call('search', { query: 'x', languages: ['klingon'] });
		expect(wrong).toMatchObject({ isError: true });
		expect(wrong.text).toContain('klingon');
		expect((await call('search', { query: 'x', limit: 1_000 })).isError).toBe(true);
		expect((await call('search', { query: '' })).isError).toBe(true);
	});

	it('finds what was written a moment ago', async () => {
		await new Promise(resolve => setTimeout(resolve, 1_100));
		writeFileSync(
			join(project, 'fresh.ts'),
			'export function polishTheGlimmeringAxle(): string {\n\treturn "axle";\n}\n',
		);
		const { value } = await call<AgentAnswer>('search', { query: 'polishTheGlimmeringAxle' });
		expect(value.results[0]?.path).toBe('fresh.ts');
	});

	it('finds similar code and reads more of a file', async () => {
		const similar = await call<AgentAnswer>('similar', { path: 'net/backoff.ts', line: 3 });
		expect(similar.isError).toBe(false);
		const read = await call<ReadOutput>('read_span', {
			path: 'net/backoff.ts',
			startLine: 2,
			endLine: 4,
		});
		const lines = readFileSync(join(project, 'net/backoff.ts'), 'utf8').split('\n');
		expect(read.value.text).toBe(lines.slice(1, 4).join('\n'));
		expect(read.value.totalLines).toBe(lines.length);
	});
});

describe('confinement', () => {
	it.each([
		'../outside.txt',
		'auth/../../outside.txt',
		'/etc/passwd',
		'../project-evil/a.ts',
		'link.txt',
		'up/outside.txt',
		'.env',
		'.git/config',
		'no/such/file.ts',
		'auth',
		'.',
		'..\\outside.txt',
		'file:///etc/passwd',
		'auth/credentials.py\u0000.txt',
		'%2e%2e/outside.txt',
	])('does not read %j', async path => {
		const { isError, text, value } = await call('read_span', { path, startLine: 1, endLine: 9 });
		expect(isError).toBe(true);
		expect(value).toBeUndefined();
		expect(text).not.toMatch(/hunter2|outsideSecretText|root:/);
		expect((await call('similar', { path, line: 1 })).isError).toBe(true);
	});

	it('reads an absolute path inside the folder', async () => {
		const path = join(project, 'net/backoff.ts');
		expect((await call('read_span', { path, startLine: 1, endLine: 2 })).isError).toBe(false);
	});

	it('serves no folder but those it was given', async () => {
		const { isError, text } = await call('search', { query: 'x', folder: folder.path });
		expect(isError).toBe(true);
		expect(text).toContain('project');
	});

	it('ends with a sentence when a folder does not exist', async () => {
		const ended = await lodestone(['mcp', join(folder.path, 'nowhere'), '--store', store]);
		expect(ended.code).toBe(1);
		expect(ended.out).toBe('');
		expect(ended.err).toContain('nowhere');
	});
});

describe('beside others', () => {
	it('reads the index that another process writes, and sees what that commits', async () => {
		const other = await connect(['--store', store]);
		try {
			// The first server asked last and holds the index.
			await call('status', {});
			const name = 'siblingSeesThisAtOnce';
			await new Promise(resolve => setTimeout(resolve, 1_100));
			writeFileSync(join(project, 'sibling.ts'), `export function ${name}(): void {}\n`);
			await call('search', { query: name });
			const { value } = await call<AgentAnswer>('search', { query: name }, other);
			expect(value.results[0]?.path).toBe('sibling.ts');
			expect(value.health[0]?.detail).toContain('Another program');
		} finally {
			await other.close();
		}
	});

	it('tells two folders apart', async () => {
		const both = await connect([project, join(folder.path, 'project-evil'), '--store', store]);
		try {
			const { value } = await call<AgentAnswer>('search', { query: 'outsideSecretText' }, both);
			expect(value.results[0]).toMatchObject({ folder: 'project-evil', path: 'a.ts' });
			expect(value.health.map(each => each.folder)).toEqual(['project', 'project-evil']);
		} finally {
			await both.close();
		}
	});

	it('is cancelled without harm', async () => {
		const controller = new AbortController();
		const asked = client.callTool(
			{ name: 'search', arguments: { query: 'anything at all' } },
			undefined,
			{ signal: controller.signal },
		);
		controller.abort();
		await expect(asked).rejects.toThrow();
		expect((await call('status', {})).isError).toBe(false);
	});
});

describe('started by the editor', () => {
	it('indexes by the rules of the window', async () => {
		const transport = new StdioClientTransport({
			command: process.execPath,
			args: [
				'--no-warnings',
				join(dirname(PROGRAM), '../dist/mcp.js'),
				...['--store', join(folder.path, 'editor-store')],
				...['--settings', JSON.stringify({ [project]: { exclude: ['**/*.py'] } })],
				'--',
				project,
			],
			stderr: 'ignore',
		});
		const editor = new Client({ name: 'editor', version: '1' });
		await editor.connect(transport);
		try {
			const { value } = await call<AgentAnswer>('search', { query: 'hash a password' }, editor);
			expect(value.results.length).toBeGreaterThan(0);
			expect(value.results.filter(each => each.path.endsWith('.py'))).toEqual([]);
		} finally {
			await editor.close();
		}
	});
});

describe('the log', () => {
	it('holds what was asked and which places were given, and no source', async () => {
		await call('search', { query: 'compare in constant time', limit: 3 });
		const text = readFileSync(join(store, 'agent-log.jsonl'), 'utf8');
		const calls = text
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as AgentCall);
		const last = calls.at(-1);
		expect(last).toMatchObject({
			client: 'test agent 7.1',
			tool: 'search',
			question: 'compare in constant time',
			options: { limit: 3 },
		});
		expect(last?.places[0]).toMatch(/^auth\/credentials\.py:\d+-\d+$/);
		expect(calls.find(each => each.question.includes('/etc/passwd'))?.error).toContain('out of');
		expect(text).not.toContain('pbkdf2_hmac');
	});
});
