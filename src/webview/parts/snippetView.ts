import { html, type TemplateResult } from 'lit';
import type { ViewSnippet } from '../../shared/view/viewProtocol';
import { commonIndent, dedent, segments, type Segment } from '../segments';

/** Lines of code as the editor would show them. @param near 0-based line ranges to point out. */
export function snippetView(
	snippet: ViewSnippet,
	near: readonly { readonly startLine: number; readonly endLine: number }[],
): TemplateResult {
	const indent = commonIndent(snippet.lines);
	const lines = snippet.lines.map((line, i) => {
		const number = snippet.startLine + i;
		const isNear = near.some(range => number >= range.startLine && number <= range.endLine);
		// Spans, because white space between block tags would be drawn as part of the line.
		return html`<span class="code-line ${isNear ? 'near' : ''}"
			><span class="line-number" aria-hidden="true">${number + 1}</span>${segments(
				dedent(line, indent),
			).map(piece)}</span
		>`;
	});
	return html`<div class="code">${lines}</div>`;
}

/** One run of text; colours are classes of the palette's style sheet. */
export function piece(segment: Segment): TemplateResult | string {
	const { text, colour, marked } = segment;
	if (marked) {
		return colour < 0 ? html`<mark>${text}</mark>` : html`<mark class="t${colour}">${text}</mark>`;
	}
	return colour < 0 ? text : html`<span class="t${colour}">${text}</span>`;
}
