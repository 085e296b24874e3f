import * as vscode from 'vscode';
import { errorCode, isCancelled } from '../../shared/errors';
import type { HostMessages, RowRef, ViewMessages } from '../../shared/view/viewProtocol';
import type { Colourer } from '../colour/colourer';
import { CONTEXT } from '../contributions';
import { describeSearchProblem } from '../messages';
import type { Answer } from '../search/mergeAnswers';
import { createResultSet, withoutRows, type ResultSet } from '../search/resultSet';
import type { Searcher } from '../search/searcher';
import { parseSimilar } from '../search/similarQuery';
import { questionWords, toViewGroup } from '../search/toView';
import type { WindowOptions } from '../settings';
import { isDirty } from '../workspace/overlays';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';
import { recolour } from './recolour';

export interface ViewSearchOptions {
	readonly folders: WorkspaceFolders;
	readonly searcher: Searcher;
	readonly colourer: Colourer;
	/** State of the model in the engine, asked anew. */
	readonly modelState: (folderId: string) => Promise<'ready' | 'loading' | 'failed'>;
	readonly settings: () => WindowOptions;
}

export type PostToView = <K extends keyof HostMessages>(type: K, data: HostMessages[K]) => void;

const MOST_FILES = 1_000;
const MODEL_LOOK_MS = 400;
const MODEL_WAIT_MS = 20_000;

/** The one search of the view: a newer question ends an older one; answers go out plain and are coloured after. */
export class ViewSearch {
	readonly #options: ViewSearchOptions;
	readonly #post: PostToView;
	#running:
		{ readonly ask: ViewMessages['search']; readonly controller: AbortController } | undefined;
	#results: ResultSet | undefined;
	#shown: HostMessages['results'] | undefined;
	#dismissed: RowRef[] = [];

	constructor(options: ViewSearchOptions, post: PostToView) {
		this.#options = options;
		this.#post = post;
	}

	/** The answer on screen. */
	get results(): ResultSet | undefined {
		return this.#results;
	}

	/** Stops the search, or only the one that is named. */
	cancel(seq?: number): void {
		if (seq === undefined || this.#running?.ask.seq === seq) this.#running?.controller.abort();
	}

	/** Takes a row out of the answer, for what is copied and exported too; it comes back with the next question. */
	dismiss(row: ViewMessages['dismiss']): void {
		if (this.#results?.seq !== row.seq) return;
		this.#dismissed.push(row);
		this.#setResults(this.#results);
	}

	/** The same question with more files. */
	async more(seq: number, limit: number): Promise<void> {
		if (this.#running?.ask.seq === seq) await this.run({ ...this.#running.ask, limit }, true);
	}

	/** Colours the answer on screen anew, after the theme changed. */
	async recolour(): Promise<void> {
		if (this.#results && this.#running)
			await this.#colour(this.#results, this.#running.controller.signal);
	}

	async run(ask: ViewMessages['search'], more = false): Promise<void> {
		this.#running?.controller.abort();
		const controller = new AbortController();
		this.#running = { ask, controller };
		const { signal } = controller;
		const { seq, query, filters } = ask;
		if (!more) this.#dismissed = [];
		const startedAt = performance.now();
		const limit = Math.min(MOST_FILES, Math.max(1, ask.limit));
		if (query.trim() === '') {
			this.#setResults(undefined);
			return;
		}
		const show = (answer: Answer, stage: 'partial' | 'final', unfilteredFiles?: number) => {
			if (signal.aborted) return;
			const results = createResultSet(seq, query, answer);
			this.#setResults(results);
			const message = this.#toMessage(
				results,
				stage,
				limit,
				performance.now() - startedAt,
				unfilteredFiles,
			);
			this.#shown = message;
			this.#post('results', message);
			if (stage === 'final') void this.#colour(results, signal);
		};
		const question = { query, filters, limit, signal };
		try {
			const answer = await this.#options.searcher.ask({
				...question,
				...(more ? {} : { onPartial: (partial: Answer) => show(partial, 'partial') }),
			});
			const loading = answer.basis !== 'refined' && (await this.#modelLoads(answer));
			const hidden =
				answer.totalFiles === 0
					? await this.#options.searcher.unfilteredFiles(question)
					: undefined;
			show(loading ? { ...answer, degraded: undefined } : answer, 'final', hidden);
			if (loading) void this.#againWithModel(answer, signal);
		} catch (error) {
			if (signal.aborted || isCancelled(error)) return;
			const detail = error instanceof Error ? error.message : String(error);
			const problem = describeSearchProblem(
				errorCode(error),
				detail,
				remedyOf(error),
				parseSimilar(query) !== undefined,
				vscode.l10n.t,
			);
			this.#post('error', { ...problem, seq });
		}
	}

	async #modelLoads(answer: Answer): Promise<boolean> {
		const folderId = answer.groups[0]?.folderId;
		if (folderId === undefined) return false;
		return (await this.#options.modelState(folderId)) === 'loading';
	}

	/** A model that only needs its second to load is no trouble to tell of: the question is asked again once it is there. */
	async #againWithModel(answer: Answer, signal: AbortSignal): Promise<void> {
		for (let waited = 0; waited < MODEL_WAIT_MS; waited += MODEL_LOOK_MS) {
			await new Promise(resolve => setTimeout(resolve, MODEL_LOOK_MS));
			if (signal.aborted) return;
			if (await this.#modelLoads(answer)) continue;
			if (!isOver(signal)) this.#post('searchAgain', {});
			return;
		}
	}

	#setResults(given: ResultSet | undefined): void {
		const results = given && withoutRows(given, this.#dismissed);
		this.#results = results;
		const some = (results?.answer.groups.length ?? 0) > 0;
		void vscode.commands.executeCommand('setContext', CONTEXT.hasResults, some);
	}

	#toMessage(
		results: ResultSet,
		stage: 'partial' | 'final',
		limit: number,
		elapsedMs: number,
		unfilteredFiles: number | undefined,
	): HostMessages['results'] {
		const { answer, seq, query } = results;
		const { folders } = this.#options;
		const options = {
			previewLines: this.#options.settings().previewLines,
			words: questionWords(query),
			isUnsaved(folderId: string, path: string) {
				const uri = folders.resolve(folderId, path);
				return uri !== undefined && isDirty(uri);
			},
		};
		return {
			seq,
			stage,
			groups: answer.groups.map(group => toViewGroup(group, options)),
			totalFiles: answer.totalFiles,
			more: stage === 'final' && answer.totalFiles > answer.groups.length && limit < MOST_FILES,
			basis: answer.basis,
			nothingConvincing: answer.nothingConvincing,
			degraded: answer.degraded ?? '',
			coverage: answer.coverage,
			elapsedMs,
			unfilteredFiles,
			warnings: answer.warnings,
		};
	}

	async #colour(results: ResultSet, signal: AbortSignal): Promise<void> {
		const message = this.#shown;
		if (message?.seq !== results.seq) return;
		await recolour(this.#options.colourer, message.groups, signal, {
			palette: palette => this.#post('palette', { palette }),
			snippets: snippets => this.#post('snippets', { seq: results.seq, snippets }),
		});
	}
}

/** A function, for the type checker takes the first look at `aborted` for the last. */
const isOver = (signal: AbortSignal) => signal.aborted;

function remedyOf(error: unknown): string {
	return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string'
		? error.remedy
		: '';
}
