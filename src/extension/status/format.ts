import type { Translate } from '../translate';

/** Whole percent; 100 only when nothing is missing, 0 of 0 is 100. */
export function percent(part: number, whole: number): number {
	if (whole <= 0 || part >= whole) return 100;
	return Math.min(99, Math.max(0, Math.floor((part / whole) * 100)));
}

export const formatNumber = (value: number, locale: string): string =>
	numberFormat(locale, 3).format(value);

export function formatBytes(bytes: number, locale: string): string {
	const units = ['B', 'KB', 'MB', 'GB', 'TB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	const digits = unit === 0 || value >= 100 ? 0 : 1;
	return `${numberFormat(locale, digits).format(value)} ${units[unit] ?? ''}`;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Kept: making one reads locale data and held the extension host for up to 38 ms, once for each number of the tooltip. */
function numberFormat(locale: string, maximumFractionDigits: number): Intl.NumberFormat {
	const key = `${locale} ${maximumFractionDigits}`;
	let format = formats.get(key);
	if (!format)
		formats.set(key, (format = new Intl.NumberFormat(locale, { maximumFractionDigits })));
	return format;
}

/** A remaining time, rounded as people say it. */
export function formatDuration(seconds: number, t: Translate): string {
	if (seconds < 60) return t('{0} s', Math.max(1, Math.round(seconds)));
	if (seconds < 3600) return t('{0} min', Math.round(seconds / 60));
	return t('{0} h', Math.round(seconds / 360) / 10);
}

export function formatAge(ms: number, t: Translate): string {
	if (ms < 60_000) return t('just now');
	if (ms < 3_600_000) return t('{0} min ago', Math.floor(ms / 60_000));
	if (ms < 86_400_000) return t('{0} h ago', Math.floor(ms / 3_600_000));
	return t('{0} days ago', Math.floor(ms / 86_400_000));
}
