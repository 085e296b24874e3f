/** What the line below the box says, and what a screen reader hears once per search. */
import { withoutDismissed } from './rows';
import type { Words } from './strings';
import { countFilters, type ViewState } from './state';

export interface StatusLine {
	/** Parts from most to least telling; joined by dots. */
	readonly text: string;
	/** For narrow views. */
	readonly short: string;
	/** An activity that goes on: a spinner, bars that stand still, or nothing. */
	readonly icon: 'busy' | 'paused' | 'none';
	/** Button at the end of the line. */
	readonly control: 'pause' | 'resume' | 'none';
}

const join = (...parts: readonly string[]): string => parts.filter(part => part !== '').join(' · ');

export function indexedFiles(state: ViewState): number {
	return state.snapshot?.folders.reduce((sum, folder) => sum + folder.files, 0) ?? 0;
}

export function statusLine(state: ViewState, words: Words): StatusLine {
	const types = state.snapshot?.folders.map(folder => folder.state.type) ?? [];
	const indexing = types.includes('indexing');
	const paused = !indexing && types.includes('paused');
	const text = answerText(state, words);
	const stopped = state.snapshot?.engine === 'stopped';
	const busy = !stopped && (indexing || state.searching || state.snapshot === undefined);
	return {
		text: text.long,
		short: text.short,
		icon: busy ? 'busy' : paused ? 'paused' : 'none',
		control: indexing ? 'pause' : paused ? 'resume' : 'none',
	};
}

function answerText(
	state: ViewState,
	words: Words,
): { readonly long: string; readonly short: string } {
	const same = (text: string): { readonly long: string; readonly short: string } => ({
		long: text,
		short: text,
	});
	const { snapshot, answer } = state;
	if (snapshot === undefined) return same(words.text('status.starting'));
	// A failure after the last word on the question was something else, such as a file that could not be opened.
	const final = answer?.results.seq === state.seq && answer.results.stage === 'final';
	if (state.failure !== undefined && !final) {
		return same(words.text(state.failure.code === 'timeout' ? 'status.timeout' : 'status.failed'));
	}
	if (snapshot.engine === 'stopped') return same(words.text('status.stopped'));
	const current = answer?.results.seq === state.seq ? answer.results : undefined;
	if (current === undefined)
		return same(state.searching ? words.text('status.searching') : restText(state, words));
	const ms = words.text('status.ms', Math.max(1, Math.round(current.elapsedMs)));
	const filters = countFilters(state.asked.filters);
	const filtered = filters > 0 ? words.plural('status.filters', filters) : '';
	const files = current.totalFiles;
	if (files === 0 && !state.searching) {
		const only = state.asked.filters;
		const key = only.currentFile
			? 'status.noMatchCurrent'
			: only.changedFiles
				? 'status.noMatchChanged'
				: filters > 0
					? 'status.noMatchFilters'
					: 'status.noMatch';
		return same(join(words.text(key), stillReading(state, words)));
	}
	if (current.nothingConvincing && !state.searching) {
		const searched = words.plural('status.filesSearched', indexedFiles(state));
		return { long: join(searched, stillReading(state, words), filtered, ms), short: searched };
	}
	const { chunks, keyword } = current.coverage;
	const soFar =
		state.searching ||
		keyword < chunks ||
		snapshot.folders.some(folder => folder.state.type === 'indexing');
	const left = files - dismissedFiles(state);
	const count = words.plural(soFar ? 'status.filesSoFar' : 'status.files', left);
	const basis = filtered === '' ? words.text(`status.${current.basis}`) : filtered;
	const basisShort = filtered === '' ? words.text(`status.${current.basis}Short`) : filtered;
	return {
		long: join(count, basis, ms),
		short: join(words.plural('status.files', left), basisShort),
	};
}

/** That what was not found may still come; empty once all files are read. It holds in every state of health. */
export function stillReading(state: ViewState, words: Words): string {
	const left = state.snapshot?.folders.reduce((sum, folder) => sum + folder.filesLeft, 0) ?? 0;
	return left === 0 ? '' : words.plural('status.filesLeft', left);
}

/** Files that the person took off the list. */
function dismissedFiles({ answer, dismissed }: ViewState): number {
	const all = answer === undefined ? [] : [...answer.main, ...answer.weak];
	return all.length - withoutDismissed(all, dismissed).length;
}

function restText(state: ViewState, words: Words): string {
	const folders = state.snapshot?.folders ?? [];
	if (folders.length === 0) return '';
	const files = indexedFiles(state);
	const seen = folders.reduce((sum, folder) => sum + folder.filesSeen, 0);
	if (folders.every(folder => folder.state.type === 'empty')) {
		if (state.snapshot?.engine === 'starting') return words.text('status.starting');
		return seen === 0 ? '' : words.text('status.nothingIndexed', seen);
	}
	for (const { state: index } of folders) {
		if (index.type === 'indexing' && index.progress.phase !== 'refining') {
			return words.text('status.reading', index.progress.filesDone, index.progress.files);
		}
	}
	return words.plural('status.ready', files);
}

/** Spoken when the last word on a question is in; empty while it is not. */
export function announcement(state: ViewState, words: Words): string {
	if (state.searching || state.query.trim() === '') return '';
	if (state.failure !== undefined) return '';
	const results = state.answer?.results;
	if (results?.seq !== state.seq) return '';
	if (results.totalFiles === 0) return answerText(state, words).long;
	const basis = words.text(`status.${results.basis}`);
	const found = words.plural('status.announce', results.totalFiles, basis);
	return results.nothingConvincing ? `${words.text('status.announceNone')} ${found}` : found;
}
