import { html, nothing, type TemplateResult } from 'lit';
import type { ViewSnippet } from '../../shared/view/viewProtocol';
import { commonIndent, dedent, segments, type Segment } from '../segments';

/** Lines of code as the editor would show them. @param near 0-based line ranges to point out. */
export function snippetView(
	snippet: ViewSnippet,
	near: readonly { readonly startLine: number; readonly endLine: number }[],
): TemplateResult {
	const indent = commonIndent(snippet.lines);
	return html`<div class="code">
		${snippet.lines.map((line, i) => {
			const number = snippet.startLine + i;
			const isNear = near.some(range => number >= range.startLine && number <= range.endLine);
			// No white space between the tags: the line keeps its own.
			return html`<div class="code-line ${isNear ? 'near' : ''}">
				<span class="line-number" aria-hidden="true">${number + 1}</span
				>${segments(dedent(line, indent)).map(piece)}${line.text === '' ? ' ' : nothing}
			</div>`;
		})}
	</div>`;
}

/** One run of text; colours are classes of the palette's style sheet. */
export function piece(segment: Segment): TemplateResult | string {
	const { text, colour, marked } = segment;
	if (marked) {
		return colour < 0 ? html`<mark>${text}</mark>` : html`<mark class="t${colour}">${text}</mark>`;
	}
	return colour < 0 ? text : html`<span class="t${colour}">${text}</span>`;
}
