import { countFilters, type ViewState } from './state';
import type { StringKey, Words } from './strings';

/** Names the filters that hid everything, and what there would be without them. */
export function limitsText(state: ViewState, words: Words): string {
	const { filters } = state.asked;
	const on: readonly (readonly [boolean, StringKey])[] = [
		[filters.currentFile, 'limits.currentFile'],
		[filters.changedFiles, 'limits.changedFiles'],
		[filters.openEditors, 'limits.openEditors'],
		[filters.include.trim() !== '', 'limits.include'],
		[filters.exclude.trim() !== '', 'limits.exclude'],
		[filters.languages.length > 0, 'limits.languages'],
		[filters.kinds.length > 0, 'limits.kinds'],
		[filters.folders.length > 0, 'limits.folders'],
	];
	const names = on.filter(([set]) => set).map(([, key]) => words.text(key));
	if (countFilters(filters) === 0) return '';
	const last = names.at(-1) ?? '';
	const text =
		names.length === 1
			? words.text('limits.one', last)
			: words.text(
					'limits.many',
					`${names.slice(0, -1).join(', ')} ${words.text('and')} ${last}`,
					names.length <= 4 ? words.text(`limits.${names.length as 2 | 3 | 4}`) : names.length,
				);
	const without = state.answer?.results.unfilteredFiles;
	return without === undefined || without === 0
		? text
		: `${text} ${words.plural('limits.without', without)}`;
}
