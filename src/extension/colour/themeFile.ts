import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseJsonc } from './jsonc';

export interface TokenRule {
	readonly scope?: string | readonly string[];
	readonly settings: { readonly foreground?: string; readonly fontStyle?: string };
}

export interface Theme {
	readonly foreground: string | undefined;
	readonly rules: readonly TokenRule[];
}

/** Themes include themes; a circle or a chain longer than this is cut. */
const MAX_DEPTH = 8;

/**
 * Reads a colour theme with all that it includes; what is not understood is left out.
 *
 * @throws When the file cannot be read or is not JSON.
 */
export function readTheme(path: string, depth = 0): Theme {
	const raw = parseJsonc(readFileSync(path, 'utf8'));
	const file = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<
		Record<string, unknown>
	>;
	const include = file['include'];
	const base: Theme =
		typeof include === 'string' && depth < MAX_DEPTH
			? readTheme(join(dirname(path), include), depth + 1)
			: { foreground: undefined, rules: [] };
	const colors = file['colors'];
	const own =
		typeof colors === 'object' && colors !== null && 'editor.foreground' in colors
			? colors['editor.foreground']
			: undefined;
	const tokenColors = file['tokenColors'];
	const rules = Array.isArray(tokenColors) ? tokenColors.filter(isRule) : [];
	return {
		foreground: typeof own === 'string' ? own : base.foreground,
		rules: [...base.rules, ...rules],
	};
}

export function isRule(rule: unknown): rule is TokenRule {
	if (typeof rule !== 'object' || rule === null) return false;
	const { scope, settings } = rule as Partial<Record<string, unknown>>;
	const scoped =
		scope === undefined ||
		typeof scope === 'string' ||
		(Array.isArray(scope) && scope.every(each => typeof each === 'string'));
	return scoped && typeof settings === 'object' && settings !== null;
}
