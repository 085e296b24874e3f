import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { boxAction } from '../boxKeys';
import { icon } from '../icons';
import { countFilters } from '../state';
import type { PartContext } from './context';
import { toggle } from './controls';

/** The box that grows with its text, and the toggles in it. */
export function searchBox(context: PartContext): TemplateResult {
	const { state, words, dispatch } = context;
	const { filters, snapshot } = state;
	const panelFilters = countFilters({ ...filters, currentFile: false, changedFiles: false });
	const filtersLabel =
		panelFilters > 0 ? words.text('box.filtersOn', panelFilters) : words.text('box.filters');
	const noCurrent = (snapshot?.currentFile ?? '') === '';
	const noChanges = snapshot?.changedFilesKnown !== true;
	return html`<div class="search" role="search">
		<div class="box">
			<textarea
				class="question"
				rows="1"
				spellcheck="false"
				autocomplete="off"
				maxlength="4000"
				aria-label=${words.text('box.label')}
				placeholder=${words.text('box.placeholder')}
				.value=${live(state.query)}
				@input=${(event: Event) => dispatch({ type: 'input', text: valueOf(event) })}
				@keydown=${(event: KeyboardEvent) => onKey(event, context)}
			></textarea>
			<span class="toggles">
				<button
					class="toggle ${panelFilters > 0 ? 'has-filters' : ''}"
					type="button"
					aria-expanded=${state.filtersOpen ? 'true' : 'false'}
					aria-controls="filters"
					aria-label=${filtersLabel}
					title=${filtersLabel}
					@click=${() => dispatch({ type: 'toggleFilters' })}
				>
					${icon(panelFilters > 0 ? 'filter-filled' : 'filter')}
				</button>
				${toggle(
					'file',
					words.text(noCurrent ? 'box.currentFileNone' : 'box.currentFile'),
					filters.currentFile,
					() => dispatch({ type: 'filter', change: { currentFile: !filters.currentFile } }),
					noCurrent,
				)}
				${toggle(
					'git-compare',
					words.text(noChanges ? 'box.changedFilesNone' : 'box.changedFiles'),
					filters.changedFiles,
					() => dispatch({ type: 'filter', change: { changedFiles: !filters.changedFiles } }),
					noChanges,
				)}
			</span>
		</div>
	</div>`;
}

export function valueOf(event: Event): string {
	const target = event.target;
	return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
		? target.value.replace(/[\r\n]+/g, ' ')
		: '';
}

function onKey(event: KeyboardEvent, { state, dispatch }: PartContext): void {
	const box = event.target;
	if (event.isComposing || !(box instanceof HTMLTextAreaElement)) return;
	const action = boxAction(
		{
			key: event.key,
			altKey: event.altKey,
			command: event.ctrlKey || event.metaKey,
			atStart: box.selectionEnd === 0,
			atEnd: box.selectionStart === box.value.length,
			// One line of 18 pixels and its padding.
			oneLine: box.scrollHeight < 36,
		},
		state,
	);
	if (action === undefined) return;
	event.preventDefault();
	dispatch(action);
}
