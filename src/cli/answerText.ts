import { posix } from 'node:path';
import type { FileGroup, SearchHit, SearchResponse, SearchTrace, Strength } from '../shared/types';
import { inert } from './inert';
import { counted } from './numbers';
import { lineRange, reasonLines } from './reasonText';
import { snippetText } from './snippetText';
import type { Style } from './style';

export interface AnswerLooks {
	readonly style: Style;
	/** The folder as typed: printed before each path, so that `path:line` opens from where the person is. */
	readonly folder: string;
	/** Lines of source a hit. */
	readonly lines: number;
	/** Width to cut source lines to; Infinity when nobody watches. */
	readonly columns: number;
	/** Print reasons. */
	readonly explain: boolean;
}

/** Further chunks of a file that are named under its best one. */
const FURTHER = 3;

/** The answer as text, blank line between files; '' when there is nothing. */
export function answerText(response: SearchResponse, looks: AnswerLooks): string {
	// An unconvincing answer is folded: places, no source.
	const folded = response.nothingConvincing ? { ...looks, lines: 0 } : looks;
	const blocks = response.groups.map(group => groupText(group, folded).join('\n'));
	return blocks.length === 0
		? ''
		: `${blocks.join(folded.lines > 0 || looks.explain ? '\n\n' : '\n')}\n`;
}

function groupText(group: FileGroup, looks: AnswerLooks): string[] {
	const { style } = looks;
	const lines = [heading(group.best, looks)];
	lines.push(...snippetText(group.best, style, looks.lines, looks.columns));
	if (looks.explain)
		for (const line of reasonLines(group.best.reasons)) lines.push(style.dim(`    ${line}`));
	if (looks.lines > 0) {
		for (const hit of group.more.slice(0, FURTHER))
			lines.push(`${style.dim('  also ')}${place(hit, looks)}${describe(hit, style)}`);
		const rest = group.more.length - FURTHER;
		if (rest > 0) lines.push(style.dim(`  and ${counted(rest, 'more place')} in this file`));
	}
	return lines;
}

function heading(hit: SearchHit, looks: AnswerLooks): string {
	const draft = hit.precision === 'draft' ? looks.style.dim(' (draft)') : '';
	return `${place(hit, looks)}  ${strength(hit.strength, looks.style)}${draft}${describe(hit, looks.style)}`;
}

/** `path:line`, which terminals make clickable. */
function place(hit: SearchHit, looks: AnswerLooks): string {
	const path = shownPath(looks.folder, hit.path);
	return `${looks.style.path(inert(path))}:${looks.style.line(String(hit.span.startLine + 1))}`;
}

function describe(hit: SearchHit, style: Style): string {
	const owner = hit.scope.at(-1);
	const name =
		hit.symbol === ''
			? ''
			: ` ${style.bold(inert(owner === undefined ? hit.symbol : `${owner}.${hit.symbol}`))}`;
	return `  ${hit.kind}${name}`;
}

function strength(value: Strength, style: Style): string {
	return value === 'strong'
		? style.good(value)
		: value === 'likely'
			? style.fair(value)
			: style.dim(value);
}

/** The path as the person would type it: the folder as given, then the path inside it. */
export function shownPath(folder: string, path: string): string {
	const base = folder.replaceAll('\\', '/').replace(/\/+$/, '');
	return base === '' || base === '.' ? path : posix.join(base, path);
}

/** Where the time went, one line, for `--explain`. */
export function traceText(trace: SearchTrace): string {
	const ms = (value: number): string => `${value.toFixed(1)} ms`;
	return (
		`${ms(trace.totalMs)}: embed ${ms(trace.tokeniseMs + trace.embedMs)}, words ${ms(trace.keywordMs)}, ` +
		`vectors ${ms(trace.vectorMs)} (${trace.vectorSearch}), rank ${ms(trace.fuseMs + trace.rankMs)}, ` +
		`read ${ms(trace.hydrateMs)}; ${counted(trace.candidates, 'candidate')} of ${counted(trace.admitted, 'chunk')}`
	);
}

/** `FILE:LINE` with the range a chunk covers, for `similar`. */
export function spanText(path: string, startLine: number, endLine: number): string {
	return `${inert(path)}, ${lineRange(startLine + 1, endLine + 1)}`;
}
