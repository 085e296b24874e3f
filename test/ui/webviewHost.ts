/** Serves a built webview page to Chromium with a fake `acquireVsCodeApi`, under the same page and policy as in VS Code. */
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import type { TokenStyle } from '../../src/shared/view/viewProtocol';
import { viewHtml } from '../../src/shared/view/viewHtml';
import { TOKEN_NAMES } from './fixtures';

const ROOT = join(import.meta.dirname, '../..');
export const SHOTS = join(ROOT, 'test-results/webview');
const NONCE = 'dGVzdC1ub25jZQ==';
const CODICONS = join(ROOT, 'node_modules/@vscode/codicons/dist');

export type ThemeName = 'dark' | 'light' | 'hc';

const BODY_CLASSES: Readonly<Record<ThemeName, string>> = {
	dark: 'vscode-dark',
	light: 'vscode-light',
	hc: 'vscode-high-contrast',
};

/** Debian has no Segoe and no Cascadia. */
const FONTS = {
	'--vscode-font-family': '"Open Sans", system-ui, sans-serif',
	'--vscode-editor-font-family': '"JetBrains Mono", "DejaVu Sans Mono", monospace',
};

/** Variables of a theme as VS Code sets them on the root element, and its token colours as a palette. */
export function readTheme(name: ThemeName): {
	readonly variables: Readonly<Record<string, string>>;
	readonly palette: readonly TokenStyle[];
} {
	const css = readFileSync(join(import.meta.dirname, `themes/${name}.css`), 'utf8');
	const all = [...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
		match => [match[1] ?? '', match[2] ?? ''] as const,
	);
	const variables = Object.fromEntries(all.filter(([key]) => key.startsWith('--vscode-')));
	const tokens = new Map(all);
	const foreground = tokens.get('--vscode-editor-foreground') ?? '#000000';
	const plain = { bold: false, italic: false, underline: false };
	const palette = [
		...TOKEN_NAMES.map(token => ({
			...plain,
			foreground: tokens.get(`--tok-${token}`) ?? foreground,
		})),
		{ ...plain, foreground },
	];
	return { variables, palette };
}

/** A page that is open, and what it did that it should not. */
export interface OpenPage {
	readonly page: Page;
	/** Errors of the page and refusals of its content policy. */
	readonly problems: readonly string[];
}

export class WebviewHost {
	private constructor(
		private readonly browser: Browser,
		private readonly server: Server,
		private readonly origin: string,
	) {}

	/**
	 * @param entry Source of the page's script, relative to `src/webview`.
	 * @param element Name of the page's custom element; the search view's unless given.
	 * @throws Error when there is no Chromium.
	 */
	static async start(entry: string, element?: 'lodestone-details'): Promise<WebviewHost> {
		mkdirSync(SHOTS, { recursive: true });
		const bundle = await build({
			entryPoints: [join(ROOT, 'src/webview', entry)],
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
			if (path === '/webview.js') return send('text/javascript', script);
			if (path.startsWith('/codicon.css'))
				return send('text/css', readFileSync(join(CODICONS, 'codicon.css')));
			if (path.startsWith('/codicon.ttf'))
				return send('font/ttf', readFileSync(join(CODICONS, 'codicon.ttf')));
			if (path === '/favicon.ico') return response.writeHead(204).end();
			if (path !== '/') return response.writeHead(404).end();
			return send(
				'text/html; charset=utf-8',
				viewHtml({
					cspSource: `http://${request.headers.host ?? ''}`,
					nonce: NONCE,
					scriptUri: '/webview.js',
					codiconUri: '/codicon.css',
					locale: 'en',
					...(element === undefined ? {} : { element }),
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
		return new WebviewHost(browser, server, `http://127.0.0.1:${port}`);
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await new Promise(resolve => this.server.close(resolve));
	}

	/** Opens the page in a context of its own. @param saved State of an earlier life of the view. */
	async open(theme: ThemeName, context: BrowserContextOptions, saved?: unknown): Promise<OpenPage> {
		const page = await (await this.browser.newContext(context)).newPage();
		const problems: string[] = [];
		page.on('pageerror', error => problems.push(error.message));
		page.on('console', message => {
			if (message.type() === 'error') problems.push(message.text());
		});
		await page.addInitScript(fakeVsCode, {
			variables: { ...readTheme(theme).variables, ...FONTS },
			bodyClass: BODY_CLASSES[theme],
			saved,
		});
		await page.goto(this.origin);
		return { page, problems };
	}
}

interface FakeWindow extends Window {
	sent: unknown[];
	savedState: unknown;
}

/** Runs in the page before anything else. */
function fakeVsCode(given: {
	variables: Readonly<Record<string, string>>;
	bodyClass: string;
	saved: unknown;
}): void {
	const page = window as unknown as FakeWindow & { acquireVsCodeApi: () => unknown };
	page.sent = [];
	page.savedState = given.saved;
	let acquired = false;
	page.acquireVsCodeApi = () => {
		if (acquired) throw new Error('acquired twice');
		acquired = true;
		return {
			postMessage: (message: unknown) => page.sent.push(structuredClone(message)),
			getState: () => page.savedState,
			setState: (state: unknown) => (page.savedState = structuredClone(state)),
		};
	};
	document.addEventListener('DOMContentLoaded', () => {
		for (const [name, value] of Object.entries(given.variables)) {
			document.documentElement.style.setProperty(name, value);
		}
		document.body.classList.add(given.bodyClass);
	});
}

/** Sends a message to the page as the host does, and waits until it is drawn. */
export async function sendTo(page: Page, message: unknown): Promise<void> {
	await page.evaluate(async sent => {
		window.postMessage(sent, '*');
		// Two frames: the message, then what it draws.
		await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
	}, message);
}

/** What the page has posted to the host so far. */
export function sentBy(page: Page): Promise<readonly unknown[]> {
	return page.evaluate(() => (window as unknown as FakeWindow).sent);
}
