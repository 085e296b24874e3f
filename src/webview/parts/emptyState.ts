import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons';
import { limitsText } from '../limits';
import { countFilters } from '../state';
import { stillReading } from '../statusText';
import type { PartContext } from './context';
import { iconButton, linkButton } from './controls';

const RECENT = 5;

/** What stands where the list would be: each state says what is so, why, and the next step. */
export function emptyState(context: PartContext): TemplateResult | typeof nothing {
	const { state, words, dispatch } = context;
	const { snapshot, answer } = state;
	if (snapshot === undefined) return nothing;
	if (snapshot.folders.length === 0) {
		return html`<div class="message">
			<p>${words.text('empty.noFolder')}</p>
			<button
				class="button full"
				type="button"
				@click=${() => dispatch({ type: 'command', command: 'openFolder' })}
			>
				${words.text('action.openFolder')}
			</button>
		</div>`;
	}
	// What is wrong stands above; that the index is being read would be untrue.
	if (snapshot.engine === 'stopped') return nothing;
	const found = answer !== undefined && answer.results.groups.length > 0;
	if (!found && snapshot.folders.every(folder => folder.state.type === 'empty')) {
		return nothingToIndex(context);
	}
	if (state.query.trim() === '') return firstRun(context);
	if (answer === undefined || state.searching || state.failure !== undefined) return nothing;
	if (answer.results.seq !== state.seq || answer.results.groups.length > 0) return nothing;
	if (countFilters(state.asked.filters) > 0) {
		return html`<div class="message">
			<p>${limitsText(state, words)}</p>
			<button
				class="button secondary full"
				type="button"
				@click=${() => dispatch({ type: 'clearFilters' })}
			>
				${words.text('action.searchEverywhere')}
			</button>
		</div>`;
	}
	const left = stillReading(state, words);
	return html`<div class="message">
		<p>${words.text('found.nothing')}</p>
		${left === '' ? nothing : html`<p>${left}.</p>`}
		${linkButton(words.text('action.plainTextSearch'), () =>
			dispatch({ type: 'command', command: 'plainTextSearch' }),
		)}
	</div>`;
}

function nothingToIndex({ state, words, dispatch }: PartContext): TemplateResult {
	const folders = state.snapshot?.folders ?? [];
	const seen = folders.reduce((sum, folder) => sum + folder.filesSeen, 0);
	const reasons = folders
		.flatMap(folder => folder.skipped)
		.slice(0, 4)
		.map(({ reason, files }) => words.text('empty.leftOutPart', files, reason))
		.join(', ');
	const why = folders
		.map(folder => (folder.state.type === 'empty' ? folder.state.why : ''))
		.join(' ');
	if (seen === 0 || reasons === '') {
		// No file at all, or not yet known: the reason says which, and there is nothing to show.
		return html`<div class="message">
			<p>${why.trim() === '' ? words.text('empty.nothing') : why}</p>
		</div>`;
	}
	const detail = words.text('empty.leftOut', seen, reasons);
	return html`<div class="message">
		<p>${words.text('empty.nothing')} ${detail}</p>
		<button
			class="button secondary full"
			type="button"
			@click=${() => dispatch({ type: 'command', command: 'showSkipped' })}
		>
			${words.text('action.showSkipped')}
		</button>
	</div>`;
}

function firstRun({ state, words, dispatch }: PartContext): TemplateResult {
	const examples = state.snapshot?.examples ?? [];
	const recent = state.history.slice(0, RECENT);
	const ask = (glyph: string, text: string): TemplateResult =>
		html`<li>
			<button
				class="row ask"
				type="button"
				title=${text}
				@click=${() => dispatch({ type: 'useExample', text })}
			>
				${icon(glyph)}<span class="ellipsis">${text}</span>
			</button>
		</li>`;
	return html`<div class="first-run">
		${
			recent.length === 0
				? nothing
				: html`<div class="section-head">
							<h2>${words.text('empty.recent')}</h2>
							${iconButton('clear-all', words.text('empty.clearRecent'), () =>
								dispatch({ type: 'clearHistory' }),
							)}
						</div>
						<ul class="asks">
							${recent.map(text => ask('history', text))}
						</ul>`
		}
		${
			examples.length === 0
				? nothing
				: html`<div class="section-head"><h2>${words.text('empty.try')}</h2></div>
						<ul class="asks">
							${examples.slice(0, 3).map(text => ask('search', text))}
						</ul>`
		}
		<p class="hint">${words.text('empty.hint')}</p>
	</div>`;
}
