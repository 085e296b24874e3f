import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Action } from './actions';
import { paletteCss } from './palette';
import type { PartContext } from './parts/context';
import { linkButton } from './parts/controls';
import { coverageBanner } from './parts/coverageBanner';
import { emptyState } from './parts/emptyState';
import { filterPanel } from './parts/filterPanel';
import { notes } from './parts/notes';
import { searchBox } from './parts/searchBox';
import { statusView } from './parts/statusView';
import { ResultList } from './resultList';
import type { Row } from './rows';
import type { ViewState } from './state';
import { announcement } from './statusText';
import { wordsFor, type Words } from './strings';

/** Pause before a result is spoken, so that typing on is not talked over. */
const ANNOUNCE_MS = 600;

/** The whole view: draws the state, and turns what the person does into actions. */
export class LodestoneView extends LitElement {
	static override properties = {
		state: { attribute: false },
		rows: { attribute: false },
	};
	declare state: ViewState | undefined;
	declare rows: readonly Row[];
	dispatch: (action: Action) => void = () => undefined;

	readonly #palette = new CSSStyleSheet();
	#paletteOf: unknown;
	#words: Words = wordsFor(document.documentElement.lang);
	#wordsOf: unknown;
	#allLanguages = false;
	#spoken = '';
	#announceTimer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		super();
		this.rows = [];
		document.adoptedStyleSheets.push(this.#palette);
	}

	protected override createRenderRoot(): this {
		return this;
	}

	get scroller(): HTMLElement | null {
		return this.querySelector('.scroll');
	}

	get list(): ResultList | null {
		return this.querySelector<ResultList>('lodestone-results');
	}

	focusBox(select: boolean): void {
		const box = this.querySelector<HTMLTextAreaElement>('textarea.question');
		box?.focus();
		if (select) box?.select();
	}

	protected override willUpdate(): void {
		const snapshot = this.state?.snapshot;
		if (snapshot !== undefined && snapshot !== this.#wordsOf) {
			this.#wordsOf = snapshot;
			this.#words = wordsFor(snapshot.locale, snapshot.strings);
			document.documentElement.lang = this.#words.locale;
		}
		if (snapshot !== undefined && snapshot.palette !== this.#paletteOf) {
			this.#paletteOf = snapshot.palette;
			this.#palette.replaceSync(paletteCss(snapshot.palette));
		}
	}

	protected override render(): TemplateResult | typeof nothing {
		const { state } = this;
		if (state === undefined) return nothing;
		const words = this.#words;
		const context: PartContext = { state, words, dispatch: this.dispatch };
		const panel = {
			allLanguages: this.#allLanguages,
			toggleAllLanguages: () => {
				this.#allLanguages = !this.#allLanguages;
				this.requestUpdate();
			},
		};
		return html`<main class="view">
			<div class="head">
				${searchBox(context)} ${state.filtersOpen ? filterPanel(context, panel) : nothing}
				${statusView(context)}
				<div class="sr" role="status">${this.#spoken}</div>
			</div>
			<div class="scroll">
				<div class="above">
					${coverageBanner(context)} ${notes(context)} ${emptyState(context)}
					${
						state.answer?.nothingConvincing === true && this.rows.length > 0
							? html`<p class="closest">${words.text('found.nothingConvincing')}</p>`
							: nothing
					}
				</div>
				<lodestone-results
					role=${this.rows.length === 0 ? 'presentation' : 'tree'}
					aria-label=${this.rows.length === 0 ? nothing : words.text('list.label')}
					aria-busy=${state.searching && this.rows.length > 0 ? 'true' : nothing}
					?hidden=${this.rows.length === 0}
					.context=${context}
					.rows=${this.rows}
				></lodestone-results>
				${this.#after(context)}
			</div>
		</main>`;
	}

	/** Below the list: where a question that met nothing convincing can go, and that the list was cut. */
	#after({ state, words, dispatch }: PartContext): TemplateResult | typeof nothing {
		const results = state.answer?.results;
		if (results === undefined || this.rows.length === 0 || state.searching) return nothing;
		if (state.answer?.nothingConvincing === true) {
			return html`<p class="after">
				${linkButton(words.text('action.plainTextSearch'), () =>
					dispatch({ type: 'command', command: 'plainTextSearch' }),
				)}
			</p>`;
		}
		const shown = results.groups.length;
		return !results.more && results.totalFiles > shown
			? html`<p class="after dim">${words.text('list.end', shown)}</p>`
			: nothing;
	}

	protected override updated(): void {
		const { scroller, list, state } = this;
		const above = this.querySelector('.above');
		if (scroller !== null && above !== null) list?.attach(scroller, above);
		if (state === undefined) return;
		const spoken = announcement(state, this.#words);
		if (spoken === this.#spoken) return;
		clearTimeout(this.#announceTimer);
		this.#announceTimer = setTimeout(() => {
			this.#spoken = spoken;
			this.requestUpdate();
		}, ANNOUNCE_MS);
	}
}
