/**
 * Characters that a terminal acts on instead of showing: C0 and C1 controls, DEL, line and paragraph separators, the
 * direction marks of "Trojan Source" (CVE-2021-42574), and lone surrogates.
 */
const ACTIVE =
	/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Makes text from files, file names and queries harmless on a terminal: what would move the cursor, colour, rename the
 * window or reverse the reading order is shown as an escape such as `\x1b` instead.
 *
 * @param keepTabs Leaves tabs alone, for lines of source.
 */
export function inert(text: string, keepTabs = false): string {
	return text.replace(ACTIVE, character => {
		if (character === '\t' && keepTabs) return character;
		return escapeOf(character.charCodeAt(0));
	});
}

/** Serialises as JSON that is also harmless on a terminal: the same value after `JSON.parse`. */
export function inertJson(value: unknown): string {
	return JSON.stringify(value).replace(
		/[\u007f-\u009f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069]/g,
		character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}

function escapeOf(code: number): string {
	switch (code) {
		case 0x09:
			return '\\t';
		case 0x0a:
			return '\\n';
		case 0x0d:
			return '\\r';
		default:
			return code < 0x100
				? `\\x${code.toString(16).padStart(2, '0')}`
				: `\\u{${code.toString(16)}}`;
	}
}
