import type { SearchHit } from '../types';
import type { AgentHealth } from './agentHealth';
import type { HitText } from './spanText';
import { estimateTokens } from './tokens';

/** One place in the code as an agent gets it. Lines are 1-based and inclusive. */
export interface AgentSpan {
	/** Name of the folder; empty where only one is served. */
	readonly folder: string;
	readonly path: string;
	/** The whole chunk. */
	readonly startLine: number;
	readonly endLine: number;
	readonly language: string;
	readonly kind: string;
	/** With its scopes, such as `Session.refresh`; empty where the chunk has no name. */
	readonly symbol: string;
	readonly strength: string;
	/** 1-based line of the first line of `text`; 0 when there is no text. */
	readonly textStartLine: number;
	/** Source, or its beginning; empty when the budget was used up. */
	readonly text: string;
	/** Whether `text` is all of the span. */
	readonly complete: boolean;
}

export interface AgentAnswer {
	readonly results: readonly AgentSpan[];
	/** Places that were found and left out for the token budget. */
	readonly omitted: number;
	/** Remarks: warnings about the query, why the answer is less than asked. */
	readonly notes: readonly string[];
	readonly health: readonly AgentHealth[];
}

export interface AgentHit {
	readonly folder: string;
	readonly hit: SearchHit;
	readonly text: HitText | undefined;
}

/** A heading in front of each span costs about this. */
const HEADING_TOKENS = 24;
/** No span takes more than this share of the budget, so that one long class does not push the others out. */
const LARGEST_SHARE = 0.5;
/** Fewer lines than this say nothing: the heading alone is better. */
const FEWEST_LINES = 3;

/**
 * Fits hits into a budget of tokens, best first: whole spans while they fit, then beginnings, then headings alone.
 *
 * @param budget Estimated tokens of all results together; ≥ 100.
 */
export function fitSpans(
	hits: readonly AgentHit[],
	budget: number,
): { readonly results: readonly AgentSpan[]; readonly omitted: number } {
	const results: AgentSpan[] = [];
	let left = budget;
	for (const { folder, hit, text } of hits) {
		if (left < HEADING_TOKENS) break;
		left -= HEADING_TOKENS;
		const lines =
			text === undefined ? [] : linesWithin(text, Math.min(left, budget * LARGEST_SHARE));
		const body = lines.join('\n');
		left -= estimateTokens(body);
		results.push({
			folder,
			path: hit.path,
			startLine: hit.span.startLine + 1,
			endLine: hit.span.endLine + 1,
			language: hit.language,
			kind: hit.kind,
			symbol: [...hit.scope, hit.symbol].filter(Boolean).join('.'),
			strength: hit.strength,
			textStartLine: lines.length === 0 || text === undefined ? 0 : text.startLine + 1,
			text: body,
			complete: text !== undefined && text.whole && lines.length === text.lines.length,
		});
	}
	return { results, omitted: hits.length - results.length };
}

function linesWithin(text: HitText, tokens: number): readonly string[] {
	let used = 0;
	const kept: string[] = [];
	for (const line of text.lines) {
		used += estimateTokens(`${line}\n`);
		if (used > tokens) break;
		kept.push(line);
	}
	return kept.length < Math.min(FEWEST_LINES, text.lines.length) ? [] : kept;
}

/** The answer as text for a model: a heading for each span, its source, and the state of the index. */
export function answerText({ results, omitted, notes, health }: AgentAnswer): string {
	const parts = results.map(spanTextBlock);
	if (results.length === 0) parts.push('Nothing found.');
	if (omitted > 0)
		parts.push(
			`${omitted} more found; ask again with a higher token budget or a narrower question.`,
		);
	parts.push(...notes.map(note => `Note: ${note}`));
	parts.push(healthText(health));
	return parts.join('\n\n');
}

/** One line for each folder. */
export function healthText(health: readonly AgentHealth[]): string {
	return health
		.map(
			each =>
				`Index of ${each.folder}: ${each.state}. ${each.detail} ${each.files} files; by words ${each.searchableByWords} %, by meaning ${each.searchableByMeaning} % (refined ${each.refined} %).`,
		)
		.join('\n');
}

function spanTextBlock(span: AgentSpan): string {
	const where = span.folder === '' ? span.path : `${span.folder}/${span.path}`;
	const what = [span.kind, span.symbol].filter(Boolean).join(' ');
	const heading = `${where}:${span.startLine}-${span.endLine} (${what}; ${span.strength})`;
	if (span.text === '') return heading;
	const ticks = fence(span.text);
	const from = span.textStartLine === span.startLine ? '' : `\n(from line ${span.textStartLine})`;
	const rest = span.complete ? '' : '\n(cut; read_span gives the rest)';
	return `${heading}${from}\n${ticks}${span.language}\n${span.text}\n${ticks}${rest}`;
}

/** A fence that the text does not contain, so that source cannot end its own block. */
function fence(text: string): string {
	let ticks = '```';
	while (text.includes(ticks)) ticks += '`';
	return ticks;
}
