import type { TemplateResult } from 'lit';
import { html } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { ColouredLine, ViewSnippet } from '../../shared/view/viewProtocol';
import { commonIndent, dedent, farIndent, segments, type Segment } from '../segments';

type LineRange = { readonly startLine: number; readonly endLine: number };

/** Lines of code as the editor would show them. @param near 0-based line ranges to point out. */
export function snippetView(snippet: ViewSnippet, near: readonly LineRange[]): TemplateResult {
	const pointedOut = near.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join();
	return html`<div class="code">
		${guard([snippet, pointedOut], () => codeLines(snippet, near))}
	</div>`;
}

/**
 * The lines as plain elements: a snippet is a hundred spans that never change, and a template for each would cost
 * most of a frame while scrolling fast. Text goes in as text nodes only.
 */
function codeLines(snippet: ViewSnippet, near: readonly LineRange[]): DocumentFragment {
	const indent = commonIndent(snippet.lines);
	const lines = document.createDocumentFragment();
	snippet.lines.forEach((line, i) => {
		const number = snippet.startLine + i;
		const isNear = near.some(range => number >= range.startLine && number <= range.endLine);
		const shown = dedent(line, indent);
		const far = farIndent(shown);
		lines.append(codeLine(dedent(shown, far), number, isNear, far > 0));
	});
	return lines;
}

function codeLine(line: ColouredLine, number: number, isNear: boolean, cut: boolean): HTMLElement {
	const element = tag('span', isNear ? 'code-line near' : 'code-line');
	const label = tag('span', 'line-number');
	label.textContent = String(number + 1);
	element.append(label);
	if (cut) element.append('…');
	for (const { text, colour, marked } of segments(line)) {
		if (colour < 0 && !marked) element.append(text);
		else {
			const run = tag(marked ? 'mark' : 'span', colour < 0 ? '' : `t${colour}`);
			run.textContent = text;
			element.append(run);
		}
	}
	return element;
}

function tag(name: 'span' | 'mark', className: string): HTMLElement {
	const element = document.createElement(name);
	if (className !== '') element.className = className;
	return element;
}

/** A run of a symbol's name; names have marks but no colours. */
export function piece({ text, marked }: Segment): TemplateResult | string {
	return marked ? html`<mark>${text}</mark>` : text;
}
