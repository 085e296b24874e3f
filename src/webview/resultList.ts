import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { layOut, scrollToShow, visibleRange, type Layout } from './layout';
import { listAction } from './listKeys';
import type { PartContext } from './parts/context';
import { rowView, stickyRow } from './parts/rowViews';
import { RowHeights } from './rowHeights';
import type { Row } from './rows';
import { FILE_ROW, stickyFile } from './sticky';

/** Pixels drawn beyond the window on either side. */
const OVERSCAN = 320;
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
	/** Top of the window in the list's coordinates, and its height; as last read by `#look`. */
	#top = 0;
	#height = 600;
	#pointerAt = '';
	#stickyKey: string | undefined;

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
		this.addEventListener('keydown', event => this.#onKey(event));
		this.addEventListener('click', event => this.#onClick(event));
		this.addEventListener('dblclick', event => {
			const key = keyAt(event);
			if (key === undefined || isButton(event)) return;
			// The word that a double click marks would make the next click look like marking.
			getSelection()?.removeAllRanges();
			this.context?.dispatch({ type: 'open', key, how: 'here' });
		});
		this.addEventListener('pointermove', event => {
			// Only a pointer that moves says that somebody is in the list; rows also move below one that rests.
			const at = `${event.screenX} ${event.screenY}`;
			if (at !== this.#pointerAt) this.#hover(keyAt(event));
			this.#pointerAt = at;
		});
		this.addEventListener('wheel', event => this.#hover(keyAt(event)), { passive: true });
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

	/** @param scroller The element that scrolls this list. @param above What stands above it there, and may grow. */
	attach(scroller: HTMLElement, above: Element): void {
		if (this.#scroller === scroller) return;
		this.#scroller = scroller;
		scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
		const resized = new ResizeObserver(() => this.#look());
		resized.observe(scroller);
		resized.observe(above);
		this.#look();
	}

	#push(shift = 0): void {
		const { firstElementChild } = this;
		if (
			firstElementChild instanceof HTMLElement &&
			firstElementChild.classList.contains('sticky')
		) {
			firstElementChild.style.transform = shift === 0 ? '' : `translateY(${shift}px)`;
		}
	}

	/**
	 * Reads where the window stands. Only where the layout is clean anyway: after a change of the page these reads
	 * would force it, which costs more of a frame than all the rest.
	 */
	#look(): void {
		const scroller = this.#scroller;
		if (scroller === undefined) return;
		this.#top = scroller.scrollTop - this.offsetTop;
		this.#height = scroller.clientHeight;
		const [first, end] = this.#range();
		const sticky = stickyFile(this.rows, this.#layout, this.#top);
		this.#push(sticky?.shift);
		const moved = first !== this.#drawn[0] || end !== this.#drawn[1];
		if (moved || sticky?.row.key !== this.#stickyKey) this.requestUpdate();
		this.#askForMore();
	}

	/** Scrolls as little as it takes to show the row, and gives it the focus. */
	async reveal(key: string): Promise<void> {
		this.requestUpdate();
		await this.updateComplete;
		const index = this.rows.findIndex(row => row.key === key);
		if (index < 0) return;
		const scroller = this.#scroller;
		if (scroller !== undefined) {
			this.#look();
			const inset = this.rows[index]?.type === 'file' ? 0 : FILE_ROW;
			const wanted = scrollToShow(this.#layout, index, this.#top, this.#height, inset);
			if (wanted !== this.#top) {
				scroller.scrollTop += wanted - this.#top;
				this.#look();
				await this.updateComplete;
			}
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
		const sticky = stickyFile(this.rows, this.#layout, this.#top);
		this.#stickyKey = sticky?.row.key;
		return html`${sticky === undefined ? nothing : stickyRow(sticky.row, context, folderName)}${repeat(
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

	protected override updated(changed: PropertyValues): void {
		this.style.height = `${this.#layout.height}px`;
		this.#push(stickyFile(this.rows, this.#layout, this.#top)?.shift);
		// Once a new list is laid out: it may be shorter than where the window stood.
		if (changed.has('rows')) requestAnimationFrame(() => this.#look());
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
	}

	#range(): readonly [number, number] {
		return visibleRange(this.#layout, this.#top, this.#height, OVERSCAN);
	}

	#pageSize(): number {
		const [first, end] = visibleRange(this.#layout, this.#top, this.#height, 0);
		return Math.max(1, end - first - 2);
	}

	#onScroll(): void {
		this.#look();
		this.dispatchEvent(new CustomEvent('list-scrolled', { bubbles: true }));
	}

	#askForMore(): void {
		const more = this.context?.state.answer?.results.more === true;
		if (more && this.#top + this.#height > this.#layout.height - NEAR_END) {
			this.context?.dispatch({ type: 'nearEnd' });
		}
	}

	#measure(entries: readonly ResizeObserverEntry[]): void {
		const rows = new Map(this.rows.map(row => [row.key, row]));
		const gap = 2;
		let changed = false;
		for (const { target, borderBoxSize } of entries) {
			if (!(target instanceof HTMLElement)) continue;
			const row = rows.get(target.dataset['key'] ?? '');
			if (row === undefined) continue;
			const height = (borderBoxSize[0]?.blockSize ?? 0) + (row.type === 'hit' ? gap : 0);
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

	#onKey(event: KeyboardEvent): void {
		const { context } = this;
		// A button inside a row keeps Enter and Space.
		const kept = isButton(event) && (event.key === 'Enter' || event.key === ' ');
		if (context === undefined || event.defaultPrevented || kept) return;
		if (event.key === 'c' && getSelection()?.isCollapsed === false) return;
		const action = listAction(event, context.state.selected, this.#pageSize());
		if (action === undefined) return;
		event.preventDefault();
		if (action === 'box') this.dispatchEvent(new CustomEvent('to-box', { bubbles: true }));
		else context.dispatch(action);
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
