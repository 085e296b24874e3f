import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discharging, drawsFromBattery, onBattery } from '../../../src/extension/workspace/power';

describe('Linux', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'lode-power-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));
	const supply = (name: string, files: Readonly<Record<string, string>>) => {
		mkdirSync(join(folder, name));
		for (const [file, text] of Object.entries(files))
			writeFileSync(join(folder, name, file), `${text}\n`);
	};

	it('is on battery only while one discharges and no mains is on', async () => {
		expect(await discharging(folder)).toBe(false);
		supply('BAT0', { type: 'Battery', status: 'Discharging' });
		expect(await discharging(folder)).toBe(true);
		supply('AC', { type: 'Mains', online: '1' });
		expect(await discharging(folder)).toBe(false);
	});

	it('does not take the battery of a mouse for its own, nor a charging one', async () => {
		supply('hidpp', { type: 'Battery', status: 'Discharging', scope: 'Device' });
		supply('BAT0', { type: 'Battery', status: 'Charging' });
		expect(await discharging(folder)).toBe(false);
		expect(await discharging(join(folder, 'nowhere'))).toBe(false);
	});
});

describe('elsewhere', () => {
	it('reads what pmset says', () => {
		const battery =
			"Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t87%; discharging; 4:12 remaining";
		expect(drawsFromBattery(battery)).toBe(true);
		expect(drawsFromBattery(battery.replace('Battery Power', 'AC Power'))).toBe(false);
		expect(drawsFromBattery('')).toBe(false);
	});

	it('is never on battery where nobody can tell', async () => {
		expect(await onBattery('win32')).toBe(false);
	});
});
