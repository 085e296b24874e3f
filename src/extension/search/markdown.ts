import type { ViewHit } from '../../shared/view/viewProtocol';
import { escapeMarkdown } from '../markdownText';
import type { Translate } from '../translate';

export interface MarkdownHit {
	readonly folder: string;
	readonly path: string;
	/** `file:` address of the hit's file; empty for a link relative to the folder. */
	readonly href: string;
	readonly language: string;
	readonly hit: ViewHit;
}

/** Results as Markdown: a list of links with the snippets below; whatever stands in them cannot break out of its place. */
export function resultsMarkdown(query: string, hits: readonly MarkdownHit[], t: Translate): string {
	const lines = [`# ${escapeMarkdown(query)}`, '', t('{0} results', hits.length), ''];
	for (const { folder, path, href, language, hit } of hits) {
		const line = hit.span.startLine + 1;
		const name = hit.symbol === '' ? '' : ` — ${code(hit.symbol)}`;
		const where = folder === '' ? path : `${folder}/${path}`;
		lines.push(
			`## [${escapeMarkdown(`${where}:${line}`)}](${link(href, path)}#L${line})${name}`,
			'',
		);
		lines.push(`${hit.kind} · ${hit.strength}`, '');
		const text = hit.snippet?.lines.map(each => each.text) ?? [];
		if (text.length > 0) {
			const fence = fenceFor(text);
			lines.push(`${fence}${language.replace(/[^\w+#-]/g, '')}`, ...text, fence, '');
		}
	}
	return lines.join('\n');
}

/** A fence longer than any run of backticks in the text. */
function fenceFor(lines: readonly string[]): string {
	const longest = Math.max(
		0,
		...lines.flatMap(line => (line.match(/`+/g) ?? []).map(run => run.length)),
	);
	return '`'.repeat(Math.max(3, longest + 1));
}

const code = (text: string) =>
	text.includes('`') ? escapeMarkdown(text) : `\`${text.replace(/\s+/g, ' ')}\``;

const link = (href: string, path: string) =>
	(href === '' ? path.split('/').map(encodeURIComponent).join('/') : href).replace(
		/[()<>\s]/g,
		encodeChar,
	);
const encodeChar = (char: string) =>
	`%${char.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`;
