import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { layOut, scrollToShow, visibleRange, type Layout } from './layout';
import { onListKey } from './listKeys';
import type { PartContext } from './parts/context';
import { rowView } from './parts/rowViews';
import { RowHeights } from './rowHeights';
import type { Row } from './rows';

/** Pixels drawn beyond the window on either side. */
const OVERSCAN = 400;
/** Pixels before the end at which more results are asked for. */
const NEAR_END = 1200;

/** The tree of results; draws only the rows in and around the window, and the one that has the focus. */
export class ResultList extends LitElement {
	static override properties = {
		context: { attribute: false },
		rows: { attribute: false },
	};
	declare context: PartContext | undefined;
	declare rows: readonly Row[];

	readonly #heights = new RowHeights();
	#layout: Layout = layOut([]);
	#scroller: HTMLElement | undefined;
	readonly #seen = new ResizeObserver(entries => this.#measure(entries));
	readonly #observed = new Set<Element>();
	#drawn: readonly [number, number] = [0, 0];

	constructor() {
		super();
		this.rows = [];
	}

	/** Light DOM: one style sheet, and ids that ARIA can refer to. */
	protected override createRenderRoot(): this {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.addEventListener('keydown', event => {
			if (this.context !== undefined) onListKey(event, this.context, this.#pageSize());
		});
		this.addEventListener('click', event => this.#onClick(event));
		this.addEventListener('dblclick', event => {
			const key = keyAt(event);
			if (key === undefined || isButton(event)) return;
			// The word that a double click marks would make the next click look like marking.
			getSelection()?.removeAllRanges();
			this.context?.dispatch({ type: 'open', key, how: 'here' });
		});
		this.addEventListener('pointermove', event => this.#hover(keyAt(event)));
		this.addEventListener('pointerleave', () => this.#hover(undefined));
		this.addEventListener('focusin', event => {
			const key = keyAt(event);
			this.#listFocus(true);
			if (key !== undefined && key !== this.context?.state.selected) {
				this.context?.dispatch({ type: 'select', key, focus: false });
			}
		});
		this.addEventListener('focusout', event => {
			if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget)))
				this.#listFocus(false);
		});
	}

	/** @param scroller The element that scrolls this list, and whatever stands above it. */
	attach(scroller: HTMLElement): void {
		if (this.#scroller === scroller) return;
		this.#scroller = scroller;
		scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
		new ResizeObserver(() => this.requestUpdate()).observe(scroller);
	}

	/** Scrolls as little as it takes to show the row, and gives it the focus. */
	async reveal(key: string): Promise<void> {
		this.requestUpdate();
		await this.updateComplete;
		const index = this.rows.findIndex(row => row.key === key);
		if (index < 0) return;
		const scroller = this.#scroller;
		if (scroller !== undefined) {
			const [top, height] = this.#window();
			const wanted = scrollToShow(this.#layout, index, top, height);
			if (wanted !== top) scroller.scrollTop += wanted - top;
			this.requestUpdate();
			await this.updateComplete;
		}
		this.#element(key)?.focus({ preventScroll: true });
	}

	protected override willUpdate(changed: PropertyValues): void {
		if (changed.has('rows'))
			this.#layout = layOut(this.rows.map(row => this.#heights.heightOf(row)));
	}

	protected override render(): TemplateResult | undefined {
		const { context } = this;
		if (context === undefined) return undefined;
		const { state } = context;
		const folders = state.snapshot?.folders ?? [];
		const names = new Map(folders.map(({ id, name }) => [id, name]));
		const folderName = (id: string): string => (folders.length > 1 ? (names.get(id) ?? '') : '');
		const [first, end] = (this.#drawn = this.#range());
		const drawn = this.rows.slice(first, end).map((row, i) => ({ row, index: first + i }));
		const selected = this.rows.findIndex(row => row.key === state.selected);
		const row = this.rows[selected];
		// The tab stop stays in the page wherever the list is scrolled to, or the focus would fall out of it.
		if (row !== undefined && (selected < first || selected >= end)) {
			drawn[selected < first ? 'unshift' : 'push']({ row, index: selected });
		}
		const tabStop = selected < 0 ? this.rows[first]?.key : state.selected;
		return html`${repeat(
			drawn,
			entry => entry.row.key,
			entry =>
				rowView(entry.row, context, {
					top: this.#layout.offsets[entry.index] ?? 0,
					selected: entry.index === selected,
					tabStop: entry.row.key === tabStop,
					folderName,
				}),
		)}`;
	}

	protected override updated(): void {
		this.style.height = `${this.#layout.height}px`;
		for (const element of this.#observed) {
			if (element.isConnected) continue;
			this.#seen.unobserve(element);
			this.#observed.delete(element);
		}
		for (const element of this.children) {
			if (this.#observed.has(element)) continue;
			this.#observed.add(element);
			this.#seen.observe(element);
		}
		this.#askForMore();
	}

	#window(): readonly [top: number, height: number] {
		const scroller = this.#scroller;
		if (scroller === undefined) return [0, 600];
		return [scroller.scrollTop - this.offsetTop, scroller.clientHeight];
	}

	#range(): readonly [number, number] {
		const [top, height] = this.#window();
		return visibleRange(this.#layout, top, height, OVERSCAN);
	}

	#pageSize(): number {
		const [top, height] = this.#window();
		const [first, end] = visibleRange(this.#layout, top, height, 0);
		return Math.max(1, end - first - 2);
	}

	#onScroll(): void {
		const [first, end] = this.#range();
		if (first !== this.#drawn[0] || end !== this.#drawn[1]) this.requestUpdate();
		this.dispatchEvent(new CustomEvent('list-scrolled', { bubbles: true }));
	}

	#askForMore(): void {
		const [top, height] = this.#window();
		const more = this.context?.state.answer?.results.more === true;
		if (more && top + height > this.#layout.height - NEAR_END)
			this.context?.dispatch({ type: 'nearEnd' });
	}

	#measure(entries: readonly ResizeObserverEntry[]): void {
		const rows = new Map(this.rows.map(row => [row.key, row]));
		const gap = 2;
		let changed = false;
		for (const { target } of entries) {
			if (!(target instanceof HTMLElement)) continue;
			const row = rows.get(target.dataset['key'] ?? '');
			if (row === undefined) continue;
			const height = target.offsetHeight + (row.type === 'hit' ? gap : 0);
			changed = this.#heights.measure(row, height) || changed;
		}
		if (!changed) return;
		this.#layout = layOut(this.rows.map(row => this.#heights.heightOf(row)));
		this.requestUpdate();
	}

	#element(key: string): HTMLElement | undefined {
		for (const child of this.children) {
			if (child instanceof HTMLElement && child.dataset['key'] === key) return child;
		}
		return undefined;
	}

	#onClick(event: MouseEvent): void {
		const key = keyAt(event);
		const { context } = this;
		if (key === undefined || context === undefined || isButton(event)) return;
		// Somebody who marks text in a snippet wants the text.
		if (getSelection()?.isCollapsed === false) return;
		context.dispatch({ type: 'select', key, focus: true });
		const row = this.rows.find(candidate => candidate.key === key);
		if (row?.type !== 'hit') {
			context.dispatch({ type: 'toggle', key });
			return;
		}
		const aside = event.ctrlKey || event.metaKey || event.altKey;
		context.dispatch({ type: 'open', key, how: aside ? 'side' : 'preview' });
	}

	#hover(key: string | undefined): void {
		if (this.context !== undefined && this.context.state.hovered !== key) {
			this.context.dispatch({ type: 'hover', key });
		}
	}

	#listFocus(focused: boolean): void {
		if (this.context !== undefined && this.context.state.listFocused !== focused) {
			this.context.dispatch({ type: 'listFocus', focused });
		}
	}
}

function keyAt(event: Event): string | undefined {
	const target = event.target instanceof Element ? event.target.closest('[data-key]') : null;
	return target instanceof HTMLElement ? target.dataset['key'] : undefined;
}

function isButton(event: Event): boolean {
	return event.target instanceof Element && event.target.closest('button, .why') !== null;
}
