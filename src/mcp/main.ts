import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { version } from '../../package.json';
import { createEngine } from '../engine/engine';
import { defaultFolderSettings, type FolderSettings } from '../engine/engineTypes';
import type { Logger } from '../engine/ports';
import { recordAgentCall } from '../engine/store/agentLog';
import { defaultStoreRoot, resolveWorkspaceRoot } from '../engine/store/storePaths';
import { FolderTools } from './folderTools';
import { createMcpServer } from './mcpServer';
import { OwnEngine } from './ownEngine';
import { folderNames, ServedFolder } from './servedFolder';

export interface McpRun {
	/** Absolute folders; the first error ends the program before it speaks. */
	readonly folders: readonly string[];
	readonly storeRoot: string;
	/** Rules that hold for a folder now, asked again and again; default: the built-in ones. */
	readonly settingsOf?: (root: string) => FolderSettings;
	readonly logger?: Logger;
}

/** Warnings go to standard error, which clients show in their log; standard output belongs to the protocol. */
const stderrLogger: Logger = {
	log(level, message) {
		if (level === 'warn' || level === 'error') process.stderr.write(`lodestone: ${message}\n`);
	},
};

/**
 * Serves folders to one agent over standard input and output, until the client closes its end.
 *
 * @throws {LodestoneError} `not-found`, `not-a-folder`, `no-permission` for a folder that cannot be served.
 */
export async function runMcp(run: McpRun): Promise<void> {
	const roots = [...new Set(run.folders.map(folder => resolveWorkspaceRoot(folder)))];
	const names = folderNames(roots);
	const engine = new OwnEngine(() =>
		createEngine({
			storeRoot: run.storeRoot,
			// The bundle lies in dist/, beside the workers and grammars; the models folder beside dist/.
			runtime: {
				workers: __dirname,
				grammars: join(__dirname, 'grammars'),
				models: join(__dirname, '..', 'models'),
			},
			logger: run.logger ?? stderrLogger,
			background: true,
			niceness: 10,
			modelPatienceMs: 5_000,
			program: 'lodestone mcp',
		}),
	);
	const served = roots.map(
		(root, i) =>
			new ServedFolder({
				root,
				name: names[i] ?? root,
				storeRoot: run.storeRoot,
				version,
				settings: () => run.settingsOf?.(root) ?? defaultFolderSettings,
				engine,
			}),
	);
	const server = createMcpServer({
		tools: new FolderTools(served),
		version,
		record: call => recordAgentCall(run.storeRoot, call),
	});
	const ended = new Promise<void>(resolve => {
		server.server.onclose = () => resolve();
		// The transport does not tell of a client that went away; the stream does.
		process.stdin.once('end', () => resolve());
		process.stdin.once('close', () => resolve());
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
			process.once(signal, () => resolve());
	});
	await server.connect(new StdioServerTransport());
	await ended;
	await server.close().catch(() => undefined);
	for (const folder of served) await folder.close().catch(() => undefined);
	await engine.dispose();
}

// Started by itself: the editor ships no command line.
if (require.main === module) {
	const { values, positionals } = parseArgs({
		options: { store: { type: 'string' }, settings: { type: 'string' } },
		allowPositionals: true,
	});
	runMcp({
		folders: positionals,
		storeRoot: values.store ?? defaultStoreRoot(),
		settingsOf: settingsReader(values.settings),
	}).then(
		() => process.exit(0),
		(error: unknown) => {
			process.stderr.write(
				`lodestone: ${error instanceof Error ? error.message : String(error)}\n`,
			);
			process.exit(1);
		},
	);
}

/** The window's rules for each folder (JSON by path), so that both index the same files. The editor wrote them: only their shape is checked. */
function settingsReader(json: string | undefined): (root: string) => FolderSettings {
	const all: unknown = json === undefined ? {} : JSON.parse(json);
	const byRoot = new Map(typeof all === 'object' && all !== null ? Object.entries(all) : []);
	return root => {
		const found: unknown = byRoot.get(root);
		return typeof found === 'object' && found !== null
			? { ...defaultFolderSettings, ...found }
			: defaultFolderSettings;
	};
}
