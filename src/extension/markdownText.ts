/**
 * Text of names, questions and messages as Markdown that shows it and does nothing else: no markup, no icon (`$(bug)`), no link, not
 * even one made of a bare address. On one line.
 */
export const escapeMarkdown = (text: string): string =>
	unlinked(text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_{}[\]()<>#+!|~&$]/g, '\\$&'));

/**
 * As `escapeMarkdown`, for a cell of a table that is read as plain text too: only what would act there is escaped, so that a path stays
 * legible.
 */
export const escapeCell = (text: string): string =>
	unlinked(
		text
			.replace(/[|\r\n]/g, ' ')
			.replace(/[\\`*<>[\]!&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~(?=~)|(?<=~)~/g, '\\$&'),
	);

/** Breaks what an editor would make a link of: `https://…`, `www.…`, `name@…`. */
const unlinked = (text: string): string =>
	text.replace(/:(?=\/\/)|@/g, '\\$&').replace(/\bwww(?=\.)/gi, '$&\\');
