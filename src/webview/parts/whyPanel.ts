import { html, nothing, type TemplateResult } from 'lit';
import type { Why } from '../state';
import type { Words } from '../strings';
import { whyText } from '../why';
import { iconButton } from './controls';

/** "Why this matched": words, nearest lines, places in each leg, adjustments. */
export function whyPanel(why: Why, place: number, words: Words, close: () => void): TemplateResult {
	return html`<div class="why" role="region" aria-label=${words.text('why.title')}>
		<div class="why-head">
			<h3>${words.text('why.title')}</h3>
			${iconButton(
				'close',
				words.text('why.close'),
				event => {
					event.stopPropagation();
					close();
				},
				{ tabbable: false },
			)}
		</div>
		${
			why.error !== ''
				? html`<p>${why.error}</p>`
				: why.reasons === undefined
					? html`<p class="dim" role="status">${words.text('why.loading')}</p>`
					: reasonList(why, place, words)
		}
	</div>`;
}

function reasonList(why: Why, place: number, words: Words): TemplateResult {
	const text = whyText(why.reasons ?? [], place, words);
	const part = (name: string, items: readonly TemplateResult[]): TemplateResult | typeof nothing =>
		items.length === 0
			? nothing
			: html`<dt>${name}</dt>
					<dd>
						<ul>
							${items.map(item => html`<li>${item}</li>`)}
						</ul>
					</dd>`;
	const matched =
		text.words.length === 0
			? [html`<span class="dim">${words.text('why.noWords')}</span>`]
			: text.words.map(({ word, where }) => html`<b>${word}</b> ${where}`);
	return html`<dl>
		${part(words.text('why.words'), matched)}
		${part(
			words.text('why.meaning'),
			text.nearest.map(
				({ text: line }) => html`<span class="swatch" aria-hidden="true"></span>${line}`,
			),
		)}
		${part(
			words.text('why.places'),
			text.places.map(place_ => html`${place_}`),
		)}
		${part(
			words.text('why.adjusted'),
			text.adjusted.map(
				({ sign, text: what }) =>
					html`<span class="sign" aria-hidden="true">${sign > 0 ? '+' : '−'}</span
						><span class="sr">${words.text(sign > 0 ? 'why.raised' : 'why.lowered')}: </span
						>${what}`,
			),
		)}
	</dl>`;
}
