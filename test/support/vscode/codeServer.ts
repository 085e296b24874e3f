import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM, codeServerEntry, codeServerNode } from '../../../scripts/setupVscode.mjs';

export interface CodeServer {
	/** `127.0.0.1:port`. */
	readonly host: string;
	readonly folder: string;
	stop(): Promise<void>;
}

export interface CodeServerOptions {
	readonly env?: Readonly<Record<string, string>>;
	readonly settings?: Readonly<Record<string, unknown>>;
	/** Lets the page hand over a payload that runs tests; hides notifications. */
	readonly testDriver?: boolean;
	/** Packages to install before the start. */
	readonly install?: readonly string[];
	/** Called with the folder of the extensions, once they are installed. */
	readonly installed?: (extensions: string) => void;
	readonly locale?: string;
}

const QUIET_SETTINGS = {
	'workbench.startupEditor': 'none',
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'telemetry.telemetryLevel': 'off',
	'chat.disableAIFeatures': true,
	'chat.commandCenter.enabled': false,
	'git.openRepositoryInParentFolders': 'never',
	'security.workspace.trust.enabled': false,
	'extensions.ignoreRecommendations': true,
};

/** A VS Code server with a profile of its own; everything it writes lies in one short-named folder. */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
	// Short: it holds a unix socket, whose path may have 107 characters.
	const folder = mkdtempSync('/tmp/lode-');
	mkdirSync(join(folder, 'user/User'), { recursive: true });
	mkdirSync(join(folder, 'exts'));
	const settings = { ...QUIET_SETTINGS, ...options.settings };
	writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify(settings));
	writeFileSync(join(folder, 'config.yaml'), 'auth: none\n');
	const profile = [
		'--user-data-dir',
		join(folder, 'user'),
		'--extensions-dir',
		join(folder, 'exts'),
	];
	const log = openSync(join(folder, 'server.log'), 'w');
	const start = (args: readonly string[]) =>
		spawn(
			codeServerNode(),
			[codeServerEntry(), '--config', join(folder, 'config.yaml'), ...profile, ...args],
			{
				stdio: ['ignore', log, log],
				env: { ...process.env, ...options.env },
			},
		);
	for (const vsix of options.install ?? []) {
		const code = await new Promise(resolve =>
			start(['--install-extension', vsix, '--force']).once('exit', resolve),
		);
		if (code !== 0) throw new Error(`Installing ${vsix} failed, see ${folder}/server.log`);
	}
	options.installed?.(join(folder, 'exts'));
	const host = `127.0.0.1:${await freePort()}`;
	const server = start([
		...['--bind-addr', host, '--auth', 'none', '--disable-telemetry', '--disable-update-check'],
		...['--disable-workspace-trust', '--disable-getting-started-override', '--ignore-last-opened'],
		...['--reconnection-grace-time', '5'],
		...(options.testDriver === true ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
		...(options.locale === undefined ? [] : ['--locale', options.locale]),
	]);
	await healthy(host, server);
	return {
		host,
		folder,
		async stop() {
			const gone = new Promise(resolve => server.once('exit', resolve));
			server.kill('SIGTERM');
			const timer = setTimeout(() => server.kill('SIGKILL'), 5_000);
			await gone;
			clearTimeout(timer);
			if (process.env['KEEP'] === undefined)
				rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({
		executablePath: CHROMIUM,
		headless: true,
		args: [
			...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
			...[
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-dev-shm-usage',
			],
		],
	});
}

function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() =>
				typeof address === 'object' && address
					? resolve(address.port)
					: reject(new Error('no port')),
			);
		});
	});
}

async function healthy(host: string, server: ChildProcess): Promise<void> {
	for (let i = 0; i < 600; i++) {
		if (server.exitCode !== null) throw new Error('code-server ended at once');
		const status = await new Promise(resolve => {
			get(`http://${host}/healthz`, response => {
				response.resume();
				resolve(response.statusCode);
			}).on('error', () => resolve(undefined));
		});
		if (status === 200) return;
		await new Promise(resolve => setTimeout(resolve, 50));
	}
	throw new Error('code-server did not become healthy');
}
