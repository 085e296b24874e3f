/** Opens the details page in Chromium, under the same page and policy as in VS Code. */
import { join } from 'node:path';
import type { DetailsMessage, DetailsSnapshot } from '../../src/shared/view/detailsProtocol';
import { sendTo, sentBy, SHOTS, WebviewHost, type OpenPage, type ThemeName } from './webviewHost';

export interface DetailsPage extends OpenPage {
	send(snapshot: DetailsSnapshot): Promise<void>;
	sent(): Promise<readonly DetailsMessage[]>;
	shot(name: string): Promise<void>;
	close(): Promise<void>;
}

export class DetailsHarness {
	private constructor(private readonly host: WebviewHost) {}

	static async start(): Promise<DetailsHarness> {
		return new DetailsHarness(await WebviewHost.start('details/main.ts', 'lodestone-details'));
	}

	async stop(): Promise<void> {
		await this.host.stop();
	}

	async open(
		snapshot: DetailsSnapshot,
		options: { readonly theme?: ThemeName; readonly width?: number } = {},
	): Promise<DetailsPage> {
		const { theme = 'dark', width = 900 } = options;
		const { page, problems } = await this.host.open(theme, {
			viewport: { width, height: 900 },
			deviceScaleFactor: 2,
			timezoneId: 'UTC',
		});
		await sendTo(page, snapshot);
		return {
			page,
			problems,
			send: message => sendTo(page, message),
			sent: async () => (await sentBy(page)) as readonly DetailsMessage[],
			shot: async name => {
				await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
			},
			close: () => page.context().close(),
		};
	}
}
