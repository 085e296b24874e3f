import { join } from 'node:path';
import type { Explanation, SkipReason } from '../../shared/types';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { PathJudge } from '../scan/pathJudge';
import { readSource } from '../scan/readSource';

/** What a person can do about each reason; '' where nothing sensible can be done. */
const REMEDIES: Readonly<Record<SkipReason, string>> = {
	gitignore: 'Add a line "!path" to .lodestoneignore to index it all the same.',
	lodestoneignore: 'Change that line of .lodestoneignore.',
	excluded: 'Change the exclude globs.',
	'not-included': 'Widen the include globs.',
	dependencies: 'Add a line "!path" to .lodestoneignore to index it all the same.',
	'build-output': 'Add a line "!path" to .lodestoneignore to index it all the same.',
	'version-control': '',
	'lock-file': 'Add a line "!path" to .lodestoneignore to index it all the same.',
	media: '',
	binary: '',
	minified: '',
	generated: 'Add a line "!path" to .lodestoneignore to index it all the same.',
	secret: 'Secrets are never indexed.',
	'too-large': 'Raise the size limit (lodestone.maxFileSize, --max-file-size).',
	empty: '',
	'bad-encoding': 'Save the file as UTF-8.',
	'link-outside': 'Open the folder that the link leads to.',
	'link-loop': '',
	'link-inside': 'It is indexed under its real path.',
	'not-a-file': '',
	'no-permission': 'Give yourself read access.',
	vanished: '',
	unreadable: 'Look at the log for the cause.',
	'bad-name': 'Rename the file to valid UTF-8.',
};

/** Answers "why is this file (not) in the index?" from the index, the rules, and the file itself, in this order. */
export function explainPath(
	path: string,
	root: string,
	judge: PathJudge,
	index: WorkspaceIndex | undefined,
	maxFileBytes: number,
): Explanation {
	const answer = (reason: SkipReason, detail: string): Explanation => ({
		path,
		indexed: false,
		reason,
		detail,
		remedy: REMEDIES[reason],
		chunks: 0,
		language: '',
	});
	const verdict = judge.judge(path);
	if (!verdict.indexed && verdict.reason !== undefined)
		return answer(verdict.reason, verdict.detail);
	const entry = index?.files.get(path);
	if (entry !== undefined) {
		const wordsOnly = index?.isWordsOnly(entry) === true;
		const indexed =
			entry.fallback === 'none' || entry.fallback === 'no-grammar'
				? `It is indexed as ${entry.language}, in ${entry.count} chunks.`
				: `It is indexed as ${entry.language}, in ${entry.count} chunks; its syntax could not be used (${entry.fallback}), so it is cut into windows of lines.`;
		return {
			path,
			indexed: true,
			reason: undefined,
			detail: wordsOnly
				? `${indexed} It is found by its words alone: the folder holds more than ${index.maxVectors} texts.`
				: indexed,
			remedy: wordsOnly
				? 'Raise the limit (lodestone.maxVectors, --max-vectors), or leave out what nobody searches.'
				: '',
			chunks: entry.count,
			language: entry.language,
		};
	}
	const source = readSource(join(root, path), maxFileBytes);
	if (!source.ok) return answer(source.reason, source.detail);
	return {
		path,
		indexed: false,
		reason: undefined,
		detail: 'Nothing speaks against it, but it is not indexed yet.',
		remedy: 'Update the index.',
		chunks: 0,
		language: '',
	};
}
