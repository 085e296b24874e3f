/** The search box, its toggles, the filter panel and the status line. */
export const boxCss = `
.search { padding: 2px 8px 0; flex: none; }
.box {
	position: relative; display: flex; align-items: flex-start; min-height: 26px; padding: 0 2px 0 0;
	background: var(--vscode-input-background); color: var(--vscode-input-foreground);
	border: 1px solid var(--vscode-input-border, transparent); border-radius: var(--lode-radius);
}
.box:has(:is(textarea, input):focus) { border-color: var(--vscode-focusBorder); }
lodestone-view .box :is(textarea, input) {
	flex: 1; min-width: 0; display: block; border: 0; outline: 0; background: none; resize: none;
	padding: 3px 4px 3px 6px; line-height: 18px; overflow: hidden auto; field-sizing: content; max-height: 132px;
	scrollbar-width: thin;
}
.box :is(textarea, input)::placeholder { color: var(--vscode-input-placeholderForeground); opacity: 1; }
.toggles { display: flex; gap: 2px; padding: 2px 0 2px 2px; }
.toggle {
	width: 20px; height: 20px; display: grid; place-items: center; padding: 0; border: 1px solid transparent;
	border-radius: 3px; background: none; cursor: pointer; position: relative;
}
lodestone-view .toggle { color: var(--vscode-icon-foreground); }
.toggle:hover { background: var(--vscode-inputOption-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
lodestone-view .toggle:is([aria-pressed=true], [aria-expanded=true]) {
	background: var(--vscode-inputOption-activeBackground); color: var(--vscode-inputOption-activeForeground);
	border-color: var(--vscode-inputOption-activeBorder, transparent);
}
.toggle.has-filters:not([aria-expanded=true]) { border-color: var(--vscode-inputOption-activeBorder, transparent); }
lodestone-view .toggle:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
.toggle:disabled { opacity: 0.4; cursor: default; background: none; outline: 0; }
.filters { padding: 8px 8px 4px; display: grid; gap: 8px; overflow: hidden auto; min-height: 0; }
.label { display: block; margin: 0 0 3px 2px; font-size: 12px; line-height: 16px; color: var(--vscode-descriptionForeground); }
.chips { display: flex; flex-wrap: wrap; gap: 4px; }
.chip {
	display: inline-flex; align-items: center; gap: 4px; height: 22px; max-width: 100%; padding: 0 8px;
	border-radius: var(--lode-radius); background: none; font-size: 12px; cursor: pointer;
	border: 1px solid var(--vscode-input-border, color-mix(in srgb, var(--vscode-foreground) 18%, transparent));
}
lodestone-view .chip { font-size: 12px; }
.chip:hover { background: var(--vscode-inputOption-hoverBackground); }
lodestone-view .chip[aria-checked=true] {
	background: var(--vscode-inputOption-activeBackground); color: var(--vscode-inputOption-activeForeground);
	border-color: var(--vscode-inputOption-activeBorder);
}
lodestone-view .chip .codicon { font-size: 14px; width: 14px; height: 14px; }
.chip .count { opacity: 0.85; font-variant-numeric: tabular-nums; }
.bad, .bad:has(input:focus) { border-color: var(--vscode-inputValidation-errorBorder); }
.fault { display: flex; gap: 5px; margin-top: 3px; font-size: 12px; }
lodestone-view .fault .codicon { font-size: 14px; width: 14px; height: 14px; margin-top: 2px; }
.status {
	display: flex; align-items: center; gap: 8px; flex: none; min-height: 26px; padding: 2px 8px 2px 10px;
	font-size: 12px; line-height: 16px; color: var(--vscode-descriptionForeground);
}
.status-text { display: flex; align-items: center; gap: 6px; flex: 1; min-width: 0; font-variant-numeric: tabular-nums; }
lodestone-view .status-text .codicon { font-size: 14px; width: 14px; height: 14px; }
.status .link { flex: none; }
@container (max-width: 260px) {
	.search .box { flex-wrap: wrap; }
	lodestone-view .search .box textarea { flex: 1 0 100%; }
	.search .toggles { margin-left: auto; }
}
`;
