import { html, type TemplateResult } from 'lit';
import type { Coverages } from '../../shared/health/healthTypes';
import { percentOf } from './chartModel';
import type { SectionContext } from './context';
import { bar, section, table, type Cell } from './pieces';

const LANGUAGES = 10;

/** Coverage by folder and by language, side by side. */
export function coverageSections({ folder, words }: SectionContext): TemplateResult {
	const { report, coverage } = folder;
	const rows = (groups: readonly Coverages[], name: (each: Coverages) => string): Cell[][] =>
		groups.map(each => {
			const share = percentOf(each.refined, each.chunks);
			return [
				name(each),
				words.number(each.files),
				words.number(each.chunks),
				bar(share),
				words.text('percent', share),
			];
		});
	const columns = (first: string) => [
		{ head: first },
		{ head: words.text('files'), right: true },
		{ head: words.text('functions'), right: true },
		{ head: words.text('refined') },
		{ head: words.text('percentHead'), right: true, hidden: true },
	];
	const folderName = ({ name }: Coverages): string =>
		name === '.' ? words.text('coverage.root') : name === '…' ? words.text('coverage.other') : name;
	return html`<div class="two">
		${section(
			'folders',
			words.text('coverage.folders'),
			words.text('coverage.foldersLead', coverage.chunks, folder.files),
			table(columns(words.text('folder')), rows(report?.folders ?? [], folderName)),
		)}
		${section(
			'languages',
			words.text('coverage.languages'),
			words.text('coverage.languagesLead'),
			table(
				columns(words.text('language')),
				rows(
					fold(report?.languages ?? [], words.text('coverage.otherLanguages')),
					({ name }) => folder.languageNames[name] ?? name,
				),
			),
		)}
	</div>`;
}

/** The first ten, and the others as one. */
function fold(groups: readonly Coverages[], name: string): readonly Coverages[] {
	if (groups.length <= LANGUAGES + 1) return groups;
	const rest = groups.slice(LANGUAGES);
	const sum = (of: (each: Coverages) => number): number =>
		rest.reduce((n, each) => n + of(each), 0);
	return [
		...groups.slice(0, LANGUAGES),
		{
			name,
			files: sum(each => each.files),
			chunks: sum(each => each.chunks),
			refined: sum(each => each.refined),
		},
	];
}
