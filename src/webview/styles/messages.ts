/** Coverage, notes, and the states in which there is no list. */
export const messageCss = `
.coverage {
	margin: 2px 12px 8px 10px; display: grid; grid-template-columns: auto 1fr auto; gap: 0 10px;
	align-items: center; font-size: 12px;
}
.coverage > * { height: 20px; line-height: 20px; }
.coverage-value { text-align: right; font-variant-numeric: tabular-nums; }
.coverage .meter { height: 4px; border-radius: 2px; background: var(--lode-track); overflow: hidden; align-self: center; }
.meter i { display: block; height: 100%; border-radius: 2px; background: var(--vscode-progressBar-background); }
.coverage-note { padding: 0 12px 10px 10px; margin-top: -2px; font-size: 12px; line-height: 17px; color: var(--vscode-descriptionForeground); }
lodestone-view .coverage-note { padding: 0 12px 10px 10px; margin-top: -2px; }
.note {
	display: flex; gap: 8px; margin: 2px 8px 8px; padding: 7px 8px 8px 10px; border-radius: var(--lode-radius);
	background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent);
	border: 1px solid var(--vscode-contrastBorder, transparent); font-size: 12px; line-height: 17px;
}
lodestone-view .note .codicon { margin-top: 1px; }
.note-body { min-width: 0; flex: 1; overflow-wrap: anywhere; }
.note h2, .why h3 { font-size: 12px; font-weight: 600; line-height: inherit; }
.note-actions { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 5px; }
lodestone-view .icon-warning { color: color-mix(in srgb, var(--vscode-editorWarning-foreground) 70%, var(--vscode-foreground)); }
lodestone-view .icon-error { color: var(--vscode-editorError-foreground); }
lodestone-view .icon-info { color: var(--vscode-editorInfo-foreground); }
.message { padding: 8px 10px; overflow-wrap: anywhere; }
lodestone-view .message p { margin-bottom: 10px; }
.first-run { padding: 0 4px; }
.section-head { display: flex; align-items: center; min-height: 26px; padding: 2px 4px 2px 6px; }
.section-head h2 { flex: 1; font-size: var(--lode-small); font-weight: 600; color: var(--vscode-descriptionForeground); }
.asks { padding-bottom: 4px; }
.ask { width: 100%; border: 0; background: none; cursor: pointer; text-align: left; padding-left: 6px; }
lodestone-view .hint { padding: 6px; color: var(--vscode-descriptionForeground); }
lodestone-view .closest { padding: 4px 10px 2px; }
lodestone-view .after { padding: 8px 10px; font-size: 12px; }
@media (forced-colors: active) { .coverage .meter { border: 1px solid CanvasText; } }
`;
