/** Opens the built search view in Chromium and does with it what a person and the extension do. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type {
	HostMessages,
	TokenStyle,
	ViewMessage,
	ViewMessages,
	ViewSnapshot,
} from '../../src/shared/view/viewProtocol';
import { snapshot } from './fixtures';
import { readTheme, sendTo, sentBy, SHOTS, WebviewHost, type ThemeName } from './webviewHost';

export class Harness {
	private constructor(private readonly host: WebviewHost) {}

	static async start(): Promise<Harness> {
		return new Harness(await WebviewHost.start('main.ts'));
	}

	async stop(): Promise<void> {
		await this.host.stop();
	}

	/** A fresh view; nothing is sent to it but the snapshot. */
	async open(options: OpenOptions = {}): Promise<View> {
		const { theme = 'dark', width = 320, height = 640, saved, scale = 2 } = options;
		const { page, problems } = await this.host.open(
			theme,
			{
				viewport: { width, height },
				deviceScaleFactor: scale,
				reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
			},
			saved,
		);
		const view = new View(page, readTheme(theme).palette, problems);
		await view.snapshot(options.snapshot ?? {});
		return view;
	}
}

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
		await sendTo(this.page, message);
	}

	async snapshot(change: Partial<ViewSnapshot>): Promise<void> {
		await this.send('snapshot', snapshot(this.palette, change));
	}

	async sent(): Promise<readonly ViewMessage[]> {
		return (await sentBy(this.page)) as readonly ViewMessage[];
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
