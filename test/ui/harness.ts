/** Opens the built view in Chromium with a fake `acquireVsCodeApi`, under the same page and policy as in VS Code. */
import { build } from 'esbuild';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type {
	HostMessages,
	TokenStyle,
	ViewMessage,
	ViewMessages,
	ViewSnapshot,
} from '../../src/shared/view/viewProtocol';
import { viewHtml } from '../../src/shared/view/viewHtml';
import { snapshot, TOKEN_NAMES } from './fixtures';

const ROOT = join(import.meta.dirname, '../..');
export const SHOTS = join(ROOT, 'test-results/webview');
const NONCE = 'dGVzdC1ub25jZQ==';
const CODICONS = join(ROOT, 'node_modules/@vscode/codicons/dist');

export type ThemeName = 'dark' | 'light' | 'hc';

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

export class Harness {
	private constructor(
		readonly browser: Browser,
		private readonly server: Server,
		private readonly origin: string,
	) {}

	static async start(): Promise<Harness> {
		mkdirSync(SHOTS, { recursive: true });
		const bundle = await build({
			entryPoints: [join(ROOT, 'src/webview/main.ts')],
			bundle: true,
			write: false,
			format: 'iife',
			target: 'es2022',
			tsconfig: join(ROOT, 'tsconfig.webview.json'),
		});
		const script = bundle.outputFiles[0]?.text ?? '';
		const server = createServer((request, response) => {
			const path = request.url ?? '/';
			if (path === '/webview.js')
				return response.setHeader('content-type', 'text/javascript').end(script);
			if (path.startsWith('/codicon.')) {
				const type = path.includes('.css') ? 'text/css' : 'font/ttf';
				const file = path.includes('.css') ? 'codicon.css' : 'codicon.ttf';
				return response.setHeader('content-type', type).end(readFileSync(join(CODICONS, file)));
			}
			if (path === '/favicon.ico') return response.writeHead(204).end();
			if (path !== '/') return response.writeHead(404).end();
			const page = viewHtml({
				cspSource: `http://${request.headers.host ?? ''}`,
				nonce: NONCE,
				scriptUri: '/webview.js',
				codiconUri: '/codicon.css',
				locale: 'en',
			});
			return response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		const { port } = server.address() as AddressInfo;
		const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(path =>
			existsSync(path),
		);
		if (executablePath === undefined)
			throw new Error('Chromium is missing: apt-get install chromium');
		const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
		return new Harness(browser, server, `http://127.0.0.1:${port}`);
	}

	async stop(): Promise<void> {
		await this.browser.close();
		await new Promise(resolve => this.server.close(resolve));
	}

	/** A fresh view; nothing is sent to it but the snapshot. */
	async open(options: OpenOptions = {}): Promise<View> {
		const { theme = 'dark', width = 320, height = 640, saved, scale = 2 } = options;
		const context = await this.browser.newContext({
			viewport: { width, height },
			deviceScaleFactor: scale,
			reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
		});
		const page = await context.newPage();
		const problems: string[] = [];
		page.on('pageerror', error => problems.push(error.message));
		page.on('console', message => {
			if (message.type() === 'error') problems.push(message.text());
		});
		const { variables, palette } = readTheme(theme);
		await page.addInitScript(fakeVsCode, {
			variables: { ...variables, ...FONTS },
			bodyClass:
				theme === 'light'
					? 'vscode-light'
					: theme === 'hc'
						? 'vscode-high-contrast'
						: 'vscode-dark',
			saved,
		});
		await page.goto(this.origin);
		const view = new View(page, palette, problems);
		await view.snapshot(options.snapshot ?? {});
		return view;
	}
}

/** Debian has no Segoe and no Cascadia. */
const FONTS = {
	'--vscode-font-family': '"Open Sans", system-ui, sans-serif',
	'--vscode-editor-font-family': '"JetBrains Mono", "DejaVu Sans Mono", monospace',
};

export interface OpenOptions {
	readonly theme?: ThemeName;
	readonly width?: number;
	readonly height?: number;
	readonly scale?: number;
	readonly saved?: unknown;
	readonly reducedMotion?: boolean;
	readonly snapshot?: Partial<ViewSnapshot>;
}

interface FakeWindow extends Window {
	sent: ViewMessage[];
	savedState: unknown;
	inlineStyles: number;
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
			postMessage: (message: ViewMessage) => page.sent.push(structuredClone(message)),
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

/** One open view and what a test does with it. */
export class View {
	constructor(
		readonly page: Page,
		readonly palette: readonly TokenStyle[],
		/** Errors of the page and refusals of its content policy. */
		readonly problems: readonly string[],
	) {}

	async send<K extends keyof HostMessages>(type: K, data: HostMessages[K]): Promise<void> {
		await this.sendRaw({ type, data });
	}

	async sendRaw(message: unknown): Promise<void> {
		await this.page.evaluate(async sent => {
			window.postMessage(sent, '*');
			// Two frames: the message, then what it draws.
			await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		}, message);
	}

	async snapshot(change: Partial<ViewSnapshot>): Promise<void> {
		await this.send('snapshot', snapshot(this.palette, change));
	}

	async sent(): Promise<readonly ViewMessage[]> {
		return this.page.evaluate(() => (window as unknown as FakeWindow).sent);
	}

	async lastSent<K extends ViewMessage['type']>(type: K): Promise<ViewMessages[K] | undefined> {
		const all = await this.sent();
		return all.filter(message => message.type === type).at(-1)?.data as ViewMessages[K] | undefined;
	}

	async saved(): Promise<unknown> {
		return this.page.evaluate(() => (window as unknown as FakeWindow).savedState);
	}

	/** Types a question and waits until it is sent. @returns Its seq. */
	async ask(query: string): Promise<number> {
		const before = (await this.lastSent('search'))?.seq ?? 0;
		await this.page.locator('textarea.question').fill(query);
		await this.page.waitForFunction(
			seq =>
				(window as unknown as FakeWindow).sent.some(
					({ type, data }) => type === 'search' && data.seq > seq,
				),
			before,
		);
		return (await this.lastSent('search'))?.seq ?? 0;
	}

	/** Asks, and answers with these results. */
	async answer(query: string, answer: Omit<HostMessages['results'], 'seq'>): Promise<number> {
		const seq = await this.ask(query);
		await this.send('results', { ...answer, seq });
		return seq;
	}

	async shot(name: string): Promise<void> {
		await this.page.screenshot({ path: join(SHOTS, `${name}.png`) });
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}
}
