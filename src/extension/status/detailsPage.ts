import type { EngineUsage } from '../../shared/engineProtocol';
import { COMMANDS, type CommandName } from '../contributions';
import { skippedList } from '../messages';
import type { Translate } from '../translate';
import type { FolderSnapshot } from '../workspace/folderIndex';
import { languageName } from '../view/viewSnapshot';
import { formatAge, formatBytes, formatDuration, formatNumber, percent } from './format';

export interface DetailsInput {
	readonly folders: readonly FolderSnapshot[];
	readonly usage: EngineUsage | undefined;
	readonly nowMs: number;
	readonly locale: string;
	readonly cspSource: string;
	readonly nonce: string;
}

/** The page "Show Index Details": a static page without script; its buttons are links to our own commands. */
export function detailsPage(input: DetailsInput, t: Translate): string {
	const csp = `default-src 'none'; style-src 'nonce-${input.nonce}'`;
	const body = input.folders.map(folder => folderSection(folder, input, t)).join('\n');
	return `<!doctype html>
<html lang="${escapeHtml(input.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(t('Lodestone Index'))}</title>
<style nonce="${input.nonce}">${STYLE}</style>
</head>
<body><main>
${body || `<h1>${escapeHtml(t('No folder is open'))}</h1>`}
${usageSection(input, t)}
</main></body>
</html>`;
}

function folderSection(folder: FolderSnapshot, input: DetailsInput, t: Translate): string {
	const { status } = folder;
	const { locale } = input;
	const title = t('Index of {0}', folder.name);
	if (!folder.enabled || !status)
		return `<section><h1>${escapeHtml(title)}</h1><p>${escapeHtml(
			folder.enabled
				? (folder.failure?.message ?? t('Reading the index from disk.'))
				: t('You turned indexing off here. Nothing is read.'),
		)}</p>${buttons(['openSettings', 'openLog'], t)}</section>`;
	const { coverage, bytes } = status;
	const skipped = skippedList(status.skipped, t);
	const leftOut = skipped.reduce((sum, each) => sum + each.files, 0);
	const languages = Object.entries(status.languages).sort((a, b) => b[1].files - a[1].files);
	const paused = status.state.type === 'paused';
	const number = (value: number) => formatNumber(value, locale);
	const updated =
		status.updatedAtMs === 0 ? t('never') : formatAge(input.nowMs - status.updatedAtMs, t);
	return `<section>
<header><h1>${escapeHtml(title)}</h1>${buttons(['updateIndex', paused ? 'resume' : 'pause', 'rebuildIndex', 'copyDiagnostics'], t)}</header>
<p class="dim">${escapeHtml(stateText(folder, t))}</p>
<div class="grid">
<div><h2>${escapeHtml(t('Coverage'))}</h2>
${table(
	[t('Search by'), t('Functions'), ''],
	[
		[t('words'), number(coverage.keyword), meter(coverage.keyword, coverage.chunks)],
		[t('draft meaning'), number(coverage.meaning), meter(coverage.meaning, coverage.chunks)],
		[t('refined meaning'), number(coverage.refined), meter(coverage.refined, coverage.chunks)],
	],
)}</div>
<div><h2>${escapeHtml(t('Languages'))}</h2>
${table(
	[t('Language'), t('Files'), t('Functions')],
	languages
		.slice(0, 12)
		.map(([id, counts]) => [
			escapeHtml(languageName(id)),
			number(counts.files),
			number(counts.chunks),
		]),
)}</div>
<div><h2>${escapeHtml(t('Skipped files'))}</h2>
<p class="dim">${escapeHtml(t('{0} files are not searched.', number(leftOut)))} <a href="command:${COMMANDS.whyNotIndexed}">${escapeHtml(t('Why is this file left out?'))}</a></p>
${table(
	[t('Reason'), t('Files')],
	skipped.map(({ reason, files }) => [escapeHtml(reason), number(files)]),
)}</div>
<div><h2>${escapeHtml(t('Index parts'))}</h2>
<p class="dim path">${escapeHtml(status.storePath)}</p>
${table(
	[t('Part'), t('Size')],
	[
		[escapeHtml(t('Catalogue and words')), formatBytes(bytes.catalogue, locale)],
		[escapeHtml(t('Vectors')), formatBytes(bytes.vectors, locale)],
		[escapeHtml(t('Neighbour graph')), formatBytes(bytes.graph, locale)],
		[escapeHtml(t('Together')), formatBytes(bytes.total, locale)],
	],
)}
<p class="dim">${escapeHtml(t('Model {0}. Updated {1}.', status.model.id, updated))}</p></div>
</div></section>`;
}

function usageSection({ usage, locale, nowMs }: DetailsInput, t: Translate): string {
	if (!usage) return '';
	const text = t(
		'Engine process {0}: {1} of memory, {2} of processor time in {3}.',
		usage.pid,
		formatBytes(usage.rssBytes, locale),
		formatDuration(usage.cpuSeconds, t),
		formatDuration((nowMs - usage.startedAtMs) / 1000, t),
	);
	return `<footer class="dim">${escapeHtml(text)} ${escapeHtml(t('Nothing leaves this computer.'))}</footer>`;
}

export function stateText({ status, progress, failure }: FolderSnapshot, t: Translate): string {
	if (failure) return `${failure.message} ${failure.remedy}`.trim();
	if (!status) return t('Reading the index from disk.');
	const { coverage, state } = status;
	const share = percent(coverage.refined, coverage.chunks);
	switch (state.type) {
		case 'empty':
		case 'degraded':
		case 'error':
			return state.why;
		case 'paused':
			return t('Paused. {0} % refined.', share);
		case 'stale':
			return t('{0} files changed since the last update', state.files);
		default:
			if (progress?.phase === 'scanning' || progress?.phase === 'reading')
				return t('{0} of {1} files are read.', progress.filesDone, progress.files);
			return share === 100
				? t('All {0} files can be searched by meaning.', status.files)
				: t('All {0} files can be searched. {1} % refined.', status.files, share);
	}
}

function buttons(names: readonly CommandName[], t: Translate): string {
	const texts: Partial<Record<CommandName, string>> = {
		updateIndex: t('Update Now'),
		rebuildIndex: t('Rebuild'),
		pause: t('Pause'),
		resume: t('Resume Now'),
		copyDiagnostics: t('Copy Diagnostics'),
		openLog: t('Show Log'),
		openSettings: t('Settings'),
	};
	const links = names.map(
		(name, i) =>
			`<a class="button${i === 0 ? ' primary' : ''}" role="button" href="command:${COMMANDS[name]}">${escapeHtml(texts[name] ?? name)}</a>`,
	);
	return `<nav>${links.join('')}</nav>`;
}

/** Cells are HTML already. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	const cells = (row: readonly string[], tag: string) =>
		row.map(cell => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${cell}</${tag}>`).join('');
	return `<table><thead><tr>${cells(heads.map(escapeHtml), 'th')}</tr></thead><tbody>${rows
		.map(row => `<tr>${cells(row, 'td')}</tr>`)
		.join('')}</tbody></table>`;
}

/** A native meter: no style attribute, which the page's policy forbids. */
const meter = (part: number, whole: number) => {
	const share = percent(part, whole);
	return `<meter min="0" max="100" value="${share}">${share} %</meter> ${share} %`;
};

export const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);

const STYLE = `
body{font:var(--vscode-font-size)/1.45 var(--vscode-font-family);color:var(--vscode-foreground);padding:0 24px 32px}
main{max-width:960px;margin:0 auto}
section+section{margin-top:40px;border-top:1px solid var(--vscode-panel-border,transparent)}
header{display:flex;flex-wrap:wrap;align-items:center;gap:8px 16px;margin-top:24px}
h1{font-size:1.45em;font-weight:600;margin:0;flex:1 1 auto}
h2{font-size:1em;font-weight:600;margin:0 0 4px}
.dim{color:var(--vscode-descriptionForeground);margin:4px 0 8px}
.path{overflow-wrap:anywhere;font-family:var(--vscode-editor-font-family);font-size:.9em}
nav{display:flex;flex-wrap:wrap;gap:8px}
.button{padding:4px 12px;border-radius:4px;text-decoration:none;border:1px solid var(--vscode-button-border,transparent);
background:var(--vscode-button-secondaryBackground);color:var(--vscode-button-secondaryForeground)}
.button:hover{background:var(--vscode-button-secondaryHoverBackground)}
.primary{background:var(--vscode-button-background);color:var(--vscode-button-foreground)}
.primary:hover{background:var(--vscode-button-hoverBackground)}
a{color:var(--vscode-textLink-foreground)}
a:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:28px 48px;margin-top:24px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:400;color:var(--vscode-descriptionForeground);text-align:left;border-bottom:1px solid var(--vscode-panel-border,currentColor)}
th,td{padding:3px 8px 3px 0}
th:not(:first-child),td:not(:first-child){text-align:right}
meter{width:64px;height:8px;vertical-align:middle}
footer{margin-top:32px}
`;
