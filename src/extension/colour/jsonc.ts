/**
 * Parses JSON with comments and trailing commas, as themes and settings are written.
 *
 * @throws {SyntaxError} When it is not even that.
 */
export function parseJsonc(text: string): unknown {
	const out: string[] = [];
	/** Index in `out` of a comma after which nothing but space and comments came; -1 for none. */
	let comma = -1;
	let i = text.startsWith('\uFEFF') ? 1 : 0;
	while (i < text.length) {
		const char = text.charAt(i);
		const two = text.slice(i, i + 2);
		if (two === '//' || two === '/*') {
			const end = two === '//' ? text.indexOf('\n', i) : text.indexOf('*/', i + 2) + 2;
			i = end < i + 2 ? text.length : end;
			continue;
		}
		const start = i++;
		if (char === '"') {
			while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
			i++;
		}
		if ((char === ']' || char === '}') && comma >= 0) out[comma] = '';
		out.push(text.slice(start, i));
		if (char === ',') comma = out.length - 1;
		else if (char.trim() !== '') comma = -1;
	}
	return JSON.parse(out.join(''));
}
