/** Measures, reset, and what all parts share. Colours come from VS Code's variables only. */
export const baseCss = `
lodestone-view {
	--lode-radius: 4px;
	--lode-small: 11px;
	--lode-mono: 12px;
	--lode-track: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
	--lode-near: color-mix(in srgb, var(--vscode-charts-blue) 13%, transparent);
	display: block;
	height: 100%;
}
html, body { height: 100%; }
html { scrollbar-color: auto; }
body {
	margin: 0;
	padding: 0;
	overflow: hidden;
	color: var(--vscode-sideBar-foreground, var(--vscode-foreground));
	background: var(--vscode-sideBar-background);
	font: var(--vscode-font-size, 13px)/18px var(--vscode-font-family);
}
lodestone-view *, lodestone-view *::before { box-sizing: border-box; }
lodestone-view :is(h2, h3, p, dl, dd, ul) { margin: 0; padding: 0; }
lodestone-view ul { list-style: none; }
lodestone-view :is(button, input, textarea) { font: inherit; color: inherit; }
lodestone-view .codicon { flex: none; width: 16px; height: 16px; font-size: 16px; line-height: 1; color: inherit; }
.view { display: flex; flex-direction: column; height: 100%; container-type: inline-size; }
.head { flex: none; display: flex; flex-direction: column; max-height: 75%; min-height: 0; }
.scroll { flex: 1 1 0; min-height: 0; overflow: hidden auto; position: relative; padding-bottom: 8px; overflow-anchor: none; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.dim { color: var(--vscode-descriptionForeground); }
.ellipsis { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
.space { flex: 1; }
[hidden] { display: none !important; }
.link {
	color: var(--vscode-textLink-foreground); background: none; border: 0; padding: 0;
	cursor: pointer; border-radius: 2px; text-align: left;
}
.link:hover { text-decoration: underline; }
.link:active { color: var(--vscode-textLink-activeForeground, var(--vscode-textLink-foreground)); }
lodestone-view :focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
lodestone-view :is(.link, .button):focus-visible { outline-offset: 2px; }
.icon-button {
	width: 22px; height: 22px; flex: none; display: inline-grid; place-items: center; padding: 0;
	border: 0; border-radius: 5px; background: none; color: var(--vscode-icon-foreground); cursor: pointer;
}
.icon-button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
.icon-button:active { background: var(--vscode-toolbar-activeBackground, var(--vscode-toolbar-hoverBackground)); }
.button {
	display: inline-flex; align-items: center; justify-content: center; min-height: 28px; padding: 4px 12px;
	border-radius: var(--lode-radius); border: 1px solid var(--vscode-button-border, transparent);
	background: var(--vscode-button-background); color: var(--vscode-button-foreground); cursor: pointer;
}
.button:hover { background: var(--vscode-button-hoverBackground); }
.button.full { width: 100%; }
lodestone-view .button { color: var(--vscode-button-foreground); }
lodestone-view .button.secondary { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
lodestone-view .button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
.wide-only { display: block; }
.narrow-only { display: none; }
@container (max-width: 260px) {
	.wide-only { display: none; }
	.narrow-only { display: block; }
}
@keyframes lode-spin { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: no-preference) {
	.spin { animation: lode-spin 1.5s steps(30) infinite; }
	.actions, .toggle, .button, .chip { transition: background-color 0.1s, opacity 0.1s; }
}
body.vscode-reduce-motion .spin { animation: none; }
`;
