import type { Frame } from 'playwright-core';
import type { Workbench } from './workbench';

/** What a person does in one window, and what is then true. */
export type Story = readonly [title: string, play: (w: Workbench) => Promise<void>];

export const BOX = 'textarea, input[type=search], input[type=text]';

/** What a screen reader hears of each row. */
export const items = (view: Frame) => view.locator('[role=treeitem] .sr').allTextContents();

export async function ask(w: Workbench, question: string): Promise<Frame> {
	const view = await w.view();
	const box = view.locator(BOX).first();
	await box.fill(question);
	await box.press('Enter');
	return view;
}

export async function until(
	holds: () => Promise<boolean>,
	what: string,
	ms = 60_000,
): Promise<void> {
	const end = Date.now() + ms;
	while (!(await holds().catch(() => false))) {
		if (Date.now() > end) throw new Error(`${what}: not within ${ms} ms`);
		await new Promise(resolve => setTimeout(resolve, 100));
	}
}

/** Asks again until an answer fits: the first one may come from an index that is still being read. */
export async function askUntil(
	w: Workbench,
	question: string,
	fits: (view: Frame) => Promise<boolean>,
	what: string,
	ms = 90_000,
): Promise<Frame> {
	let view = await w.view();
	await until(
		async () => {
			view = await ask(w, question);
			await w.page.waitForTimeout(700);
			return fits(view);
		},
		what,
		ms,
	);
	return view;
}

export const results = (view: Frame, pattern: RegExp, ms?: number) =>
	until(
		async () => (await items(view)).some(item => pattern.test(item)),
		`result ${pattern.source}`,
		ms,
	);

/** All that the view says. */
export const text = async (view: Frame) => (await view.locator('body').innerText()).trim();

export const says = (view: Frame, pattern: RegExp, ms?: number) =>
	until(async () => pattern.test(await text(view)), `the view says ${pattern.source}`, ms);
