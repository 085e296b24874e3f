import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where Linux tells about power supplies. Other systems are not asked: that would mean starting a program. */
const SUPPLIES = '/sys/class/power_supply';

/** True when the computer runs on its battery; false when it does not, or when nobody can tell. */
export async function onBattery(folder = SUPPLIES): Promise<boolean> {
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
