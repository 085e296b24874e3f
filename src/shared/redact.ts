/**
 * Hides credentials in text that is shown, sent to an agent or logged. Files that are known to hold secrets are never indexed; this is
 * for the token that somebody left in ordinary source. Each hidden character becomes one `•`, so that columns stay right.
 */
const FORMATS: readonly RegExp[] = [
	// AWS, GitHub, GitLab, Slack, Google, npm, Stripe, OpenAI and Anthropic, SendGrid, Twilio, PyPI; formats as their owners publish them.
	/\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/g,
	/\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})/g,
	/\bglpat-[A-Za-z0-9_-]{20,}/g,
	/\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
	/\bAIza[0-9A-Za-z_-]{35}/g,
	/\bnpm_[A-Za-z0-9]{36}/g,
	/\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}/g,
	/\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}/g,
	/\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
	/\bSK[0-9a-f]{32}\b/g,
	/\bpypi-[A-Za-z0-9_-]{32,}/g,
	// JSON Web Tokens, and the base64 of a private key.
	/\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}/g,
	/\bMII[A-Za-z0-9+/]{40,}={0,2}/g,
];

/** A word that says what the value beside it is. */
const NAMED =
	/(?:pass(?:word|wd|phrase)?|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?key|auth|credential)s?[\w-]{0,20}["'\]]{0,2}\s{0,8}(?::|=>|:=|=|\()\s{0,8}["'`]([^\s"'`]{12,200})["'`]/gi;
/** Runs that could be a random token; integrity hashes and the like are announced by what stands before them. */
const RUN = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{32,200}={0,2}(?![A-Za-z0-9+/_-])/g;

/** Bits a character of a text, from its own letter frequencies. */
export function entropy(text: string): number {
	const counts = new Map<string, number>();
	for (const c of text) counts.set(c, (counts.get(c) ?? 0) + 1);
	let bits = 0;
	for (const n of counts.values()) bits -= (n / text.length) * Math.log2(n / text.length);
	return bits;
}

/** A random token of base64 mixes cases and digits without pattern; hashes in hex, paths and names do not. */
function isRandom(run: string): boolean {
	if (/^sha\d{1,3}-/.test(run)) return false;
	if (!/[a-z]/.test(run) || !/[A-Z]/.test(run) || !/[0-9]/.test(run)) return false;
	if (/\/.*\/|[a-z]{9,}|[A-Z]{9,}/.test(run)) return false;
	return entropy(run) >= 4.3;
}

const hide = (text: string): string => '•'.repeat(text.length);

/** Whatever `redact` may hide: three searches instead of fifteen replacements. */
const ANY_FORMAT = new RegExp(FORMATS.map(({ source }) => source).join('|'));
const ANY_NAMED = new RegExp(NAMED.source, 'i');
const ANY_RUN = new RegExp(RUN.source);
const MIN_RUN = 32;

function mayHide(text: string): boolean {
	return ANY_FORMAT.test(text) || ANY_NAMED.test(text) || (hasLongRun(text) && ANY_RUN.test(text));
}

/** Whether `MIN_RUN` characters of a token stand together: one of them lies where only every so many characters are looked at. */
function hasLongRun(text: string): boolean {
	for (let at = MIN_RUN - 1; at < text.length; at += MIN_RUN) {
		if (!isTokenUnit(text.charCodeAt(at))) continue;
		let start = at;
		while (start > 0 && isTokenUnit(text.charCodeAt(start - 1))) start--;
		let end = at + 1;
		while (end < text.length && isTokenUnit(text.charCodeAt(end))) end++;
		if (end - start >= MIN_RUN) return true;
	}
	return false;
}

/** The characters of `RUN`. */
function isTokenUnit(code: number): boolean {
	return (
		(code >= 97 && code <= 122) ||
		(code >= 65 && code <= 90) ||
		(code >= 47 && code <= 57) ||
		code === 43 ||
		code === 45 ||
		code === 95
	);
}

/** @returns the lines with credentials hidden, each as `redact` does it. */
export function redactLines(lines: readonly string[]): readonly string[] {
	return mayHide(lines.join('\n')) ? lines.map(redact) : lines;
}

/** @returns the text with credentials hidden; the same length. */
export function redact(text: string): string {
	if (text.length < 12 || !mayHide(text)) return text;
	let shown = text;
	for (const format of FORMATS) shown = shown.replace(format, hide);
	shown = shown.replace(NAMED, (whole: string, value: string) =>
		/\d/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= 3
			? whole.slice(0, -value.length - 1) + hide(value) + whole.slice(-1)
			: whole,
	);
	return shown.replace(RUN, run => (isRandom(run) ? hide(run) : run));
}
