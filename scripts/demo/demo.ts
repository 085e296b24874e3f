/**
 * Makes the README's pictures from the real product: `npm run demo` (VSIX=FILE takes a ready package). A clean VS Code with the package
 * installed is driven in a browser; its frames become media/screenshots/demo.png, an animated PNG, and results.png.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import UPNG from 'upng-js';
import { setupVscode } from '../setupVscode.mjs';
import { packageVsix } from '../packageVsix.mjs';
import { Workbench } from '../../test/extension/ui/workbench';

const OUT = resolve('media/screenshots');
const QUESTION = 'where do we retry failed uploads';
const SIZE = { width: 1000, height: 625 };
/** Colours of the animation's palette: fewer make it smaller, below 64 gradients break. */
const COLOURS = 96;
const BOX = 'textarea, input[type=search], input[type=text]';

interface Frame {
	readonly png: Buffer;
	readonly ms: number;
}

class Recorder {
	readonly frames: Frame[] = [];
	constructor(private readonly page: Page) {}
	async take(ms: number): Promise<void> {
		this.frames.push({ png: await this.page.screenshot({ caret: 'hide' }), ms });
	}
}

/** The frames as one animated PNG. */
function animated(frames: readonly Frame[]): Buffer {
	const images = frames.map(({ png }) => {
		const image = UPNG.decode(arrayBuffer(png));
		return { width: image.width, height: image.height, rgba: UPNG.toRGBA8(image)[0] };
	});
	const [first] = images;
	if (first === undefined) throw new Error('There are no frames.');
	const bytes = UPNG.encode(
		images.flatMap(({ rgba }) => rgba ?? []),
		first.width,
		first.height,
		COLOURS,
		frames.map(({ ms }) => ms),
	);
	return Buffer.from(bytes);
}

const arrayBuffer = (bytes: Buffer): ArrayBuffer => Uint8Array.from(bytes).buffer;

async function main(): Promise<void> {
	setupVscode();
	const w = await Workbench.open({
		vsix: process.env['VSIX'] ?? packageVsix(),
		settings: {
			'workbench.colorTheme': 'Default Dark Modern',
			'workbench.startupEditor': 'none',
			'window.commandCenter': false,
			'editor.minimap.enabled': false,
			'breadcrumbs.enabled': false,
		},
	});
	try {
		await w.page.setViewportSize(SIZE);
		await w.status(/Lodestone/);
		await w.command('Lodestone: Show Search View');
		const view = await w.view();
		const box = view.locator(BOX).first();
		await box.focus();
		// Until the first indexing is through: the pictures show the product at rest.
		await w.page.waitForTimeout(9_000);
		const recorder = new Recorder(w.page);
		await recorder.take(900);
		for (let at = 0; at < QUESTION.length; at += 4) {
			await w.page.keyboard.type(QUESTION.slice(at, at + 4), { delay: 20 });
			await recorder.take(170);
		}
		await view.locator('[role=treeitem]').first().waitFor({ timeout: 30_000 });
		await w.page.waitForTimeout(1_500);
		await recorder.take(2_200);
		await w.page.keyboard.press('ArrowDown');
		await w.page.keyboard.press('ArrowDown');
		await w.page.waitForTimeout(400);
		await recorder.take(900);
		await w.page.keyboard.press('Enter');
		await w.page.waitForSelector('.tab.active[data-resource-name="uploadQueue.ts"]');
		await w.page.waitForTimeout(4_000);
		await recorder.take(2_600);
		mkdirSync(OUT, { recursive: true });
		const movie = animated(recorder.frames);
		writeFileSync(join(OUT, 'demo.png'), movie);
		const last = recorder.frames.at(-1);
		if (last) writeFileSync(join(OUT, 'results.png'), last.png);
		console.log(`demo.png: ${recorder.frames.length} frames, ${movie.length} bytes`);
	} finally {
		await w.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
