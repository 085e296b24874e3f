import { readdirSync, readFileSync } from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { AgentAnswer } from '../../../src/shared/agent/agentAnswer';
import type { AgentHealth } from '../../../src/shared/agent/agentHealth';
import { PROGRAM } from './cli';

/** An agent: a client of the SDK with `lodestone mcp` as its server. */
export class Agent {
	private constructor(
		private readonly client: Client,
		/** Of the server. */
		readonly pid: number,
		/** What the server wrote to standard error. */
		readonly stderr: readonly string[],
	) {}

	/** @param program Another one than the command line, which is given the arguments alone: the server as the editor starts it. */
	static async start(args: readonly string[], program?: string): Promise<Agent> {
		const transport = new StdioClientTransport({
			command: process.execPath,
			args: ['--no-warnings', ...(program === undefined ? [PROGRAM, 'mcp'] : [program]), ...args],
			stderr: 'pipe',
		});
		const stderr: string[] = [];
		transport.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk.toString('utf8')));
		const client = new Client({ name: 'agent', version: '1' });
		await client.connect(transport);
		return new Agent(client, transport.pid ?? 0, stderr);
	}

	/** Calls a tool. @throws when the tool says that it failed. */
	async call<T>(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
		const result = await this.client.callTool({ name, arguments: args }, undefined, {
			...(signal === undefined ? {} : { signal }),
		});
		const [first] = result.content as { readonly text: string }[];
		if (result.isError === true) throw new Error(first?.text);
		return result.structuredContent as T;
	}

	search(query: string, args: Record<string, unknown> = {}): Promise<AgentAnswer> {
		return this.call('search', { query, ...args });
	}

	/** Whose engine answers now, in words. */
	async answeredBy(): Promise<string> {
		const { health } = await this.call<{ health: AgentHealth[] }>('status', {});
		return health.map(each => each.answeredBy).join();
	}

	async stop(): Promise<void> {
		await this.client.close();
	}
}

/** Memory of a process in MB: resident, and its share where pages are shared with others. Linux only. */
export function memoryOf(pid: number): { readonly rss: number; readonly pss: number } {
	const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const mb = (name: string): number =>
		Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024);
	return { rss: mb('Rss'), pss: mb('Pss') };
}

/** Processor time that a process has used, in ms. Linux only. */
export function cpuMsOf(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Open files of a process, and folders that it has the system watch. Linux only. */
export function handlesOf(pid: number): { readonly files: number; readonly watches: number } {
	const names = readdirSync(`/proc/${pid}/fd`);
	const watches = names.flatMap(name => {
		try {
			return readFileSync(`/proc/${pid}/fdinfo/${name}`, 'utf8').match(/^inotify wd:/gm) ?? [];
		} catch {
			// Closed meanwhile.
			return [];
		}
	});
	return { files: names.length, watches: watches.length };
}
