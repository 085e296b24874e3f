/** Opens the details page in Chromium, under the same page and policy as in VS Code. */
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { DetailsMessage, DetailsSnapshot } from '../../src/shared/view/detailsProtocol';
import { viewHtml } from '../../src/shared/view/viewHtml';
import { readTheme, SHOTS, type ThemeName } from './harness';

const ROOT = join(import.meta.dirname, '../..');
const CODICONS = join(ROOT, 'node_modules/@vscode/codicons/dist');

export interface DetailsPage {
	readonly page: Page;
	/** Errors of the page and refusals of its content policy. */
	readonly problems: readonly string[];
	send(snapshot: DetailsSnapshot): Promise<void>;
	sent(): Promise<readonly DetailsMessage[]>;
	shot(name: string): Promise<void>;
	close(): Promise<void>;
}

interface FakeWindow extends Window {
	sent: DetailsMessage[];
}

export class DetailsHarness {
	private constructor(
		private readonly browser: Browser,
		private readonly server: Server,
		private readonly origin: string,
	) {}

	static async start(): Promise<DetailsHarness> {
		mkdirSync(SHOTS, { recursive: true });
		const bundle = await build({
			entryPoints: [join(ROOT, 'src/webview/details/main.ts')],
			bundle: true,
			write: false,
			format: 'iife',
			target: 'es2022',
			tsconfig: join(ROOT, 'tsconfig.webview.json'),
		});
		const script = bundle.outputFiles[0]?.text ?? '';
		const server = createServer((request, response) => {
			const path = request.url ?? '/';
			const send = (type: string, body: string | Buffer) =>
				response.setHeader('content-type', type).end(body);
			if (path === '/details.js') return send('text/javascript', script);
			if (path.includes('codicon.css'))
				return send('text/css', readFileSync(join(CODICONS, 'codicon.css')));
			if (path.includes('codicon.ttf'))
				return send('font/ttf', readFileSync(join(CODICONS, 'codicon.ttf')));
			if (path !== '/') return response.writeHead(204).end();
			return send(
				'text/html; charset=utf-8',
				viewHtml({
					cspSource: `http://${request.headers.host ?? ''}`,
					nonce: 'dGVzdC1ub25jZQ==',
					scriptUri: '/details.js',
					codiconUri: '/codicon.css',
					element: 'lodestone-details',
					locale: 'en',
				}),
			);
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path =>
			existsSync(path),
		);
		if (executablePath === undefined)
			throw new Error('Chromium is missing: apt-get install chromium');
		const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
		return new DetailsHarness(browser, server, `http://127.0.0.1:${port}`);
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await new Promise(resolve => this.server.close(resolve));
	}

	async open(
		snapshot: DetailsSnapshot,
		options: { readonly theme?: ThemeName; readonly width?: number } = {},
	): Promise<DetailsPage> {
		const { theme = 'dark', width = 900 } = options;
		const context = await this.browser.newContext({
			viewport: { width, height: 900 },
			deviceScaleFactor: 2,
			timezoneId: 'UTC',
		});
		const page = await context.newPage();
		const problems: string[] = [];
		page.on('pageerror', error => problems.push(error.message));
		page.on('console', message => {
			if (message.type() === 'error') problems.push(message.text());
		});
		await page.addInitScript(fakeVsCode, {
			variables: {
				...readTheme(theme).variables,
				'--vscode-font-family': '"Open Sans", system-ui, sans-serif',
				'--vscode-editor-font-family': '"JetBrains Mono", "DejaVu Sans Mono", monospace',
			},
			bodyClass:
				theme === 'light'
					? 'vscode-light'
					: theme === 'hc'
						? 'vscode-high-contrast'
						: 'vscode-dark',
		});
		await page.goto(this.origin);
		const send = (message: unknown) =>
			page.evaluate(async sent => {
				window.postMessage(sent, '*');
				await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
			}, message);
		await send(snapshot);
		return {
			page,
			problems,
			send,
			sent: () => page.evaluate(() => (window as unknown as FakeWindow).sent),
			shot: async name => {
				await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
			},
			close: () => context.close(),
		};
	}
}

/** Runs in the page before anything else. */
function fakeVsCode(given: {
	variables: Readonly<Record<string, string>>;
	bodyClass: string;
}): void {
	const page = window as unknown as FakeWindow & { acquireVsCodeApi: () => unknown };
	page.sent = [];
	page.acquireVsCodeApi = () => ({
		postMessage: (message: DetailsMessage) => page.sent.push(structuredClone(message)),
	});
	document.addEventListener('DOMContentLoaded', () => {
		for (const [name, value] of Object.entries(given.variables))
			document.documentElement.style.setProperty(name, value);
		document.body.classList.add(given.bodyClass);
	});
}
