import { Workbench } from './workbench';

/** Pictures of what no story asserts: for a person to look at. */
async function main(): Promise<void> {
	const vsix = process.env['VSIX'] ?? 'lodestone-linux-x64.vsix';
	const w = await Workbench.open({
		vsix,
		settings: { 'workbench.colorTheme': 'Default Dark Modern' },
	});
	try {
		await w.status(/Lodestone/);
		await w.command('Lodestone: Open Walkthrough');
		await w.page.waitForTimeout(2_500);
		await w.shot('look-walkthrough');
		await w.page.locator('.statusbar-item', { hasText: 'Lodestone' }).first().hover();
		await w.page.waitForTimeout(2_000);
		await w.shot('look-tooltip');
		await w.command('Lodestone: Show Search View');
		await w.page.waitForTimeout(3_000);
		await w.shot('look-first-run');
		await w.command('Lodestone: Open Settings');
		await w.page.waitForTimeout(2_500);
		await w.shot('look-settings');
	} finally {
		await w.close();
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
