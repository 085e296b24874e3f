import { setTimeout } from 'node:timers/promises';
import { errorCode, LodestoneError } from '../../shared/errors';
import type { SearchFilters, SearchResponse } from '../../shared/types';
import { answerText, traceText } from '../answerText';
import type { CliFolder } from '../enginePort';
import { inertJson } from '../inert';
import type { SearchInvocation, ShowOptions } from '../invocation';
import { EXIT_FAILED, EXIT_OK } from '../io';
import { answerJson } from '../jsonShapes';
import { counted } from '../numbers';
import type { Session } from '../session';
import { emptyFolderText } from '../summaryText';
import { updateFolder } from './indexCommand';

/** Most files that are asked of a window: mail has limits. */
export const MOST_BY_WINDOW = 100;

/** Answers a question: from an open window, which keeps the index up to date, or after the index was made or brought up to date here. */
export async function searchCommand(session: Session, call: SearchInvocation): Promise<number> {
	const answered = await askWindow(session, call);
	if (answered !== undefined) return printAnswer(session, answered, call, false);
	const folder = await session.open(call.folder);
	// It loads while changed files are looked for.
	if (call.mode !== 'keyword') void folder.warmUp();
	if (call.update) await freshen(session, folder, call);
	if (folder.status().chunks === 0) {
		session.note(
			call.update
				? emptyFolderText(call.folder, folder.status())
				: `There is no index of ${call.folder} yet. Leave --no-update out, or run "lodestone index ${call.folder}".`,
		);
		if (call.common.json) await printEmptyAnswer(session, folder, call);
		return EXIT_FAILED;
	}
	const response = await folder.search(
		{
			query: call.query,
			mode: call.mode,
			limit: call.show.limit,
			filters: filtersOf(call.show),
			explain: call.explain,
			useOpened: call.useOpened,
		},
		session.io.signal,
	);
	return printAnswer(session, response, call, call.explain);
}

/** Prints an answer in the form asked for. @returns the exit code. */
export function printAnswer(
	session: Session,
	response: SearchResponse,
	call: {
		readonly common: { readonly json: boolean };
		readonly folder: string;
		readonly show: ShowOptions;
	},
	explain: boolean,
): number {
	const { io } = session;
	for (const warning of response.warnings) session.note(warning);
	if (response.degraded !== undefined) session.note(response.degraded);
	if (response.groups.length === 0) session.note('Nothing found.');
	else if (response.nothingConvincing) session.note('Nothing convincing. The nearest places:');
	if (call.common.json) {
		io.out.write(`${inertJson(answerJson(response))}\n`);
	} else {
		io.out.write(
			answerText(response, {
				style: session.style,
				folder: call.folder,
				lines: call.show.lines,
				columns: io.out.isTerminal ? io.out.columns : Infinity,
				explain,
			}),
		);
		const more = response.totalFiles - response.groups.length;
		if (more > 0 && response.groups.length > 0 && io.out.isTerminal)
			session.note(`${counted(more, 'more file')} matched; --limit shows more.`);
		if (explain) session.note(traceText(response.trace));
	}
	return response.groups.length > 0 ? EXIT_OK : EXIT_FAILED;
}

/** Filters of the command line; absent lists mean no limit. */
export function filtersOf(show: ShowOptions): SearchFilters {
	return {
		...(show.include.length > 0 ? { include: show.include } : {}),
		...(show.exclude.length > 0 ? { exclude: show.exclude } : {}),
		...(show.languages.length > 0 ? { languages: show.languages } : {}),
		...(show.kinds.length > 0 ? { kinds: show.kinds } : {}),
	};
}

/** @returns undefined where no window has the answer that would be given here. */
async function askWindow(
	session: Session,
	call: SearchInvocation,
): Promise<SearchResponse | undefined> {
	// Only asked of an engine of one's own: what costs more, and what is the person's alone.
	if (call.explain || call.useOpened || call.show.limit > MOST_BY_WINDOW) return undefined;
	const { query, mode, show } = call;
	return await session.byWindow(call.folder, window =>
		window.search({ query, mode, limit: show.limit, filters: filtersOf(show) }),
	);
}

/** Brings the index up to date. Where it cannot be written now, the one that is there still answers. */
async function freshen(session: Session, folder: CliFolder, call: SearchInvocation): Promise<void> {
	const first = folder.status().chunks === 0;
	if (first)
		session.note(
			`Indexing ${call.folder} for the first time; later searches reuse it. Ctrl-C keeps what is done.`,
		);
	try {
		await updateFolder(session, folder, { refine: !call.draft });
	} catch (error) {
		const code = errorCode(error);
		if (!(error instanceof LodestoneError)) throw error;
		if (first) {
			if (code !== 'store-locked') throw error;
			await othersFirstFiles(session, folder, error);
			return;
		}
		if (code !== 'store-locked' && code !== 'store-read-only' && code !== 'disk-full') throw error;
		session.note(`The index was not brought up to date: ${error.message}`);
	}
}

/** How long a search waits for the first files of another process that has just begun to index. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 200;

/**
 * Another process is making the index and has nothing to search yet: its first files are a matter of a second.
 *
 * @throws `locked` where they do not come.
 */
async function othersFirstFiles(
	session: Session,
	folder: CliFolder,
	locked: LodestoneError,
): Promise<void> {
	session.note(
		`${locked.message} It has just begun; the answer comes from what it has read so far.`,
	);
	for (const since = performance.now(); performance.now() - since < PATIENCE_MS;) {
		// A search takes over what the other process has committed.
		await folder.search({ query: 'a', mode: 'keyword', limit: 1 });
		if (folder.status().chunks > 0) return;
		await setTimeout(LOOK_MS, undefined, { signal: session.io.signal });
	}
	throw locked;
}

async function printEmptyAnswer(
	session: Session,
	folder: CliFolder,
	call: SearchInvocation,
): Promise<void> {
	const response = await folder.search({ query: call.query, mode: 'keyword', limit: 1 });
	session.io.out.write(`${inertJson(answerJson(response))}\n`);
}
