/**
 * Parses JSON with comments and trailing commas, as themes and settings are written.
 *
 * @throws {SyntaxError} When it is not even that.
 */
export function parseJsonc(text: string): unknown {
	let out = '';
	let i = text.startsWith('\uFEFF') ? 1 : 0;
	while (i < text.length) {
		const two = text.slice(i, i + 2);
		if (two === '//') {
			const end = text.indexOf('\n', i);
			i = end < 0 ? text.length : end;
		} else if (two === '/*') {
			const end = text.indexOf('*/', i + 2);
			i = end < 0 ? text.length : end + 2;
		} else if (text[i] === '"') {
			const start = i++;
			while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
			out += text.slice(start, ++i);
		} else if (text[i] === ',') {
			// A comma before a closing bracket, with nothing but space and comments between, is dropped.
			const rest = text.slice(i + 1, i + 2000);
			const trailing = /^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*[\]}]/.test(rest);
			if (!trailing) out += ',';
			i++;
		} else out += text.charAt(i++);
	}
	return JSON.parse(out);
}
