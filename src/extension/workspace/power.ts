import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where Linux tells about power supplies. */
const SUPPLIES = '/sys/class/power_supply';
/** What macOS tells them by; a few ms of another process. */
const PMSET = '/usr/bin/pmset';

/**
 * True when the computer runs on its battery; false when it does not, or when nobody can tell: Windows would need a program that
 * takes longer to start than a file takes to index.
 */
export async function onBattery(platform: NodeJS.Platform = process.platform): Promise<boolean> {
	switch (platform) {
		case 'linux':
			return discharging(SUPPLIES);
		case 'darwin':
			return drawsFromBattery(await output(PMSET, ['-g', 'batt']));
		default:
			return false;
	}
}

/** Reads the answer of `pmset -g batt`, whose first line names what the computer draws from. */
export const drawsFromBattery = (answer: string): boolean =>
	/^Now drawing from 'Battery Power'/m.test(answer);

/** What a program prints; empty when it fails or takes long. */
function output(program: string, args: readonly string[]): Promise<string> {
	return new Promise(resolve => {
		execFile(program, [...args], { timeout: 2_000 }, (error, stdout) =>
			resolve(error ? '' : stdout),
		);
	});
}

/** @param folder One folder a power supply, as in Linux's sysfs. */
export async function discharging(folder: string): Promise<boolean> {
	let names: readonly string[];
	try {
		names = await readdir(folder);
	} catch {
		return false;
	}
	const read = async (name: string, file: string) => {
		try {
			return (await readFile(join(folder, name, file), 'utf8')).trim();
		} catch {
			return '';
		}
	};
	const supplies = await Promise.all(
		names.map(async name => ({
			type: await read(name, 'type'),
			online: await read(name, 'online'),
			status: await read(name, 'status'),
			scope: await read(name, 'scope'),
		})),
	);
	if (supplies.some(({ type, online }) => type === 'Mains' && online === '1')) return false;
	// Mice and keyboards have batteries too: scope Device.
	return supplies.some(
		({ type, status, scope }) =>
			type === 'Battery' && scope !== 'Device' && status === 'Discharging',
	);
}
