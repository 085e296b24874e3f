import { html, nothing, type TemplateResult } from 'lit';
import { coverageModel } from '../coverage';
import type { PartContext } from './context';

/** Honest coverage while indexing: three bars and what they mean. */
export function coverageBanner({ state, words }: PartContext): TemplateResult | typeof nothing {
	if (!state.banner) return nothing;
	const model = coverageModel(state.snapshot?.folders ?? [], words);
	if (model === undefined) return nothing;
	const bar = (id: 'keyword' | 'draft' | 'refined'): TemplateResult => {
		const value = model[id];
		const label = words.text(`coverage.${id}`);
		return html`<span class="coverage-name" aria-hidden="true">${label}</span>
			<div
				class="meter"
				role="progressbar"
				aria-label=${label}
				aria-valuenow=${value}
				aria-valuemin="0"
				aria-valuemax="100"
			>
				<i .style=${`width: ${value}%`}></i>
			</div>
			<span class="coverage-value" aria-hidden="true"
				>${words.text('coverage.percent', value)}</span
			>`;
	};
	return html`<div class="coverage" role="group" aria-label=${words.text('coverage.label')}>
			${bar('keyword')} ${bar('draft')} ${bar('refined')}
		</div>
		<p class="coverage-note">${model.note}</p>`;
}
