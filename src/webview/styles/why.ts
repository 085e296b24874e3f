/** "Why this matched". */
export const whyCss = `
.why { margin-top: 6px; padding: 8px 2px 2px; font-size: 12px; line-height: 18px; white-space: normal; cursor: default; }
.why-head { display: flex; align-items: center; margin-bottom: 4px; }
.why-head h3 { flex: 1; }
.why dl { display: grid; grid-template-columns: minmax(64px, max-content) 1fr; gap: 4px 10px; }
.why dt { color: var(--vscode-descriptionForeground); }
.why dd { min-width: 0; overflow-wrap: anywhere; }
.why li + li { margin-top: 2px; }
.sign { display: inline-block; width: 14px; font-weight: 600; }
.swatch {
	display: inline-block; width: 2px; height: 12px; margin-right: 12px; vertical-align: -2px;
	background: var(--vscode-charts-blue); box-shadow: 4px 0 0 2px var(--lode-near);
}
.hit[aria-expanded=true], .hit[aria-expanded=true]:hover { background: none; }
.hit.selected[aria-expanded=true]:focus { background: none; color: inherit; }
@container (max-width: 200px) {
	.why dl { grid-template-columns: 1fr; gap: 0; }
	.why dd { margin-bottom: 6px; }
}
`;
