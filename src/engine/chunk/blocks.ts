import { BLOCK_RULES, GENERIC_RULES, type BlockRule } from './blockRules';
import { docSentence } from './commentText';
import type { LanguageDef } from './languageTable';
import type { LineTable } from './lineTable';
import type { Segment } from './segment';
import type { ChunkLimits } from './types';
import { isBlank } from './windows';

const SCOPE: readonly string[] = [];
/** Kinds whose blocks are whole things rather than statements. */
const UNITS = new Set(['function', 'class', 'struct', 'interface', 'enum', 'type', 'test']);
/** Longer lines are data: patterns are not tried on them. */
const MAX_LINE = 400;

interface Start {
	line: number;
	readonly kind: Segment['kind'];
	readonly name: string;
}

/**
 * Cuts a text whose language has no grammar where blocks begin (`CREATE TABLE x`, `message X {`, `sub x`), with the comment
 * above each.
 *
 * @returns undefined when the language has no rules or none matched: windows then serve better.
 */
export function blockSegments(
	lines: LineTable,
	language: LanguageDef,
	limits: ChunkLimits,
): Segment[] | undefined {
	const rules = BLOCK_RULES[language.id] ?? (language.grammar === undefined ? [] : GENERIC_RULES);
	const starts = findStarts(lines, rules);
	if (starts.length === 0) return undefined;
	const marks = commentMarks(language);
	const segments: Segment[] = [];
	let from = 0;
	const push = (to: number, start: Start | undefined): void => {
		const text = lines.text.slice(lines.startOf(from), lines.startOf(to));
		if (text.trim() === '') return;
		const begin = lines.startOf(from) + (text.length - text.trimStart().length);
		const end = lines.startOf(from) + text.trimEnd().length;
		const name = start?.name ?? '';
		const doc =
			start === undefined ? '' : docSentence(lines.text.slice(begin, lines.startOf(start.line)));
		segments.push({
			start: begin,
			end,
			role:
				start !== undefined && (UNITS.has(start.kind) || end - begin >= limits.minChars)
					? 'unit'
					: 'code',
			kind: start?.kind ?? 'code',
			name,
			scope: SCOPE,
			names: name === '' ? [] : [name],
			doc,
			node: undefined,
		});
	};
	let open: Start | undefined;
	for (const start of starts) {
		const top = leadLine(lines, start.line, from, marks);
		if (top > from) push(top, open);
		// A start right behind another's lead: the earlier one had no text of its own.
		open = start;
		from = Math.max(from, top);
	}
	push(lines.count, open);
	return segments;
}

function findStarts(lines: LineTable, rules: readonly BlockRule[]): Start[] {
	const starts: Start[] = [];
	for (let line = 0; line < lines.count; line++) {
		const text = lines.lineText(line);
		if (text === '' || text.length > MAX_LINE) continue;
		for (const rule of rules) {
			const match = rule.start.exec(text);
			if (match === null) continue;
			const name = (match[1] ?? '')
				.replace(/["`[\]']/g, '')
				.trim()
				.slice(0, 100);
			const last = starts.at(-1);
			// Clauses of one function follow each other (Erlang, Elm: signature and equation).
			if (last?.name !== name || name === '' || last.kind !== rule.kind)
				starts.push({ line, kind: rule.kind, name });
			break;
		}
	}
	return starts;
}

function commentMarks(language: LanguageDef): readonly string[] {
	return [
		language.lineComment,
		...(language.blockComment ?? []),
		'*',
		'@',
		'-spec',
		'-doc',
		'.PHONY',
		'"""',
		'#[',
	].filter(mark => mark !== undefined);
}

/** First line of the comments and attributes right above a line. */
function leadLine(lines: LineTable, line: number, least: number, marks: readonly string[]): number {
	let top = line;
	while (top > least && !isBlank(lines, top - 1)) {
		const text = lines.lineText(top - 1).trimStart();
		if (
			!marks.some(
				mark => text.startsWith(mark) || (mark.length > 1 && text.trimEnd().endsWith(mark)),
			)
		)
			break;
		top--;
	}
	return top;
}
