import * as vscode from 'vscode';
import type { DisposableStore } from '../../shared/lifecycle';
import { MCP_PROVIDER } from '../contributions';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';

export interface McpProviderOptions {
	/** Absolute path of `dist/mcp.js`. */
	readonly program: string;
	readonly version: string;
	/** Absolute, or empty for the default place. */
	readonly storePath: () => string;
	readonly folders: WorkspaceFolders;
}

/**
 * Offers the MCP server to the editor: the editor's own Node runs it, for the window's folders and by the window's rules. It reads
 * the index that the window's engine writes.
 */
export function registerMcpProvider(options: McpProviderOptions, owned: DisposableStore): void {
	const lm = (vscode as { readonly lm?: Partial<typeof vscode.lm> }).lm;
	if (typeof lm?.registerMcpServerDefinitionProvider !== 'function') return;
	const { folders } = options;
	const changes = owned.add(new vscode.EventEmitter<void>());
	let known = JSON.stringify(argumentsOf(options));
	owned.add(
		folders.onDidChange(() => {
			// Progress comes here too; the editor would ask again each time.
			const now = JSON.stringify(argumentsOf(options));
			if (now === known) return;
			known = now;
			changes.fire();
		}),
	);
	owned.add(
		lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, {
			onDidChangeMcpServerDefinitions: changes.event,
			provideMcpServerDefinitions: () => mcpDefinitions(options),
		}),
	);
}

/** The one server that is offered; none while no folder is indexed. */
export function mcpDefinitions(options: McpProviderOptions): vscode.McpStdioServerDefinition[] {
	if (options.folders.enabled.length === 0) return [];
	return [
		new vscode.McpStdioServerDefinition(
			'Lodestone',
			process.execPath,
			argumentsOf(options),
			{ ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: null, VSCODE_INSPECTOR_OPTIONS: null },
			options.version,
		),
	];
}

function argumentsOf({ program, storePath, folders }: McpProviderOptions): string[] {
	const roots = folders.enabled.map(folder => folder.root);
	const settings = Object.fromEntries(
		folders.enabled.map(({ root, settings: { enabled: _, ...rules } }) => [root, rules]),
	);
	const store = storePath();
	return [
		'--no-warnings',
		program,
		...(store === '' ? [] : ['--store', store]),
		'--settings',
		JSON.stringify(settings),
		'--',
		...roots,
	];
}
