/** `section.key` or `section.subsection.key`, section and key in lower case, with its value; in the file's order. */
export type GitConfigEntry = readonly [key: string, value: string];

/**
 * Reads the text of a git configuration file (git-config(1), "Syntax"): sections, subsections, quotes, escapes,
 * continued lines, comments. A key without a value reads `true`. Lines that make no sense are passed over, where git
 * would refuse: a broken configuration must not stop an index.
 */
export function parseGitConfig(text: string): GitConfigEntry[] {
	const entries: GitConfigEntry[] = [];
	let section = '';
	// A backslash at a line's end continues it.
	const joined = text
		.replace(/^\ufeff/, '')
		.replace(/\r\n/g, '\n')
		.replace(/\\\n/g, '');
	for (let line of joined.split('\n')) {
		line = line.trimStart();
		const header = /^\[\s*([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]/.exec(line);
		if (header !== null) {
			const [all, name = '', sub] = header;
			section = name.toLowerCase();
			if (sub !== undefined) section += `.${sub.replace(/\\(.)/g, '$1')}`;
			line = line.slice(all.length).trimStart();
		}
		const entry = /^([A-Za-z][\w-]*)\s*(?:=(.*))?$/.exec(line.replace(/^[#;].*/, ''));
		if (entry === null) continue;
		const [, key = '', raw] = entry;
		const value = raw === undefined ? 'true' : readValue(raw);
		entries.push([`${section}.${key.toLowerCase()}`, value]);
	}
	return entries;
}

export function isTrue(value: string | undefined): boolean {
	return value !== undefined && /^(true|yes|on|[1-9]\d*)$/i.test(value);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** Takes quotes, escapes, comments and outer blanks off a value. */
function readValue(raw: string): string {
	let value = '';
	/** Length up to which blanks at the end count: those in quotes do. */
	let keep = 0;
	let quoted = false;
	for (let i = 0; i < raw.length; i++) {
		const c = raw.charAt(i);
		if (c === '"') {
			quoted = !quoted;
		} else if (c === '\\') {
			const next = raw.charAt(++i);
			value += ESCAPES[next] ?? next;
			keep = value.length;
			continue;
		} else if (!quoted && (c === '#' || c === ';')) {
			break;
		} else if (!quoted && /\s/.test(c)) {
			if (value !== '') value += c;
			continue;
		} else {
			value += c;
		}
		keep = value.length;
	}
	return value.slice(0, keep);
}
