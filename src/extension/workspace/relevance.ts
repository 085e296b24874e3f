/** Folders whose events never concern the index: cheap to know, and they come by the thousand. */
const NEVER = /(?:^|\/)(?:node_modules|\.git|\.hg|\.svn|__pycache__|\.venv)(?:\/|$)/;
/** A changed one of these changes what belongs to the index. */
const RULES = /(?:^|\/)(?:\.gitignore|\.lodestoneignore)$|^\.git\/info\/exclude$/;
/** Git writes these on checkout, merge, rebase and stash: many files are about to change. */
const BRANCH = /^\.git\/(?:HEAD|ORIG_HEAD|MERGE_HEAD|index)$/;

export type Relevance = 'file' | 'everything' | 'nothing';

/** What a file event means for the index. @param path Root-relative, with `/`. */
export function relevanceOf(path: string): Relevance {
	if (RULES.test(path) || BRANCH.test(path)) return 'everything';
	return NEVER.test(path) ? 'nothing' : 'file';
}
