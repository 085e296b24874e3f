import { html, nothing, svg, type TemplateResult } from 'lit';

export interface Column {
	readonly head: string;
	/** Numbers and actions stand right. */
	readonly right?: boolean;
	/** The head is for screen readers only. */
	readonly hidden?: boolean;
}
export type Cell = TemplateResult | string | typeof nothing;

/** A table with its heads; the first cell of a row names it. */
export function table(
	columns: readonly Column[],
	rows: readonly (readonly Cell[])[],
	last?: readonly Cell[],
): TemplateResult {
	const head = (column: Column): TemplateResult =>
		html`<th scope="col" class=${column.right === true ? 'right' : ''}>
			${column.hidden === true ? html`<span class="sr">${column.head}</span>` : column.head}
		</th>`;
	const row = (cells: readonly Cell[], extra: string): TemplateResult =>
		html`<tr class=${extra}>
			${cells.map((cell, i) =>
				i === 0
					? html`<th scope="row">${cell}</th>`
					: html`<td class=${columns[i]?.right === true ? 'right' : ''}>${cell}</td>`,
			)}
		</tr>`;
	return html`<table>
		<thead>
			<tr>
				${columns.map(head)}
			</tr>
		</thead>
		<tbody>
			${rows.map(cells => row(cells, ''))} ${last === undefined ? nothing : row(last, 'total')}
		</tbody>
	</table>`;
}

/** A section with a title and a line below it. */
export function section(
	id: string,
	title: string,
	lead: Cell,
	body: TemplateResult | typeof nothing,
	extra = '',
): TemplateResult {
	return html`<section aria-labelledby=${id} class=${extra}>
		<h2 id=${id}>${title}</h2>
		${lead === '' || lead === nothing ? nothing : html`<p class="lead">${lead}</p>`} ${body}
	</section>`;
}

/** A bar of 64 px; its number stands beside it, so it is decoration. The page's policy forbids style attributes. */
export function bar(percent: number): TemplateResult {
	return html`<svg class="bar" viewBox="0 0 64 4" aria-hidden="true">
		${svg`<rect class="track" width="64" height="4" rx="2"></rect>
		<rect class="fill" width=${Math.max(percent === 0 ? 0 : 2, (percent / 100) * 64)} height="4" rx="2"></rect>`}
	</svg>`;
}

/** Text that acts; `label` is what a screen reader says where the text alone would not do. */
export function link(text: string, onClick: () => void, label?: string): TemplateResult {
	return html`<button class="link" type="button" aria-label=${label ?? nothing} @click=${onClick}>
		${text}
	</button>`;
}

export function button(
	text: string,
	onClick: () => void,
	options: { readonly primary?: boolean; readonly disabled?: boolean } = {},
): TemplateResult {
	return html`<button
		class="button ${options.primary === true ? '' : 'secondary'}"
		type="button"
		?disabled=${options.disabled === true}
		@click=${onClick}
	>
		${text}
	</button>`;
}
