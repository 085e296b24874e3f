import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from '../icons';
import { KIND_CHIPS } from '../kindChips';
import { parseGlobList } from '../globs';
import type { PartContext } from './context';
import { toggle } from './controls';
import { valueOf } from './searchBox';

const FIRST_LANGUAGES = 3;

export interface PanelState {
	readonly allLanguages: boolean;
	readonly toggleAllLanguages: () => void;
}

export function filterPanel(context: PartContext, panel: PanelState): TemplateResult {
	const { state, words, dispatch } = context;
	const { filters, snapshot } = state;
	const folders = snapshot?.folders ?? [];
	return html`<div
		class="filters"
		id="filters"
		role="group"
		aria-label=${words.text('filters.label')}
	>
		${globInput(context, 'include')} ${globInput(context, 'exclude')} ${languages(context, panel)}
		<div role="group" aria-labelledby="filter-kind">
			<div class="label" id="filter-kind">${words.text('filters.kind')}</div>
			<div class="chips">
				${KIND_CHIPS.map(({ key, kinds }) => {
					const on = kinds.every(kind => filters.kinds.includes(kind));
					const others = filters.kinds.filter(kind => !kinds.includes(kind));
					return chip(words.text(key), '', on, words.text(key), () =>
						dispatch({ type: 'filter', change: { kinds: on ? others : [...others, ...kinds] } }),
					);
				})}
			</div>
		</div>
		${
			folders.length < 2
				? nothing
				: html`<div role="group" aria-labelledby="filter-folder">
						<div class="label" id="filter-folder">${words.text('filters.folder')}</div>
						<div class="chips">
							${folders.map(({ id, name, files }) =>
								chip(name, words.number(files), filters.folders.includes(id), name, () =>
									dispatch({ type: 'filter', change: { folders: flip(filters.folders, id) } }),
								),
							)}
						</div>
					</div>`
		}
	</div>`;
}

function languages(
	{ state, words, dispatch }: PartContext,
	panel: PanelState,
): TemplateResult | typeof nothing {
	const all = state.snapshot?.languages ?? [];
	const on = state.filters.languages;
	if (all.length === 0) return nothing;
	const shown = panel.allLanguages
		? all
		: all.filter(({ id }, i) => i < FIRST_LANGUAGES || on.includes(id));
	return html`<div role="group" aria-labelledby="filter-language">
		<div class="label" id="filter-language">${words.text('filters.language')}</div>
		<div class="chips">
			${shown.map(({ id, name, files }) =>
				chip(
					name,
					words.number(files),
					on.includes(id),
					words.plural('filters.languageFiles', files, name),
					() => dispatch({ type: 'filter', change: { languages: flip(on, id) } }),
				),
			)}
			${
				all.length <= FIRST_LANGUAGES
					? nothing
					: html`<button
							class="chip"
							type="button"
							aria-expanded=${panel.allLanguages ? 'true' : 'false'}
							@click=${panel.toggleAllLanguages}
						>
							${
								panel.allLanguages
									? words.text('filters.fewerLanguages')
									: words.text('filters.allLanguages', all.length)
							}
						</button>`
			}
		</div>
	</div>`;
}

function flip(list: readonly string[], item: string): readonly string[] {
	return list.includes(item) ? list.filter(other => other !== item) : [...list, item];
}

function chip(
	label: string,
	count: string,
	on: boolean,
	spoken: string,
	onClick: () => void,
): TemplateResult {
	return html`<button
		class="chip"
		type="button"
		role="checkbox"
		aria-checked=${on ? 'true' : 'false'}
		aria-label=${spoken}
		@click=${onClick}
	>
		${on ? icon('check') : nothing}<span class="ellipsis">${label}</span>${
			count === '' ? nothing : html`<span class="count">${count}</span>`
		}
	</button>`;
}

function globInput(
	{ state, words, dispatch }: PartContext,
	which: 'include' | 'exclude',
): TemplateResult {
	const parsed = parseGlobList(state.typed[which]);
	const fault = 'fault' in parsed ? parsed.fault : undefined;
	const { openEditors } = state.filters;
	return html`<div>
		<label class="label" for="glob-${which}">${words.text(`filters.${which}`)}</label>
		<div class="box ${fault === undefined ? '' : 'bad'}">
			<input
				id="glob-${which}"
				type="text"
				spellcheck="false"
				autocomplete="off"
				placeholder=${words.text(`filters.${which}Hint`)}
				aria-invalid=${fault === undefined ? 'false' : 'true'}
				aria-describedby=${fault === undefined ? nothing : `glob-${which}-fault`}
				.value=${live(state.typed[which])}
				@input=${(event: Event) => dispatch({ type: 'glob', which, text: valueOf(event) })}
				@keydown=${(event: KeyboardEvent) => {
					if (event.key === 'Enter') dispatch({ type: 'submit', remember: false });
				}}
			/>
			${
				which === 'exclude'
					? nothing
					: html`<span class="toggles"
							>${toggle('book', words.text('filters.openEditors'), openEditors, () =>
								dispatch({ type: 'filter', change: { openEditors: !openEditors } }),
							)}</span
						>`
			}
		</div>
		${
			fault === undefined
				? nothing
				: html`<div class="fault" id="glob-${which}-fault">
						${icon('error', 'icon-error')}<span>${words.text(`glob.${fault}`)}</span>
					</div>`
		}
	</div>`;
}
