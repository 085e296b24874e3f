/** The tree: rows of 22, function lines of 24, code lines of 18 pixels (`rowHeights.ts` knows the same numbers). */
export const listCss = `
lodestone-results { display: block; position: relative; margin: 0 4px; contain: layout style; }
.row {
	display: flex; align-items: center; gap: 6px; height: 22px; padding: 0 8px 0 2px;
	border-radius: var(--lode-radius); white-space: nowrap;
}
.row:hover { background: var(--vscode-list-hoverBackground); }
.row > .face { display: contents; }
.item { position: absolute; top: 0; left: 0; right: 0; cursor: pointer; contain: layout style; }
.item.selected { background: var(--vscode-list-inactiveSelectionBackground); color: var(--vscode-list-inactiveSelectionForeground, inherit); }
.item.selected:focus, .item.selected:has(:focus) {
	background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground);
}
lodestone-view .item:focus, lodestone-view .item:focus-visible {
	outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder)); outline-offset: -1px;
}
/* Quiet text on the inactive selection of Dark Modern has only 4.35 : 1. */
.item.selected :is(.folder, .dim, .strength, .owner, .range, .fold, .tag) { color: inherit; }
.item.selected:focus :is(.folder, .dim, .strength, .owner, .range, .fold, .twistie, .kind, .icon-button, .lang, .tag) { color: inherit; }
lodestone-view .item.selected:focus .codicon { color: inherit; }
lodestone-view .twistie { width: 16px; margin-right: -2px; color: var(--vscode-icon-foreground); }
.sticky.row {
	position: sticky; top: 0; z-index: 2; margin: 0 -4px -22px; padding: 0 12px 0 6px; border-radius: 0; cursor: pointer;
	background: var(--vscode-sideBarStickyScroll-background, var(--vscode-sideBar-background));
	box-shadow: 0 1px 0 var(--vscode-sideBarStickyScroll-border, var(--vscode-contrastBorder, transparent)),
		0 2px 6px -2px var(--vscode-sideBarStickyScroll-shadow, var(--vscode-widget-shadow, transparent));
}
.sticky.row:hover { background: linear-gradient(var(--vscode-list-hoverBackground), var(--vscode-list-hoverBackground)), var(--vscode-sideBar-background); }
.level-2.row.file { padding-left: 14px; }
.level-3.hit { padding-left: 32px; }
.row.more { padding-left: 20px; font-size: 12px; }
.level-3.row.more { padding-left: 32px; }
.lang {
	flex: none; width: 16px; font-size: 9px; font-weight: 700; letter-spacing: 0.2px; line-height: 16px; text-align: center;
	color: color-mix(in srgb, var(--lode-lang) 72%, var(--vscode-foreground));
}
.hue-blue { --lode-lang: var(--vscode-charts-blue); }
.hue-green { --lode-lang: var(--vscode-charts-green); }
.hue-purple { --lode-lang: var(--vscode-charts-purple); }
.hue-orange { --lode-lang: var(--vscode-charts-orange, var(--vscode-symbolIcon-classForeground)); }
.hue-yellow { --lode-lang: var(--vscode-charts-yellow, var(--vscode-editorWarning-foreground)); }
.hue-red { --lode-lang: var(--vscode-charts-red, var(--vscode-editorError-foreground)); }
lodestone-view .lang-file { font-size: 14px; width: 16px; color: var(--vscode-icon-foreground); text-align: center; }
.file-name { flex: 0 1 auto; }
.folder { flex: 1 1000 0; font-size: 0.9em; color: var(--vscode-descriptionForeground); }
.badge {
	flex: none; min-width: 18px; padding: 2px 5px; border-radius: 9px; font-size: 10px; line-height: 11px; text-align: center;
	font-variant-numeric: tabular-nums; background: var(--vscode-badge-background); color: var(--vscode-badge-foreground);
	border: 1px solid var(--vscode-contrastBorder, transparent);
}
.fold { color: var(--vscode-descriptionForeground); }
.hit { padding: 0 6px 6px 20px; border-radius: var(--lode-radius); }
.hit::before, .row.more::before {
	content: ""; position: absolute; left: 10px; top: 0; bottom: -2px; width: 1px;
	background: var(--vscode-tree-inactiveIndentGuidesStroke);
}
.level-3.hit::before, .level-3.row.more::before { left: 22px; }
.item.selected::before { display: none; }
.hit:hover { background: var(--vscode-list-hoverBackground); }
.hit.selected:not(:focus):hover { background: var(--vscode-list-inactiveSelectionBackground, var(--vscode-list-hoverBackground)); }
.hit.selected:focus { background: var(--vscode-list-activeSelectionBackground); }
.row, .hit-line { user-select: none; }
.hit-line { display: flex; align-items: center; gap: 6px; height: 24px; white-space: nowrap; }
lodestone-view .kind { color: var(--vscode-icon-foreground); }
lodestone-view .kind-function { color: var(--vscode-symbolIcon-functionForeground); }
lodestone-view .kind-method { color: var(--vscode-symbolIcon-methodForeground); }
lodestone-view .kind-class { color: var(--vscode-symbolIcon-classForeground); }
lodestone-view .kind-interface { color: var(--vscode-symbolIcon-interfaceForeground, var(--vscode-charts-blue)); }
lodestone-view .kind-struct { color: var(--vscode-symbolIcon-structForeground, var(--vscode-icon-foreground)); }
lodestone-view .kind-enum { color: var(--vscode-symbolIcon-enumeratorForeground, var(--vscode-symbolIcon-classForeground)); }
lodestone-view .kind-module { color: var(--vscode-symbolIcon-namespaceForeground, var(--vscode-icon-foreground)); }
lodestone-view .kind-variable { color: var(--vscode-symbolIcon-variableForeground, var(--vscode-charts-blue)); }
lodestone-view .kind-property { color: var(--vscode-symbolIcon-propertyForeground, var(--vscode-icon-foreground)); }
.symbol { flex: 0 0.001 auto; }
.owner { flex: 0 100 auto; font-size: 0.9em; color: var(--vscode-descriptionForeground); }
.range { flex: none; font-size: 0.9em; color: var(--vscode-descriptionForeground); font-variant-numeric: tabular-nums; }
.tag {
	flex: none; padding: 0 4px; font-size: 10px; line-height: 14px; border-radius: 3px; color: var(--vscode-descriptionForeground);
	border: 1px solid color-mix(in srgb, var(--vscode-descriptionForeground) 55%, transparent);
}
.strength { display: inline-flex; align-items: center; gap: 5px; flex: none; font-size: var(--lode-small); color: var(--vscode-descriptionForeground); }
.bars { display: inline-flex; gap: 2px; align-items: flex-end; height: 9px; }
.bars i { width: 3px; background: currentColor; border-radius: 1px; opacity: 0.28; }
.bars i:nth-child(1) { height: 4px; }
.bars i:nth-child(2) { height: 6.5px; }
.bars i:nth-child(3) { height: 9px; }
.strong .bars i, .likely .bars i:nth-child(-n + 2), .weak .bars i:nth-child(1) { opacity: 1; }
.actions { display: none; flex: none; margin-right: -2px; }
.item:is(:hover, :focus, :focus-within) .actions { display: inline-flex; }
.sticky .actions { display: none; }
.row.file:is(:hover, :focus, :focus-within) .badge { display: none; }
.sticky.row.file .badge { display: block; }
.item:is(:hover, :focus, :focus-within) .strength { display: none; }
mark {
	color: inherit; border-radius: 2px; background: var(--vscode-editor-findMatchHighlightBackground);
	outline: 1px solid var(--vscode-editor-findMatchHighlightBorder, transparent); outline-offset: -1px;
}
.symbol mark { background: none; outline: 0; font-weight: 600; color: var(--vscode-list-highlightForeground); }
.item.selected:focus .symbol mark { color: var(--vscode-list-focusHighlightForeground, var(--vscode-list-highlightForeground)); }
.code {
	overflow: hidden; contain: content; padding: 4px 0; border-radius: var(--lode-radius); border: 1px solid var(--vscode-contrastBorder, transparent);
	font: var(--lode-mono)/18px var(--vscode-editor-font-family); tab-size: 2; font-variant-ligatures: none;
	background: var(--vscode-editor-background); color: var(--vscode-editor-foreground);
}
.code-line { display: block; height: 18px; padding: 0 8px; overflow: hidden; white-space: pre; position: relative; }
.code mark, .code mark[class] { color: var(--vscode-editor-foreground); }
.line-number {
	display: none; width: 26px; margin-right: 12px; text-align: right; user-select: none;
	color: var(--vscode-descriptionForeground);
}
.code-line.near { background: var(--lode-near); box-shadow: inset 2px 0 0 var(--vscode-charts-blue); }
lodestone-view .gone { height: 18px; font-size: 12px; color: var(--vscode-descriptionForeground); }
@container (min-width: 480px) { .line-number { display: inline-block; } }
@container (max-width: 260px) {
	.owner, .strength-word { display: none; }
	.hit { padding-left: 14px; }
	.hit::before { left: 8px; }
	.code-line { padding: 0 6px; }
}
@container (max-width: 200px) {
	.range, .folder, .actions .icon-button:not(:first-child) { display: none; }
	.badge { margin-left: auto; }
}
@media (forced-colors: active) { .bars i { background: CanvasText; } }
`;
