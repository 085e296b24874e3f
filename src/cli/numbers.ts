const GROUPED = new Intl.NumberFormat('en-US');

/** 12345 → `12,345`. */
export function count(value: number): string {
	return GROUPED.format(Math.round(value));
}

/** `1 file`, `2 files`, `1,234 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
	return `${count(value)} ${value === 1 ? one : many}`;
}

/** Seconds as a person says them: `0.4 s`, `12 s`, `3 min 05 s`, `1 h 02 min`. */
export function duration(seconds: number): string {
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
	return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** Bytes in decimal units, as file managers show them: `512 B`, `1.2 KB`, `34 MB`. */
export function bytes(value: number): string {
	const units = ['B', 'KB', 'MB', 'GB', 'TB'];
	let scaled = value;
	let unit = 0;
	while (scaled >= 999.5 && unit < units.length - 1) {
		scaled /= 1000;
		unit++;
	}
	const digits = unit === 0 || scaled >= 9.95 ? 0 : 1;
	return `${scaled.toFixed(digits)} ${units[unit] ?? 'B'}`;
}

function pad(value: number): string {
	return String(value).padStart(2, '0');
}
