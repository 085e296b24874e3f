import { ALARM_CODES } from '../health/healthTypes';
import {
	CHUNK_KINDS,
	type Coverage,
	type IndexProgress,
	type IndexState,
	type Reason,
} from '../types';
import {
	boolean,
	integer,
	integers,
	list,
	map,
	matching,
	number,
	object,
	oneOf,
	optional,
	Refused,
	shape,
	shown,
	string,
	union,
	type Parser,
} from './parse';
import {
	hitRefFields,
	MAX_HISTORY,
	MAX_PATH,
	MAX_QUERY,
	MAX_RESULTS,
	parseFilters,
	parseSpan,
	rowRefFields,
} from './parseShapes';
import {
	RESULT_STAGES,
	ROW_ACTIONS,
	VIEW_COMMANDS,
	type ColouredLine,
	type HostMessage,
	type HostMessages,
	type TokenStyle,
	type ViewFolder,
	type ViewGroup,
	type ViewHit,
	type ViewProblem,
	type ViewResults,
	type ViewSettings,
	type ViewSnapshot,
	type ViewSnippet,
} from './viewProtocol';

/** Longest line of a snippet the view draws; the engine cuts at 400 already. */
const MAX_LINE = 1000;
const count = integer();
const seq = integer();
const numbers = integers(1_000_000, 2000);
const progress = shape<IndexProgress>({
	phase: oneOf(['idle', 'scanning', 'reading', 'refining', 'building-graph', 'paused']),
	files: count,
	filesDone: count,
	chunks: count,
	refined: count,
	rate: number(0, 1e9),
	secondsLeft: optional(number(0, 1e9)),
});
const coverage = shape<Coverage>({ chunks: count, keyword: count, meaning: count, refined: count });

type Of<U extends { type: string }, T extends U['type']> = Extract<U, { type: T }>;
const state = union<IndexState>({
	empty: shape<Of<IndexState, 'empty'>>({ type: oneOf(['empty']), why: shown(1000) }),
	indexing: shape<Of<IndexState, 'indexing'>>({ type: oneOf(['indexing']), progress }),
	ready: shape<Of<IndexState, 'ready'>>({ type: oneOf(['ready']) }),
	paused: shape<Of<IndexState, 'paused'>>({
		type: oneOf(['paused']),
		why: oneOf(['battery', 'user', 'load', 'typing', 'unfocused']),
		progress,
	}),
	degraded: shape<Of<IndexState, 'degraded'>>({
		type: oneOf(['degraded']),
		cause: oneOf(['model', ...ALARM_CODES]),
		why: shown(1000),
	}),
	stale: shape<Of<IndexState, 'stale'>>({ type: oneOf(['stale']), files: count }),
	error: shape<Of<IndexState, 'error'>>({
		type: oneOf(['error']),
		code: string(100),
		why: shown(1000),
	}),
});

const reason = union<Reason>({
	word: shape<Of<Reason, 'word'>>({
		type: oneOf(['word']),
		word: shown(200),
		where: list(oneOf(['name', 'path', 'comment', 'code']), 8),
	}),
	leg: shape<Of<Reason, 'leg'>>({
		type: oneOf(['leg']),
		leg: oneOf(['keyword', 'meaning', 'symbol', 'path', 'definition']),
		rank: count,
		of: count,
	}),
	'nearest-lines': shape<Of<Reason, 'nearest-lines'>>({
		type: oneOf(['nearest-lines']),
		startLine: count,
		endLine: count,
		similarity: number(-1.01, 1.01),
	}),
	adjustment: shape<Of<Reason, 'adjustment'>>({
		type: oneOf(['adjustment']),
		what: oneOf([
			'defines-name',
			'name-answers',
			'test-file',
			'generated',
			'example',
			'declaration',
			'old-version',
			'opened-before',
		]),
		sign: oneOf([1, -1]),
	}),
});

const colouredLine = shape<ColouredLine>({
	text: shown(MAX_LINE),
	colours: numbers,
	marks: numbers,
});
const snippet = shape<ViewSnippet>({
	startLine: count,
	lines: list(colouredLine, 100),
	truncated: boolean,
});
const hit = shape<ViewHit>({
	chunkId: count,
	span: parseSpan,
	kind: oneOf(CHUNK_KINDS),
	symbol: shown(300),
	symbolMarks: numbers,
	scope: list(shown(300), 32),
	docLine: shown(500),
	strength: oneOf(['strong', 'likely', 'weak']),
	precision: oneOf(['refined', 'draft', 'none']),
	snippet: optional(snippet),
	unsaved: boolean,
});
const group = shape<ViewGroup>({
	folderId: string(1000),
	path: string(MAX_PATH),
	language: string(100),
	hits: list(hit, 200),
});
const style = shape<TokenStyle>({
	foreground: matching(/^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i, 9),
	bold: boolean,
	italic: boolean,
	underline: boolean,
});
const palette = list(style, 512);
const problemFields = {
	code: string(100),
	severity: oneOf(['error', 'warning', 'info'] as const),
	title: shown(300),
	message: shown(2000),
	remedy: shown(2000),
	actions: list(oneOf(VIEW_COMMANDS), 6),
};
const empty: Parser<Readonly<Record<string, never>>> = (value, at) => (object(value, at), {});
const step = shape<{ readonly open: boolean }>({ open: boolean });

const PARSERS: { readonly [K in keyof HostMessages]: Parser<HostMessages[K]> } = {
	snapshot: shape<ViewSnapshot>({
		locale: matching(/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i, 35),
		strings: map(shown(1000), 500),
		folders: list(
			shape<ViewFolder>({
				id: string(1000),
				name: shown(300),
				state,
				files: count,
				filesSeen: count,
				filesLeft: count,
				coverage,
				skipped: list(
					shape<{ readonly reason: string; readonly files: number }>({
						reason: shown(200),
						files: count,
					}),
					50,
				),
			}),
			1000,
		),
		engine: oneOf(['starting', 'running', 'stopped']),
		problems: list(shape<ViewProblem>(problemFields), 10),
		settings: shape<ViewSettings>({
			autoSearch: boolean,
			debounceMs: integer(0, 5000),
			resultsLimit: integer(1, MAX_RESULTS),
		}),
		palette,
		examples: list(shown(200), 10),
		history: list(string(MAX_QUERY), MAX_HISTORY),
		languages: list(
			shape<ViewSnapshot['languages'][number]>({ id: string(100), name: shown(100), files: count }),
			300,
		),
		currentFile: string(MAX_PATH),
		changedFilesKnown: boolean,
	}),
	results: shape<ViewResults>({
		seq,
		stage: oneOf(RESULT_STAGES),
		groups: list(group, MAX_RESULTS),
		totalFiles: count,
		more: boolean,
		basis: oneOf(['refined', 'draft', 'keyword']),
		nothingConvincing: boolean,
		degraded: shown(1000),
		coverage,
		elapsedMs: number(0, 1e9),
		unfilteredFiles: optional(count),
		warnings: list(shown(500), 20),
	}),
	snippets: shape<HostMessages['snippets']>({
		seq,
		snippets: list(
			shape<HostMessages['snippets']['snippets'][number]>({ ...hitRefFields, snippet }),
			10_000,
		),
	}),
	palette: shape<HostMessages['palette']>({ palette }),
	whyResult: shape<HostMessages['whyResult']>({
		...hitRefFields,
		seq,
		reasons: list(reason, 100),
		error: shown(1000),
	}),
	error: shape<HostMessages['error']>({ ...problemFields, seq }),
	focusBox: shape<HostMessages['focusBox']>({ select: boolean }),
	setQuery: shape<HostMessages['setQuery']>({
		query: string(MAX_QUERY),
		filters: optional(parseFilters),
		submit: boolean,
	}),
	nextResult: step,
	prevResult: step,
	rowAction: shape<HostMessages['rowAction']>({ ...rowRefFields, action: oneOf(ROW_ACTIONS) }),
	searchAgain: empty,
	collapseAll: empty,
	expandAll: empty,
	clear: empty,
};

/**
 * Parses a message of the host, for the page.
 *
 * @returns The message with exactly its own fields, or a `Refused` that names the field at fault; never throws.
 */
export function parseHostMessage(value: unknown): HostMessage | Refused {
	try {
		const { type, data } = object(value, 'message');
		if (typeof type !== 'string' || !Object.hasOwn(PARSERS, type)) {
			return new Refused('message: unknown type');
		}
		const known = type as keyof HostMessages;
		return { type: known, data: PARSERS[known](data, known) } as HostMessage;
	} catch (error) {
		if (error instanceof Refused) return error;
		throw error;
	}
}
