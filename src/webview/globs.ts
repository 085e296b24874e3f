/** Why a glob list cannot be read; worded by the view. */
export type GlobFault = 'open-brace' | 'open-bracket' | 'stray-brace' | 'outside' | 'negated';

/**
 * Splits a comma-separated glob list as the Search view of VS Code does: commas inside braces or brackets separate nothing.
 *
 * @returns Trimmed, non-empty globs, or what is wrong with the list.
 */
export function parseGlobList(
	text: string,
): { readonly globs: readonly string[] } | { readonly fault: GlobFault } {
	const globs: string[] = [];
	let current = '';
	let braces = 0;
	let bracket = false;
	for (let i = 0; i < text.length; i++) {
		const char = text.charAt(i);
		if (char === '\\') {
			current += char + text.charAt(++i);
			continue;
		}
		if (bracket) bracket = char !== ']';
		else if (char === '[') bracket = true;
		else if (char === '{') braces++;
		else if (char === '}' && --braces < 0) return { fault: 'stray-brace' };
		if (char === ',' && braces === 0 && !bracket) {
			globs.push(current.trim());
			current = '';
		} else current += char;
	}
	if (braces > 0) return { fault: 'open-brace' };
	if (bracket) return { fault: 'open-bracket' };
	globs.push(current.trim());
	const named = globs.filter(glob => glob !== '');
	if (named.some(glob => glob.startsWith('!'))) return { fault: 'negated' };
	if (named.some(glob => glob.split('/').includes('..'))) return { fault: 'outside' };
	return { globs: named };
}
