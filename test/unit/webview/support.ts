import type { Strength } from '../../../src/shared/types';
import type {
	HostMessage,
	HostMessages,
	ViewGroup,
	ViewHit,
	ViewMessages,
	ViewResults,
	ViewSnapshot,
} from '../../../src/shared/view/viewProtocol';
import type { Action, Effect } from '../../../src/webview/actions';
import { reduce } from '../../../src/webview/reduce';
import { buildRows } from '../../../src/webview/rows';
import { INITIAL, type ViewState } from '../../../src/webview/state';

export function hit(
	chunkId: number,
	strength: Strength = 'likely',
	startLine = chunkId * 10,
): ViewHit {
	return {
		chunkId,
		span: { startLine, startColumn: 0, endLine: startLine + 5, endColumn: 1 },
		kind: 'function',
		symbol: `symbol${chunkId}`,
		symbolMarks: [0, 6],
		scope: [],
		docLine: '',
		strength,
		precision: 'refined',
		snippet: {
			startLine,
			lines: [{ text: 'one', colours: [], marks: [] }],
			truncated: false,
		},
		unsaved: false,
	};
}

export function file(path: string, ...hits: readonly ViewHit[]): ViewGroup {
	return { folderId: 'root', path, language: 'typescript', hits };
}

/** Files named by letters, one hit each: 'a' has chunk 1, 'b' chunk 2 and so on. */
export function files(letters: string, strength: Strength = 'likely'): readonly ViewGroup[] {
	return Array.from(letters, letter => file(letter, hit(letter.charCodeAt(0) - 96, strength)));
}

export function results(
	seq: number,
	groups: readonly ViewGroup[],
	change: Partial<ViewResults> = {},
): ViewResults {
	return {
		seq,
		stage: 'final',
		groups,
		totalFiles: groups.length,
		more: false,
		basis: 'refined',
		nothingConvincing: false,
		degraded: '',
		coverage: { chunks: 10, keyword: 10, meaning: 10, refined: 10 },
		elapsedMs: 9,
		unfilteredFiles: undefined,
		warnings: [],
		...change,
	};
}

export function snapshot(change: Partial<ViewSnapshot> = {}): ViewSnapshot {
	return {
		locale: 'en',
		strings: {},
		folders: [
			{
				id: 'root',
				name: 'root',
				state: { type: 'ready' },
				files: 1204,
				filesSeen: 1300,
				filesLeft: 0,
				coverage: { chunks: 10, keyword: 10, meaning: 10, refined: 10 },
				skipped: [],
			},
		],
		engine: 'running',
		problems: [],
		settings: { autoSearch: true, debounceMs: 50, resultsLimit: 20 },
		palette: [],
		examples: [],
		history: [],
		languages: [],
		currentFile: '',
		changedFilesKnown: true,
		...change,
	};
}

/** Drives the reducer as the page would, and keeps what it sent. */
export class Driver {
	effects: Effect[] = [];
	constructor(public state: ViewState = INITIAL) {}

	do(...actions: readonly Action[]): this {
		for (const action of actions) {
			const step = reduce(this.state, action);
			this.state = step.state;
			this.effects.push(...step.effects);
		}
		return this;
	}

	host<T extends keyof HostMessages>(type: T, data: HostMessages[T]): this {
		return this.do({ type: 'host', message: { type, data } as HostMessage });
	}

	/** Types and submits a question, and answers it. */
	answered(query: string, groups: readonly ViewGroup[], change: Partial<ViewResults> = {}): this {
		this.do({ type: 'input', text: query }, { type: 'submit', remember: false });
		return this.host('results', results(this.state.seq, groups, change));
	}

	sent<T extends keyof ViewMessages>(type: T): readonly ViewMessages[T][] {
		return this.effects.flatMap(effect =>
			effect.type === 'send' && effect.message.type === type
				? [effect.message.data as ViewMessages[T]]
				: [],
		);
	}

	/** Short names of the rows on screen: file paths, `path#chunk`, `…n`, `weak`. */
	rows(): readonly string[] {
		return buildRows(this.state.answer, this.state).map(row => {
			switch (row.type) {
				case 'file':
					return row.shown.group.path;
				case 'hit':
					return `${row.ref.path}#${row.ref.chunkId}`;
				case 'more':
					return `…${row.hidden}`;
				case 'weak':
					return 'weak';
			}
		});
	}

	key(name: string): string {
		const index = this.rows().indexOf(name);
		const row = buildRows(this.state.answer, this.state)[index];
		if (row === undefined) throw new Error(`no row ${name} in ${this.rows().join(' ')}`);
		return row.key;
	}

	selected(): string | undefined {
		const index = buildRows(this.state.answer, this.state).findIndex(
			row => row.key === this.state.selected,
		);
		return this.rows()[index];
	}
}
