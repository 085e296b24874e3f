import { once } from 'node:events';
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import {
	DEADLINES_MS,
	type EngineEvents,
	type EngineMethods,
	type FolderSettings,
} from '../../../src/shared/engineProtocol';
import { Emitter } from '../../../src/shared/lifecycle';
import { createRpcClient, type RpcClient } from '../../../src/shared/rpc';
import { RUNTIME } from '../../support/engineOn';
import { ENTRIES } from './buildEntries';

export interface RealEngineOptions {
	readonly store: string;
	/** The shipped bundle with the real model, or the same engine with a fast embedder. */
	readonly kind?: 'shipped' | 'fast';
	readonly env?: Readonly<Record<string, string>>;
	/** Runs the process as this user. */
	readonly uid?: number;
}

export const PLAIN = { include: [], exclude: [], respectGitignore: true, maxFileBytes: 1 << 20 };

/** An engine process as the extension forks it. */
export class RealEngine {
	readonly logs: string[] = [];
	#output = '';

	private constructor(
		readonly child: ChildProcess,
		readonly rpc: RpcClient<EngineMethods, EngineEvents>,
	) {
		rpc.on('log', record => this.logs.push(`${record.level} ${record.message}`));
		child.stderr?.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
		child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
	}

	static async start(options: RealEngineOptions): Promise<RealEngine> {
		const module =
			options.kind === 'shipped'
				? join(RUNTIME.workers, 'engineProcess.js')
				: join(ENTRIES, 'fastEngineProcess.js');
		const child = fork(module, [], {
			serialization: 'advanced',
			silent: true,
			execArgv: ['--no-warnings'],
			env: { ...process.env, ...options.env },
			...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
		});
		const messages = new Emitter<unknown>();
		const closing = new Emitter<void>();
		child.on('message', message => messages.fire(message));
		child.on('exit', () => closing.fire());
		const rpc = createRpcClient<EngineMethods, EngineEvents>({
			post(message) {
				if (!child.connected) throw new Error('The engine process is gone.');
				child.send(message, () => undefined);
			},
			onMessage: listener => messages.event(listener),
			onClose: listener => closing.event(listener),
		});
		const engine = new RealEngine(child, rpc);
		await rpc.call('initialize', {
			storeRoot: options.store,
			runtime: RUNTIME,
			threads: 0,
			niceness: 0,
			logLevel: 'info',
		});
		return engine;
	}

	get pid(): number {
		return this.child.pid ?? 0;
	}

	/** Standard output and error together: native code that dies says so there. */
	get output(): string {
		return this.#output;
	}

	call<K extends keyof EngineMethods>(
		method: K,
		params: EngineMethods[K]['params'],
	): Promise<EngineMethods[K]['result']> {
		return this.rpc.call(method, params, { deadlineMs: DEADLINES_MS[method] });
	}

	open(root: string, settings: Partial<FolderSettings> = {}) {
		return this.call('open', { folderId: root, root, settings: { ...PLAIN, ...settings } });
	}

	/** `kill -9`; resolves when the process is gone. */
	async kill(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const gone = once(this.child, 'exit');
		this.child.kill('SIGKILL');
		await gone;
	}

	/** Closes the channel, as an editor that quits; resolves with the exit code. */
	async close(): Promise<number | null> {
		if (this.child.exitCode !== null) return this.child.exitCode;
		const gone = once(this.child, 'exit') as Promise<[number | null]>;
		if (this.child.connected) this.child.disconnect();
		const [code] = await gone;
		return code;
	}
}
