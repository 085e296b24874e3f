import { html, nothing, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { icon, kindIcon, languageBadge } from '../icons';
import type { FileRow, HitRow, Row } from '../rows';
import { segments, visible } from '../segments';
import { whyText } from '../why';
import type { PartContext } from './context';
import { iconButton } from './controls';
import { piece, snippetView } from './snippetView';
import { whyPanel } from './whyPanel';

export interface RowLook {
	readonly top: number;
	readonly selected: boolean;
	readonly tabStop: boolean;
	/** Shown before the path when the window has several folders. */
	readonly folderName: (folderId: string) => string;
}

/** One `treeitem`; rows are siblings, and their level, place and set size say how they nest. */
export function rowView(row: Row, context: PartContext, look: RowLook): TemplateResult {
	const open = 'open' in row ? row.open : row.type === 'hit' && row.whyOpen ? true : undefined;
	return html`<div
		class="item level-${row.level} ${row.type === 'hit' ? 'hit' : 'row'} ${row.type} ${
			look.selected ? 'selected' : ''
		}"
		role="treeitem"
		data-key=${row.key}
		data-vscode-context=${ifDefined(menuContext(row))}
		aria-level=${row.level}
		aria-posinset=${row.position}
		aria-setsize=${row.setSize}
		aria-selected=${look.selected ? 'true' : 'false'}
		aria-expanded=${ifDefined(open === undefined ? undefined : open ? 'true' : 'false')}
		aria-description=${ifDefined(description(row))}
		tabindex=${look.tabStop ? 0 : -1}
		.style=${`transform: translateY(${look.top}px)`}
	>
		<span class="sr">${label(row, context)}</span>
		<div class="face" aria-hidden="true">${face(row, context, look)}</div>
		${row.type === 'hit' && row.whyOpen ? why(row, context) : nothing}
	</div>`;
}

/** A file's row that stays at the top while its code is read; the one in the tree is the one for screen readers. */
export function stickyRow(
	row: FileRow,
	context: PartContext,
	folderName: RowLook['folderName'],
): TemplateResult {
	const go = (): void => context.dispatch({ type: 'select', key: row.key, focus: true });
	return html`<div class="sticky row file" aria-hidden="true" @click=${go}>
		${fileRow(row, context, { top: 0, selected: false, tabStop: false, folderName })}
	</div>`;
}

/** What is seen of a row. The text beside it says the same in words to those who listen, so it is hidden from them. */
function face(row: Row, context: PartContext, look: RowLook): TemplateResult {
	const { words } = context;
	switch (row.type) {
		case 'file':
			return fileRow(row, context, look);
		case 'hit':
			return hitRow(row, context, look);
		case 'weak':
			return html`${icon(row.open ? 'chevron-down' : 'chevron-right', 'twistie')}<span
					class="fold ellipsis"
					>${words.plural('list.weaker', row.count)}</span
				>`;
		case 'more':
			return html`<span class="fold link ellipsis">${words.plural('list.more', row.hidden)}</span>`;
	}
}

/** The first line of code with something in it, read after the name. */
function description(row: Row): string | undefined {
	if (row.type !== 'hit') return undefined;
	const line = row.hit.snippet?.lines.find(({ text }) => /\w/.test(text));
	return line === undefined ? undefined : visible(line.text).trim().slice(0, 200);
}

function why(
	row: HitRow,
	{ state, words, dispatch }: PartContext,
): TemplateResult | typeof nothing {
	return state.why === undefined
		? nothing
		: whyPanel(state.why, row.place, words, () => dispatch({ type: 'why', key: row.key }));
}

/** For the host's `webview/context` menus; it checks all of it again. */
function menuContext(row: Row): string | undefined {
	if (row.type !== 'hit' && row.type !== 'file') return undefined;
	const target =
		row.type === 'hit'
			? { ...row.ref, span: row.hit.span }
			: { folderId: row.shown.group.folderId, path: row.shown.group.path };
	return JSON.stringify({
		webviewSection: row.type,
		preventDefaultContextMenuItems: true,
		...target,
	});
}

function splitPath(path: string): { readonly name: string; readonly folder: string } {
	const at = path.lastIndexOf('/');
	return { name: path.slice(at + 1), folder: at < 0 ? '' : path.slice(0, at) };
}

function label(row: Row, { words }: PartContext): string {
	switch (row.type) {
		case 'file': {
			const { group } = row.shown;
			const { name, folder } = splitPath(visible(group.path));
			const count = words.plural('file.results', group.hits.length);
			return [name, folder, count].filter(part => part !== '').join(', ');
		}
		case 'hit': {
			const { hit } = row;
			const { startLine, endLine } = hit.span;
			const lines =
				startLine === endLine
					? words.text('hit.line', startLine + 1)
					: words.text('hit.lines', startLine + 1, endLine + 1);
			return [
				visible(hit.symbol),
				words.text(`kind.${hit.kind}`),
				lines,
				words.text(`strength.${hit.strength}Match`),
				hit.unsaved ? words.text('hit.unsaved') : '',
			]
				.filter(part => part !== '')
				.join(', ');
		}
		case 'weak':
			return words.plural('list.weaker', row.count);
		case 'more':
			return words.plural('list.more', row.hidden);
	}
}

/**
 * Whether the person is at a row, by mouse or keyboard: only then its buttons are there. Made for every row, four buttons each were most of
 * what a fling through the list cost.
 */
function isAt(row: Row, { hovered, listFocused }: PartContext['state'], look: RowLook): boolean {
	return hovered === row.key || (listFocused && (look.selected || look.tabStop));
}

/** A button inside a row: not a tab stop, for its key does the same. */
function rowButton(glyph: string, text: string, run: () => void): TemplateResult {
	return iconButton(
		glyph,
		text,
		event => {
			event.stopPropagation();
			run();
		},
		{ tabbable: false },
	);
}

function fileRow(row: FileRow, context: PartContext, look: RowLook): TemplateResult {
	const { words, dispatch } = context;
	const { group } = row.shown;
	const path = visible(group.path);
	const { name, folder } = splitPath(path);
	const root = look.folderName(group.folderId);
	const where = [root, folder].filter(part => part !== '').join('/');
	return html`${icon(row.open ? 'chevron-down' : 'chevron-right', 'twistie')}
		${languageBadge(group.language)}<span class="file-name ellipsis" title=${path}>${name}</span
		><span class="folder ellipsis" title=${where}>${where}</span
		><span class="badge" title=${words.plural('file.results', group.hits.length)}
			>${words.number(group.hits.length)}</span
		>${
			isAt(row, context.state, look)
				? html`<span class="actions"
						>${rowButton('close', words.text('hit.dismiss'), () =>
							dispatch({ type: 'dismiss', key: row.key }),
						)}</span
					>`
				: nothing
		}`;
}

function hitRow(row: HitRow, context: PartContext, look: RowLook): TemplateResult {
	const { state, words, dispatch } = context;
	const { hit, key } = row;
	const { startLine, endLine } = hit.span;
	const range = startLine === endLine ? `${startLine + 1}` : `${startLine + 1}–${endLine + 1}`;
	const owner = visible(hit.scope.at(-1) ?? '');
	const reasons = row.whyOpen ? state.why?.reasons : undefined;
	const near = reasons === undefined ? [] : whyText(reasons, row.place, words).nearest;
	const symbol =
		hit.symbol === ''
			? html`<span class="symbol ellipsis">${words.text(`kind.${hit.kind}`)}</span>`
			: html`<span class="symbol ellipsis" title=${visible(hit.symbol)}
					>${segments({ text: hit.symbol, colours: [], marks: hit.symbolMarks }).map(piece)}</span
				>`;
	return html`<div class="hit-line">
			${kindIcon(hit.kind)}${symbol}${
				owner === '' ? nothing : html`<span class="owner ellipsis">${owner}</span>`
			}<span class="range">${range}</span>
			${
				hit.precision === 'draft'
					? html`<span class="tag" title=${words.text('hit.draftTitle')}
							>${words.text('hit.draft')}</span
						>`
					: nothing
			}
			${
				hit.unsaved
					? html`<span class="tag" title=${words.text('hit.unsavedTitle')}
							>${words.text('hit.unsaved')}</span
						>`
					: nothing
			}
			<span class="space"></span>
			<span class="strength ${hit.strength}"
				><span class="bars" aria-hidden="true"><i></i><i></i><i></i></span
				><span class="strength-word">${words.text(`strength.${hit.strength}`)}</span></span
			>
			${
				isAt(row, state, look)
					? html`<span class="actions">
							${rowButton('split-horizontal', words.text('hit.side'), () =>
								dispatch({ type: 'open', key, how: 'side' }),
							)}
							${rowButton('references', words.text('hit.similar'), () =>
								dispatch({ type: 'similar', key }),
							)}
							${rowButton('question', words.text('hit.why'), () => dispatch({ type: 'why', key }))}
							${rowButton('close', words.text('hit.dismiss'), () => dispatch({ type: 'dismiss', key }))}
						</span>`
					: nothing
			}
		</div>
		${
			hit.snippet === undefined
				? html`<p class="gone">${words.text('hit.gone')}</p>`
				: snippetView(hit.snippet, near)
		}`;
}
