import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { launchBrowser, startCodeServer, type CodeServer } from '../../support/vscode/codeServer';
import { writeSampleWorkspace } from '../../support/vscode/sampleWorkspace';
import { ROOT } from '../buildSuite';

export const SHOTS = join(ROOT, 'test-results/installed');

export interface WorkbenchOptions {
	readonly vsix: string;
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly workspace?: string;
	/** Writes the files of the workspace; the sample project when it is left out. */
	readonly write?: (workspace: string) => void;
	/** Called with the folder of the installed extension before the server starts. */
	readonly prepare?: (extension: string) => void;
	/** Pixels of the screen for each of the page; pictures for people want 2. */
	readonly scale?: number;
	readonly locale?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** A clean VS Code with the package installed, in a real browser. */
export class Workbench {
	private constructor(
		readonly page: Page,
		readonly workspace: string,
		private readonly server: CodeServer,
		private readonly browser: Browser,
	) {}

	static async open(options: WorkbenchOptions): Promise<Workbench> {
		mkdirSync(SHOTS, { recursive: true });
		const server = await startCodeServer({
			install: [options.vsix],
			installed: extensions => options.prepare?.(extensionFolder(extensions)),
			settings: options.settings ?? {},
			env: { LODESTONE_STORE: `/tmp/lode-store-${process.pid}-${Date.now()}`, ...options.env },
			...(options.locale === undefined ? {} : { locale: options.locale }),
		});
		const workspace = options.workspace ?? join(server.folder, 'driftbox');
		if (options.workspace === undefined) {
			mkdirSync(workspace);
			(options.write ?? writeSampleWorkspace)(workspace);
		}
		const browser = await launchBrowser();
		const page = await browser.newPage({
			viewport: { width: 1280, height: 800 },
			deviceScaleFactor: options.scale ?? 1,
			...(options.locale === undefined ? {} : { locale: options.locale }),
		});
		await page.goto(`http://${server.host}/?folder=${encodeURIComponent(workspace)}`);
		await page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
		return new Workbench(page, workspace, server, browser);
	}

	/** Text of the status bar item once it matches. */
	async status(pattern: RegExp, timeout = 60_000): Promise<string> {
		const item = this.page.locator('.statusbar-item', { hasText: pattern }).first();
		await item.waitFor({ timeout });
		return (await item.textContent()) ?? '';
	}

	/** Runs a command by its title, as the palette shows it. */
	async command(title: string): Promise<void> {
		const box = this.page.locator('.quick-input-widget');
		// One that is still closing would swallow what is typed.
		await box.waitFor({ state: 'hidden' });
		await this.page.keyboard.press('F1');
		await box.locator('input').fill(`>${title}`);
		await box.locator(`.monaco-list-row.focused[aria-label^="${title}"]`).waitFor();
		await this.page.keyboard.press('Enter');
	}

	/** The view's own document, two frames down. */
	async view(): Promise<Frame> {
		for (let i = 0; i < 150; i++) {
			for (const frame of this.page.frames()) {
				const found = await frame.$('lodestone-view').catch(() => null);
				if (found) return frame;
			}
			await this.page.waitForTimeout(100);
		}
		throw new Error('The search view did not appear');
	}

	async shot(name: string): Promise<void> {
		await this.page.screenshot({ path: join(SHOTS, `${name}.png`) });
	}

	/** Chooses a colour theme; the page is loaded anew, for the server does not watch the file of the settings. */
	async theme(name: string): Promise<void> {
		const file = join(this.server.folder, 'user/User/settings.json');
		const settings = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
		writeFileSync(file, JSON.stringify({ ...settings, 'workbench.colorTheme': name }));
		await this.page.reload();
		// A palette that opens before the extension is there does not learn of its commands.
		await this.status(/Lodestone/);
	}

	/** kill -9 of this server's engine process; false when there is none at the moment. */
	killEngine(): boolean {
		for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
			try {
				const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
				if (!command.includes('engineProcess.js') || !command.includes(this.server.folder))
					continue;
				process.kill(Number(pid), 'SIGKILL');
				return true;
			} catch {
				// Gone since it was listed.
			}
		}
		return false;
	}

	async stopped(): Promise<boolean> {
		return (await this.page.locator('.statusbar-item', { hasText: /stopped/ }).count()) > 0;
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.server.stop();
	}
}

function extensionFolder(extensions: string): string {
	const name = readdirSync(extensions).find(each => each.startsWith('lodestone.'));
	if (name === undefined) throw new Error(`Lodestone is not in ${extensions}`);
	return join(extensions, name);
}
