import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** `lodestone mcp` as an agent starts it: JSON-RPC, a message a line. */
export class McpProcess {
	#nextId = 1;
	readonly #waiting = new Map<number, (message: Record<string, unknown>) => void>();

	private constructor(readonly child: ChildProcessByStdio<Writable, Readable, null>) {
		createInterface({ input: child.stdout }).on('line', line => {
			const message = JSON.parse(line) as Record<string, unknown>;
			const id = Number(message['id']);
			this.#waiting.get(id)?.(message);
			this.#waiting.delete(id);
		});
	}

	static async start(root: string, store: string): Promise<McpProcess> {
		const args = ['--no-warnings', 'bin/lodestone.js', 'mcp', root, '--store', store];
		const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
		const mcp = new McpProcess(child);
		await mcp.request('initialize', {
			protocolVersion: '2025-06-18',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		});
		mcp.#send({ jsonrpc: '2.0', method: 'notifications/initialized' });
		return mcp;
	}

	/** @returns the whole answer, an error of the protocol included. */
	request(method: string, params: unknown): Promise<Record<string, unknown>> {
		const id = this.#nextId++;
		return new Promise(resolve => {
			this.#waiting.set(id, resolve);
			this.#send({ jsonrpc: '2.0', id, method, params });
		});
	}

	/** Calls a tool. @returns all that it answered, as JSON. */
	async tool(name: string, args: Readonly<Record<string, unknown>>): Promise<string> {
		return JSON.stringify(await this.request('tools/call', { name, arguments: args }));
	}

	search(query: string): Promise<string> {
		return this.tool('search', { query });
	}

	async stop(): Promise<void> {
		if (this.child.exitCode !== null) return;
		const gone = once(this.child, 'exit');
		this.child.stdin.end();
		const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000);
		await gone;
		clearTimeout(timer);
	}

	#send(message: unknown): void {
		this.child.stdin.write(`${JSON.stringify(message)}\n`);
	}
}
