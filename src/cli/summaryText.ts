import type { IndexSummary, SkipReason } from '../shared/types';
import { inert } from './inert';
import { count, counted, duration } from './numbers';
import type { Style } from './style';

/** Skip reasons in words that follow a number: "12 ignored by .gitignore". */
export const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
	gitignore: 'ignored by git',
	lodestoneignore: 'ignored by .lodestoneignore',
	excluded: 'excluded',
	'not-included': 'not included',
	dependencies: 'dependencies',
	'build-output': 'build output',
	'version-control': 'version control',
	'lock-file': 'lock files',
	media: 'media',
	binary: 'binary',
	minified: 'minified',
	generated: 'generated',
	secret: 'secrets',
	'too-large': 'too large',
	empty: 'empty',
	'bad-encoding': 'not readable as text',
	'link-outside': 'links that lead outside',
	'link-inside': 'links to files that are indexed',
	'link-loop': 'links in a loop',
	'not-a-file': 'not files',
	'no-permission': 'no permission',
	vanished: 'gone meanwhile',
	unreadable: 'unreadable',
	'bad-name': 'names that are not UTF-8',
};

/** What an update did, in at most three lines. */
export function summaryText(folder: string, summary: IndexSummary, style: Style): string {
	const did =
		summary.embedded + summary.reused + summary.removed === 0
			? 'nothing changed'
			: `${count(summary.embedded)} embedded, ${count(summary.reused)} reused, ${counted(summary.removed, 'file')} removed`;
	const lines = [
		`${style.path(inert(folder))}: ${counted(summary.files, 'file')}, ${counted(summary.chunks, 'chunk')} in ${duration(summary.seconds)} (${did})`,
	];
	const skipped = skippedText(summary.skipped);
	if (skipped !== '') lines.push(style.dim(`  skipped: ${skipped}`));
	return `${lines.join('\n')}\n`;
}

/** `12 media, 3 ignored by git`, most first; '' when nothing was skipped. */
export function skippedText(skipped: IndexSummary['skipped']): string {
	return (Object.entries(skipped) as [SkipReason, number][])
		.filter(([, n]) => n > 0)
		.sort(([a, m], [b, n]) => n - m || a.localeCompare(b))
		.map(([reason, n]) => `${count(n)} ${SKIP_WORDS[reason]}`)
		.join(', ');
}

/** One sentence for a folder in which nothing can be indexed, and what to do. */
export function emptyFolderText(folder: string, summary: Pick<IndexSummary, 'skipped'>): string {
	const skipped = skippedText(summary.skipped);
	return skipped === ''
		? `${folder} is empty: there is nothing to index. Name a folder with source files.`
		: `Nothing in ${folder} can be indexed (skipped: ${skipped}). "lodestone explain ${folder} FILE" says why for a file.`;
}
