import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { AgentAnswer } from '../../src/shared/agent/agentAnswer';
import { packageVsix } from '../../scripts/packageVsix.mjs';

export const ROOT = resolve(import.meta.dirname, '../..');

/** The package of this platform, made once for all files of the suite; a ready one is named by LODESTONE_VSIX. */
export function linuxPackage(): string {
	const named = process.env['LODESTONE_VSIX'];
	if (named !== undefined) return named;
	const made = join(ROOT, 'out/package-test/lodestone-linux-x64.vsix');
	return existsSync(made) && process.env['LODESTONE_PACKAGED'] === '1'
		? made
		: packageVsix('linux-x64', made);
}

export function unzip(vsix: string, into: string): string {
	execFileSync('unzip', ['-q', '-o', vsix, '-d', into]);
	return join(into, 'extension');
}

/** Files below a folder, relative with `/`, sorted. */
export const filesOf = (folder: string): string[] =>
	readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile())
		.map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
		.sort();

/** Platform that a binary is for, from its first bytes; undefined for what is no binary. */
export function binaryKind(file: string): string | undefined {
	const bytes = readFileSync(file).subarray(0, 4096);
	if (bytes.length < 64) return undefined;
	if (bytes.readUInt32BE(0) === 0x7f454c46)
		return `linux-${({ 0x3e: 'x64', 0xb7: 'arm64' } as Record<number, string>)[bytes.readUInt16LE(18)] ?? '?'}`;
	if (bytes.readUInt32LE(0) === 0xfeedfacf)
		return `darwin-${({ 0x01000007: 'x64', 0x0100000c: 'arm64' } as Record<number, string>)[bytes.readUInt32LE(4)] ?? '?'}`;
	if (bytes.toString('latin1', 0, 2) === 'MZ') {
		const machine = bytes.readUInt16LE(bytes.readUInt32LE(60) + 4);
		return `win32-${({ 0x8664: 'x64', 0xaa64: 'arm64' } as Record<number, string>)[machine] ?? '?'}`;
	}
	return undefined;
}

/** Asks the MCP server inside an unpacked extension, run by this Node, as the editor's Node would run it. */
export async function askInstalled(
	extension: string,
	store: string,
	folder: string,
	queries: readonly string[],
	env: Readonly<Record<string, string>> = {},
): Promise<AgentAnswer[]> {
	const client = new Client({ name: 'package test', version: '1' });
	await client.connect(
		new StdioClientTransport({
			command: process.execPath,
			args: ['--no-warnings', join(extension, 'dist/mcp.js'), '--store', store, '--', folder],
			env: { ...(process.env as Record<string, string>), ...env },
			stderr: 'ignore',
		}),
	);
	try {
		const ask = async (query: string): Promise<AgentAnswer> => {
			const result = await client.callTool({
				name: 'search',
				arguments: { query, limit: 10, maxTokens: 20_000 },
			});
			return result.structuredContent as AgentAnswer;
		};
		// Until nothing is refined any more: answers of the levels are compared at rest.
		for (let i = 0; i < 600; i++) {
			const [health] = (await ask(queries[0] ?? '')).health;
			if (health?.refined === 100 || health?.state === 'DEGRADED') break;
			await new Promise(resolve => setTimeout(resolve, 250));
		}
		const answers: AgentAnswer[] = [];
		for (const query of queries) answers.push(await ask(query));
		return answers;
	} finally {
		await client.close();
	}
}
