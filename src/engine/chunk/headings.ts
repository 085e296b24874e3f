import type { LineTable } from './lineTable';

export interface Heading {
	/** First line of the heading. */
	readonly line: number;
	/** Its last line + 1 (2 lines for underlined headings). */
	readonly bodyLine: number;
	/** 1 = outermost. */
	readonly level: number;
	readonly title: string;
}

/** Finds the headings of a document in line order. */
export type HeadingReader = (lines: LineTable) => Heading[];

/** Markdown: ATX and setext headings outside code fences and front matter. */
export const markdownHeadings: HeadingReader = lines => {
	const headings: Heading[] = [];
	let fence = '';
	for (let line = frontMatterEnd(lines); line < lines.count; line++) {
		const text = lines.lineText(line);
		const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
		if (mark !== undefined) {
			if (fence === '') fence = mark;
			else if (
				mark.startsWith(fence[0] ?? '`') &&
				mark.length >= fence.length &&
				/^ {0,3}[`~]+\s*$/.test(text)
			)
				fence = '';
			continue;
		}
		if (fence !== '') continue;
		const atx = atxHeading(text);
		if (atx !== undefined) {
			headings.push({ line, bodyLine: line + 1, ...atx });
			continue;
		}
		const above = line > 0 ? lines.lineText(line - 1) : '';
		if (
			/^ {0,3}(?:=+|-{2,})[ \t]*$/.test(text) &&
			/^ {0,3}[^\s>|#*+-]/.test(above) &&
			headings.at(-1)?.line !== line - 1
		)
			headings.push({
				line: line - 1,
				bodyLine: line + 1,
				level: text.trim().startsWith('=') ? 1 : 2,
				title: plainTitle(above),
			});
	}
	return headings;
};

/** `## Title ##`. By hand: a pattern for it takes time in the square of the blanks in a line. */
function atxHeading(text: string): Pick<Heading, 'level' | 'title'> | undefined {
	const marks = /^ {0,3}(#{1,6})(?![^ \t])/.exec(text);
	if (marks?.[1] === undefined) return undefined;
	let title = text.slice(marks[0].length).replace(/^[ \t]+/, '');
	let end = title.length;
	while (end > 0 && isBlankCode(title.charCodeAt(end - 1))) end--;
	title = title.slice(0, end);
	while (end > 0 && title[end - 1] === '#') end--;
	if (end < title.length && end > 0 && isBlankCode(title.charCodeAt(end - 1)))
		title = title.slice(0, end);
	return { level: marks[1].length, title: plainTitle(title) };
}

function isBlankCode(code: number): boolean {
	return code === 32 || code === 9;
}

/** Line behind a `---` front matter; 0 without one. */
function frontMatterEnd(lines: LineTable): number {
	if (!/^(?:---|\+\+\+)\s*$/.test(lines.lineText(0))) return 0;
	for (let line = 1; line < Math.min(lines.count, 200); line++)
		if (/^(?:---|\+\+\+|\.\.\.)\s*$/.test(lines.lineText(line))) return line + 1;
	return 0;
}

/** reStructuredText: a line underlined (and perhaps overlined) with one punctuation mark; levels by order of appearance. */
export const rstHeadings: HeadingReader = lines => {
	const headings: Heading[] = [];
	const styles: string[] = [];
	for (let line = 1; line < lines.count; line++) {
		const rule = /^([=\-~^"'`#*+:.<>_])\1{2,}\s*$/.exec(lines.lineText(line));
		const title = lines.lineText(line - 1);
		if (
			rule?.[1] === undefined ||
			!/^\s?\S/.test(title) ||
			/^([=\-~^"'`#*+:.<>_])\1{2,}\s*$/.test(title)
		)
			continue;
		if (lines.lineText(line).trimEnd().length < title.trim().length) continue;
		const over =
			line > 1 &&
			lines.lineText(line - 2).startsWith(rule[1].repeat(3)) &&
			headings.at(-1)?.bodyLine !== line - 1;
		const style = rule[1] + (over ? 'o' : '');
		if (!styles.includes(style)) styles.push(style);
		headings.push({
			line: over ? line - 2 : line - 1,
			bodyLine: line + 1,
			level: styles.indexOf(style) + 1,
			title: plainTitle(title),
		});
	}
	return headings;
};

/** One-line headings by a pattern whose first group gives the level by its length. */
function byPrefix(pattern: RegExp, level: (mark: string) => number): HeadingReader {
	return lines => {
		const headings: Heading[] = [];
		for (let line = 0; line < lines.count; line++) {
			const match = pattern.exec(lines.lineText(line));
			if (match?.[1] !== undefined)
				headings.push({
					line,
					bodyLine: line + 1,
					level: level(match[1]),
					title: plainTitle(match[2] ?? ''),
				});
		}
		return headings;
	};
}

export const asciidocHeadings = byPrefix(/^(={1,6})\s+(\S.*)$/, mark => mark.length);
export const orgHeadings = byPrefix(/^(\*{1,8})\s+(\S.*)$/, mark => mark.length);
export const latexHeadings = byPrefix(
	/^\s*\\((?:sub)*(?:part|chapter|section|paragraph))\*?\{([^}]*)\}/,
	mark =>
		mark === 'part'
			? 1
			: mark === 'chapter'
				? 2
				: 3 + (mark.match(/sub/g)?.length ?? 0) + (mark.endsWith('paragraph') ? 3 : 0),
);

/** Longer titles are none; links in them are looked for in quadratic time. */
const MAX_TITLE = 1_000;

/** A title without markup. */
function plainTitle(title: string): string {
	return title
		.slice(0, MAX_TITLE)
		.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/<[^>]*>|\{#[^}]*\}/g, '')
		.replace(/:\w+:`([^`]*)`/g, '$1')
		.replace(/[`*]+|(?<!\w)_+|_+(?!\w)/g, '')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 120);
}
