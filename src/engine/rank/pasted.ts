/**
 * Marks of text that was copied from code, a log or a stack trace: statement ends and braces, assignments and comparisons, calls with
 * arguments, `file.ext:line`, a message behind a colon with a number, a path or a quotation in it, addresses.
 */
const MARKS =
	/[;{}]|[\w)\]]\s(?:[-+*/]?=|=>|==|!=)\s|\w{2,}\([^()\s][^()]*\)|\.\w+:\d+\b|\w:\s.*(?:\d{2,}|['"/])|0x[\da-f]{2,}/i;

/** Below it a query is a name or a short call, which the models know better. */
const MIN_WORDS = 3;

/** Whether a query is a pasted line of code or an error message rather than a question. */
export function looksPasted(text: string): boolean {
	return MARKS.test(text) && (text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0) >= MIN_WORDS;
}
