/** Answers and states as the host would send them, for the view's tests in the browser. */
import type { Coverage, IndexState, Strength } from '../../src/shared/types';
import type {
	ColouredLine,
	TokenStyle,
	ViewFolder,
	ViewGroup,
	ViewHit,
	ViewResults,
	ViewSnapshot,
} from '../../src/shared/view/viewProtocol';

const TOKENS: readonly (readonly [name: string, pattern: RegExp])[] = [
	['comment', /\/\/.*|#.*|"""[^"]*(?:""")?/y],
	['string', /'[^']*'|"[^"]*"/y],
	['control', /\b(?:for|of|if|await|return|else)\b/y],
	[
		'keyword',
		/\b(?:async|const|export|function|class|extends|readonly|constructor|def|this|func|boolean|let)\b/y,
	],
	['type', /\b(?:Upload|Part|Error|number|string|UploadError)\b/y],
	['number', /\b\d+\b/y],
	['function', /\b[a-zA-Z_]\w*(?=\()/y],
	['variable', /\b[a-z]\w*\b/y],
];
export const TOKEN_NAMES = TOKENS.map(([name]) => name);

/** Colours a line with a toy grammar and marks the words. */
export function line(text: string, words: readonly string[] = []): ColouredLine {
	const colours: number[] = [];
	const push = (length: number, colour: number): void => {
		if (length > 0) colours.push(length, colour);
	};
	let at = 0;
	outer: while (at < text.length) {
		for (const [index, [, pattern]] of TOKENS.entries()) {
			pattern.lastIndex = at;
			const match = pattern.exec(text);
			if (match === null) continue;
			push(match[0].length, index);
			at += match[0].length;
			continue outer;
		}
		push(1, TOKENS.length);
		at++;
	}
	const marks: number[] = [];
	for (const word of words) {
		const start = text.toLowerCase().indexOf(word.toLowerCase());
		if (start >= 0) marks.push(start, start + word.length);
	}
	return { text, colours, marks: sortPairs(marks) };
}

function sortPairs(marks: readonly number[]): readonly number[] {
	const pairs: [number, number][] = [];
	for (let i = 0; i < marks.length; i += 2) pairs.push([marks[i] ?? 0, marks[i + 1] ?? 0]);
	return pairs.sort((a, b) => a[0] - b[0]).flat();
}

export interface HitSpec {
	readonly symbol: string;
	readonly scope?: string;
	readonly kind?: ViewHit['kind'];
	readonly from: number;
	readonly to: number;
	readonly strength?: Strength;
	readonly precision?: ViewHit['precision'];
	readonly code: readonly string[];
	readonly marks?: readonly string[];
	readonly unsaved?: boolean;
}

const WORDS = ['retry', 'upload', 'failed'];
let nextChunk = 1;

export function hit(spec: HitSpec): ViewHit {
	const marks = spec.marks ?? [];
	const at = WORDS.find(word => spec.symbol.toLowerCase().includes(word));
	const start = at === undefined ? -1 : spec.symbol.toLowerCase().indexOf(at);
	return {
		chunkId: nextChunk++,
		span: { startLine: spec.from - 1, startColumn: 0, endLine: spec.to - 1, endColumn: 1 },
		kind: spec.kind ?? 'method',
		symbol: spec.symbol,
		symbolMarks: start < 0 || at === undefined ? [] : [start, start + at.length],
		scope: spec.scope === undefined ? [] : [spec.scope],
		docLine: '',
		strength: spec.strength ?? 'likely',
		precision: spec.precision ?? 'refined',
		snippet: {
			startLine: spec.from - 1,
			lines: spec.code.map(text => line(text, marks)),
			truncated: true,
		},
		unsaved: spec.unsaved ?? false,
	};
}

export function group(path: string, language: string, ...hits: readonly ViewHit[]): ViewGroup {
	return { folderId: 'driftbox', path, language, hits };
}

/** The answer of the mock: 12 files, 8 of them strong or likely. */
export function uploadGroups(): readonly ViewGroup[] {
	nextChunk = 1;
	const one = (
		path: string,
		language: string,
		symbol: string,
		strength: Strength = 'likely',
	): ViewGroup =>
		group(
			path,
			language,
			hit({
				symbol,
				kind: 'function',
				from: 5,
				to: 9,
				strength,
				code: [`function ${symbol}(part) {`, '  return part;'],
			}),
		);
	return [
		group(
			'src/upload/uploadQueue.ts',
			'typescript',
			hit({
				symbol: 'retryFailed',
				scope: 'UploadQueue',
				from: 41,
				to: 58,
				strength: 'strong',
				code: [
					'async retryFailed(batch: Upload[]) {',
					'  for (const part of batch) {',
					'    const wait = nextDelay(part.tries);',
					'    await this.sendAgain(part, wait);',
				],
				marks: ['retry', 'Upload'],
			}),
			hit({
				symbol: 'onUploadFailed',
				scope: 'UploadQueue',
				from: 73,
				to: 84,
				strength: 'strong',
				code: [
					'onUploadFailed(part: Part, why: Error) {',
					'  if (part.tries < this.limit) {',
					'    this.queue.push(part);',
				],
				marks: ['Upload'],
			}),
		),
		group(
			'src/net/backoff.ts',
			'typescript',
			hit({
				symbol: 'nextDelay',
				kind: 'function',
				from: 12,
				to: 20,
				code: [
					'export function nextDelay(tries: number) {',
					'  // doubles, then jitters: no retry storm',
					'  const base = 250 * 2 ** tries;',
				],
				marks: ['retry'],
			}),
		),
		group(
			'worker/jobs/requeue.py',
			'python',
			hit({
				symbol: 'requeue_failed',
				kind: 'function',
				from: 30,
				to: 47,
				code: [
					'def requeue_failed(db, now):',
					'    """Put uploads that broke back in line."""',
					'    rows = db.stuck(before=now)',
				],
				marks: ['failed', 'uploads'],
			}),
		),
		group(
			'src/upload/errors.ts',
			'typescript',
			hit({
				symbol: 'UploadError',
				kind: 'class',
				from: 5,
				to: 19,
				code: [
					'export class UploadError extends Error {',
					'  readonly retryable: boolean;',
					'  constructor(status: number) {',
				],
				marks: ['Upload', 'retry'],
			}),
		),
		one('src/view/panels/uploadPanel.tsx', 'typescriptreact', 'UploadPanel'),
		one('cmd/sync/resume.go', 'go', 'resumeUpload'),
		one('src/net/retryPolicy.ts', 'typescript', 'retryPolicy'),
		one('worker/jobs/outbox.py', 'python', 'drain_outbox'),
		one('src/net/socket.ts', 'typescript', 'reconnect', 'weak'),
		one('src/util/timer.ts', 'typescript', 'after', 'weak'),
		one('worker/jobs/clean.py', 'python', 'clean', 'weak'),
		one('cmd/sync/main.go', 'go', 'main', 'weak'),
	];
}

export const FULL: Coverage = { chunks: 9318, keyword: 9318, meaning: 9318, refined: 9318 };

export function results(
	groups: readonly ViewGroup[],
	change: Partial<ViewResults> = {},
): Omit<ViewResults, 'seq'> {
	return {
		stage: 'final',
		groups,
		totalFiles: groups.length,
		more: false,
		basis: 'refined',
		nothingConvincing: false,
		degraded: '',
		coverage: FULL,
		elapsedMs: 9,
		unfilteredFiles: undefined,
		warnings: [],
		...change,
	};
}

export function folder(
	state: IndexState = { type: 'ready' },
	change: Partial<ViewFolder> = {},
): ViewFolder {
	return {
		id: 'driftbox',
		name: 'driftbox',
		state,
		files: 1204,
		filesSeen: 1522,
		filesLeft: 0,
		coverage: FULL,
		skipped: [],
		...change,
	};
}

export function indexing(
	refined: number,
	done = 1204,
	secondsLeft: number | undefined = 118,
): IndexState {
	return {
		type: 'indexing',
		progress: {
			phase: done < 1204 ? 'reading' : 'refining',
			files: 1204,
			filesDone: done,
			chunks: 9318,
			refined,
			rate: 80,
			secondsLeft,
		},
	};
}

export function snapshot(
	palette: readonly TokenStyle[],
	change: Partial<ViewSnapshot> = {},
): ViewSnapshot {
	return {
		locale: 'en',
		strings: {},
		folders: [folder()],
		engine: 'running',
		problems: [],
		settings: { autoSearch: true, debounceMs: 20, resultsLimit: 50 },
		palette,
		examples: [
			'where do we retry failed uploads',
			'check that a token has expired',
			'turn bytes into a readable size',
		],
		history: [],
		languages: [
			{ id: 'typescript', name: 'TypeScript', files: 812 },
			{ id: 'python', name: 'Python', files: 214 },
			{ id: 'go', name: 'Go', files: 96 },
			{ id: 'json', name: 'JSON', files: 40 },
			{ id: 'markdown', name: 'Markdown', files: 22 },
			{ id: 'css', name: 'CSS', files: 12 },
			{ id: 'html', name: 'HTML', files: 8 },
		],
		currentFile: 'src/upload/uploadQueue.ts',
		changedFilesKnown: true,
		...change,
	};
}
