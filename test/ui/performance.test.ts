import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ViewGroup } from '../../src/shared/view/viewProtocol';
import { group, hit, results } from './fixtures';
import { Harness, type View } from './harness';
import { SHOTS } from './webviewHost';

let harness: Harness;
let view: View;
let debuggerOf: CDPSession;
beforeAll(async () => {
	harness = await Harness.start();
	view = await harness.open({ scale: 1 });
	debuggerOf = await view.page.context().newCDPSession(view.page);
	// The thread's own time: what other processes do on the machine does not count.
	await debuggerOf.send('Performance.enable', { timeDomain: 'threadTicks' });
});
afterAll(async () => {
	await view.close();
	await harness.stop();
});

const CODE = [
	'export async function retryFailed(batch: Upload[], limit = 250) {',
	"  const log = openLog('upload', { level: 3 });",
	'  for (const part of batch) {',
	'    await this.sendAgain(part, nextDelay(part.tries));',
	'  }',
];

function thousand(): readonly ViewGroup[] {
	return Array.from({ length: 1000 }, (_, i) =>
		group(
			`packages/part${i % 40}/src/file${i}.ts`,
			'typescript',
			hit({
				symbol: `retry${i}`,
				kind: 'function',
				from: i + 1,
				to: i + 6,
				code: CODE,
				marks: ['retry'],
			}),
		),
	);
}

/** Seconds that the page's main thread has spent on something so far. */
async function metric(wanted: string): Promise<number> {
	const { metrics } = await debuggerOf.send('Performance.getMetrics');
	return metrics.find(({ name }) => name === wanted)?.value ?? NaN;
}

/** Milliseconds of the page's main thread in all its tasks so far: script, style, layout, painting. */
async function threadMs(): Promise<number> {
	return 1000 * (await metric('TaskDuration'));
}

/** Main-thread ms for each of `frames` frames while an element is scrolled by `step` pixels a frame. */
async function scrollCost(element: string, step: number, frames: number): Promise<number> {
	await view.page.locator(element).evaluate(scroll => (scroll.scrollTop = 0));
	const before = await threadMs();
	await view.page.evaluate(
		async ([selector, pixels, count]) => {
			const scroll = document.querySelector(selector);
			for (let i = 0; i < count && scroll !== null; i++) {
				scroll.scrollTop += pixels;
				await new Promise(resolve => requestAnimationFrame(resolve));
			}
		},
		[element, step, frames] as const,
	);
	return ((await threadMs()) - before) / frames;
}

/**
 * Puts a plain page over the view: the same lines of code, all there from the start, a colour a word. To scroll it costs what drawing text costs on this
 * machine, whatever made it.
 */
async function layPlainPageOver(): Promise<void> {
	await view.page.evaluate(lines => {
		const plain = document.createElement('div');
		plain.className = 'plain-page';
		plain.style.cssText =
			'position: fixed; inset: 0; overflow-y: auto; z-index: 99; background: #1f1f1f; font: 12px/18px monospace; white-space: pre';
		for (let row = 0; row < 400; row++) {
			const block = plain.appendChild(document.createElement('div'));
			block.style.cssText = 'height: 150px; overflow: hidden';
			for (const text of lines) {
				const line = block.appendChild(document.createElement('div'));
				for (const [i, word] of text.split(/(?<=\W)/).entries()) {
					const span = line.appendChild(document.createElement('span'));
					span.textContent = word;
					span.style.color = i % 2 === 0 ? '#9cdcfe' : '#ce9178';
				}
			}
		}
		document.body.append(plain);
	}, CODE);
}

test(
	'a thousand results stay smooth: first drawing, all open, scrolling, keys',
	{ timeout: 180_000 },
	async () => {
		const groups = thousand();
		const seq = await view.ask('retry');
		const beforeDraw = await threadMs();
		await view.send('results', { ...results(groups), seq });
		const drawMs = (await threadMs()) - beforeDraw;
		await view.send('expandAll', {});
		const drawn = await view.page.getByRole('treeitem').count();
		const height = await view.page.locator('.scroll').evaluate(scroll => scroll.scrollHeight);
		const steadyMs = await scrollCost('.scroll', 60, 200);
		const scriptBefore = await metric('ScriptDuration');
		const flingMs = await scrollCost('.scroll', 400, 100);
		const flingScriptMs = (1000 * ((await metric('ScriptDuration')) - scriptBefore)) / 100;
		await view.page.locator('.scroll').evaluate(scroll => (scroll.scrollTop = 0));
		await view.page.locator('textarea.question').focus();
		const beforeKeys = await threadMs();
		for (let i = 0; i < 40; i++) await view.page.keyboard.press('ArrowDown');
		const keyMs = ((await threadMs()) - beforeKeys) / 40;
		const beforeType = await threadMs();
		await view.page.locator('textarea.question').focus();
		for (let i = 0; i < 20; i++) await view.page.keyboard.press('x');
		const typeMs = ((await threadMs()) - beforeType) / 20;
		await layPlainPageOver();
		await scrollCost('.plain-page', 400, 20);
		const plainMs = await scrollCost('.plain-page', 400, 100);
		await view.page.locator('.plain-page').evaluate(plain => plain.remove());
		const report = {
			results: groups.length,
			treeitemsInThePage: drawn,
			listHeightPx: height,
			// With what the debugger takes to hand a thousand results in.
			messageAndFirstDrawingMs: drawMs,
			scrollMsPerFrame: steadyMs,
			flingMsPerFrame: flingMs,
			flingScriptMsPerFrame: flingScriptMs,
			plainPageFlingMsPerFrame: plainMs,
			arrowKeyMs: keyMs,
			keystrokeInBoxMs: typeMs,
		};
		writeFileSync(join(SHOTS, 'performance.json'), `${JSON.stringify(report, undefined, '\t')}\n`);
		console.log(report);
		expect(drawn).toBeLessThan(40);
		expect(height).toBeGreaterThan(100_000);
		// Against the plain page in the same run: a machine three times as slow as another draws text three times as slowly, too. On one where the
		// plain page takes 1.5 ms a frame, these are 4 ms for scrolling and 8 ms for the rest, half a frame.
		expect(steadyMs).toBeLessThan(2.5 * plainMs);
		expect(flingMs).toBeLessThan(5 * plainMs);
		expect(keyMs).toBeLessThan(5 * plainMs);
		expect(typeMs).toBeLessThan(3 * plainMs);
		// What our own code takes of it.
		expect(flingScriptMs).toBeLessThan(2);
		expect(view.problems).toEqual([]);
	},
);
