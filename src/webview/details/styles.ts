/** Rules of the details page: the search view's measures on the editor's ground. Colours come from VS Code's variables only. */
export const detailsCss = `
lodestone-details {
	--lode-radius: 4px;
	--lode-rule: color-mix(in srgb, var(--vscode-foreground) 14%, transparent);
	display: block; container-type: inline-size;
}
body {
	margin: 0; padding: 0; color: var(--vscode-foreground); background: var(--vscode-editor-background);
	font: var(--vscode-font-size, 13px)/18px var(--vscode-font-family);
}
lodestone-details *, lodestone-details *::before { box-sizing: border-box; }
lodestone-details :is(h1, h2, p, ul) { margin: 0; padding: 0; }
lodestone-details ul { list-style: none; }
lodestone-details :is(button, select) { font: inherit; color: inherit; }
lodestone-details .codicon { flex: none; width: 16px; height: 16px; font-size: 16px; line-height: 1; color: inherit; }
main { max-width: 1000px; margin: 0 auto; padding: 22px 32px 30px; }
header { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-bottom: 24px; }
lodestone-details h1 { font-size: 20px; line-height: 26px; font-weight: 600; overflow-wrap: anywhere; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-left: auto; }
.state { flex-basis: 100%; display: flex; gap: 6px; color: var(--vscode-descriptionForeground); }
lodestone-details h2 { font-size: 13px; font-weight: 600; line-height: 18px; }
section { margin-bottom: 28px; min-width: 0; }
lodestone-details .lead { color: var(--vscode-descriptionForeground); margin: 2px 0 8px; font-size: 12px; }
.charted .lead { min-height: 36px; }
.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 0 40px; }
.dim { color: var(--vscode-descriptionForeground); }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
thead th {
	font-weight: 400; text-align: left; color: var(--vscode-descriptionForeground); height: 22px; padding: 0 12px 0 0;
	white-space: nowrap; border-bottom: 1px solid var(--lode-rule); position: relative;
}
tbody :is(td, th) { height: 22px; padding: 2px 12px 2px 0; font-weight: 400; text-align: left; }
tbody th { width: 99%; overflow-wrap: anywhere; }
tbody td { white-space: nowrap; }
:is(td, th).right { text-align: right; font-variant-numeric: tabular-nums; }
:is(td, th):last-child { padding-right: 0; }
tr.total :is(td, th) { border-top: 1px solid var(--lode-rule); }
.bar { display: block; width: 64px; height: 4px; }
.bar .track { fill: var(--lode-rule); }
.bar .fill { fill: var(--vscode-progressBar-background); }
.link {
	color: var(--vscode-textLink-foreground); background: none; border: 0; padding: 0; cursor: pointer; border-radius: 2px;
}
lodestone-details .link { color: var(--vscode-textLink-foreground); }
.link:hover { text-decoration: underline; }
.button {
	display: inline-flex; align-items: center; justify-content: center; min-height: 28px; padding: 4px 12px; cursor: pointer;
	border-radius: var(--lode-radius); border: 1px solid var(--vscode-button-border, transparent); white-space: nowrap;
	background: var(--vscode-button-background);
}
lodestone-details .button { color: var(--vscode-button-foreground); }
.button:hover { background: var(--vscode-button-hoverBackground); }
lodestone-details .button.secondary { background: var(--vscode-button-secondaryBackground); color: var(--vscode-button-secondaryForeground); }
lodestone-details .button.secondary:hover { background: var(--vscode-button-secondaryHoverBackground); }
.button:disabled { cursor: default; opacity: 0.6; }
select {
	min-height: 26px; padding: 2px 6px; border-radius: var(--lode-radius);
	background: var(--vscode-dropdown-background, var(--vscode-input-background));
	border: 1px solid var(--vscode-dropdown-border, var(--vscode-input-border, transparent));
}
lodestone-details :focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.alarms { display: grid; gap: 8px; margin-bottom: 24px; }
.note {
	display: flex; gap: 8px; padding: 8px 10px; border-radius: var(--lode-radius); font-size: 12px; line-height: 17px;
	background: color-mix(in srgb, var(--vscode-foreground) 6%, transparent); border: 1px solid var(--vscode-contrastBorder, transparent);
}
lodestone-details .note h2 { font-size: 12px; line-height: 17px; }
lodestone-details .icon-warning { color: color-mix(in srgb, var(--vscode-editorWarning-foreground) 70%, var(--vscode-foreground)); }
lodestone-details .icon-error { color: var(--vscode-editorError-foreground); }
lodestone-details .icon-info { color: var(--vscode-editorInfo-foreground); }
lodestone-details .icon-ok { color: var(--vscode-testing-iconPassed, var(--vscode-charts-green)); }
.chart { display: block; width: 100%; height: auto; overflow: visible; }
.chart text { fill: var(--vscode-descriptionForeground); font-size: 11px; font-variant-numeric: tabular-nums; }
.chart .strong { fill: var(--vscode-foreground); font-weight: 600; }
.chart .axis { stroke: var(--lode-rule); stroke-width: 1; shape-rendering: crispEdges; }
.chart .line { fill: none; stroke: var(--vscode-charts-blue); stroke-width: 1.75; stroke-linejoin: round; }
.chart .dashed { fill: none; stroke: var(--vscode-descriptionForeground); stroke-width: 1.25; stroke-dasharray: 3 3; stroke-linejoin: round; }
.chart .interval { fill: color-mix(in srgb, var(--vscode-charts-blue) 14%, transparent); stroke: none; }
.chart .dot { fill: var(--vscode-charts-blue); }
.chart .ring { fill: var(--vscode-editor-background); stroke: var(--vscode-descriptionForeground); stroke-width: 1.25; }
.chart .column { fill: var(--vscode-charts-blue); }
.chart .mark { stroke: var(--vscode-descriptionForeground); stroke-width: 1; stroke-dasharray: 3 3; }
details { margin-top: 10px; font-size: 12px; }
summary { cursor: pointer; color: var(--vscode-textLink-foreground); width: fit-content; border-radius: 2px; }
details[open] summary { margin-bottom: 6px; }
.verdict { display: inline-flex; align-items: center; gap: 4px; }
lodestone-details .verdict .codicon { width: 14px; height: 14px; font-size: 14px; }
.wide { overflow-x: auto; }
.wide thead th { white-space: normal; vertical-align: bottom; height: auto; padding-bottom: 3px; }
.wide tbody th { width: auto; white-space: nowrap; }
.root { font-family: var(--vscode-editor-font-family); }
.tag {
	margin-left: 6px; padding: 1px 6px; border-radius: 9px; font-size: 11px; white-space: nowrap;
	background: var(--vscode-badge-background); color: var(--vscode-badge-foreground); border: 1px solid var(--vscode-contrastBorder, transparent);
}
lodestone-details .path {
	margin-top: 8px; font: 11px/16px var(--vscode-editor-font-family); color: var(--vscode-descriptionForeground); overflow-wrap: anywhere;
}
lodestone-details .events { margin-top: 6px; }
.events li { display: grid; grid-template-columns: 56px 16px minmax(0, 1fr); gap: 0 8px; padding: 4px 0; }
.when { font-variant-numeric: tabular-nums; }
footer { font-size: 12px; border-top: 1px solid var(--lode-rule); padding-top: 12px; }
footer:empty { display: none; }
@container (max-width: 640px) {
	main { padding: 16px 16px 24px; }
	.two { grid-template-columns: minmax(0, 1fr); }
	.buttons { margin-left: 0; }
	.charted .lead { min-height: 0; }
}
@container (max-width: 480px) {
	tbody td { white-space: normal; }
	thead th { white-space: normal; vertical-align: bottom; height: auto; }
	:is(td, th) { padding-right: 8px; }
	.root { overflow-wrap: anywhere; }
	.bar { width: 40px; }
	.verdict { white-space: normal; flex-wrap: wrap; }
	main { padding: 12px 10px 20px; }
	.events li { grid-template-columns: 48px 16px minmax(0, 1fr); }
}
@container (max-width: 360px) {
	:is(td, th) { padding-right: 5px; }
	table { font-size: 11px; }
	.bar { width: 24px; }
	.tag { margin-left: 0; }
}
@keyframes lode-spin { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: no-preference) { .spin { animation: lode-spin 1.5s steps(30) infinite; } }
body.vscode-reduce-motion .spin { animation: none; }
@media (forced-colors: active) { .bar .track { stroke: CanvasText; } }
`;
