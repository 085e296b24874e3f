import { LodestoneError } from '../../src/shared/errors';
import type { DoctorLine, HealthReport } from '../../src/shared/health/healthTypes';
import { emptyReport } from './healthReport';
import type {
	ChunkKind,
	Explanation,
	IndexProgress,
	IndexStatus,
	IndexSummary,
	SearchHit,
	SearchRequest,
	SearchResponse,
} from '../../src/shared/types';
import type { FolderSettings, UpdateOptions, VerifyReport } from '../../src/engine/engineTypes';
import type { CliEngine, CliFolder } from '../../src/cli/enginePort';

/** What the fake knows and records; tests change it before a command and read it after. */
export interface FakeState {
	summary: IndexSummary;
	hits: SearchHit[];
	nothingConvincing: boolean;
	warnings: string[];
	degraded: string | undefined;
	indexed: boolean;
	updateError: Error | undefined;
	progress: IndexProgress[];
	explanation: Explanation;
	verify: VerifyReport;
	health: HealthReport;
	checks: number;
	doctor: DoctorLine[];
	readonly opened: { root: string; settings: FolderSettings }[];
	readonly updates: UpdateOptions[];
	readonly searches: SearchRequest[];
	readonly similar: { path: string; line: number }[];
	disposed: number;
}

export function fakeState(changes: Partial<FakeState> = {}): FakeState {
	return {
		summary: {
			files: 3,
			chunks: 7,
			embedded: 7,
			reused: 0,
			removed: 0,
			skipped: { media: 2 },
			seconds: 0.5,
		},
		hits: [fakeHit()],
		nothingConvincing: false,
		warnings: [],
		degraded: undefined,
		indexed: true,
		updateError: undefined,
		progress: [],
		explanation: {
			path: 'a.ts',
			indexed: true,
			reason: undefined,
			detail: 'It is source.',
			remedy: '',
			chunks: 2,
			language: 'typescript',
		},
		verify: { ok: true, problems: [], checked: { files: 3 } },
		health: emptyReport(),
		checks: 0,
		doctor: [{ check: 'runtime', verdict: 'ok', found: 'Node 22.15.1', remedy: '' }],
		opened: [],
		updates: [],
		searches: [],
		similar: [],
		disposed: 0,
		...changes,
	};
}

export function fakeHit(changes: Partial<SearchHit> = {}): SearchHit {
	return {
		chunkId: 1,
		path: 'src/session.ts',
		span: { startLine: 9, startColumn: 0, endLine: 11, endColumn: 1 },
		language: 'typescript',
		kind: 'function' satisfies ChunkKind,
		symbol: 'refreshSession',
		scope: [],
		docLine: '',
		score: 2.5,
		strength: 'strong',
		probability: 0.9,
		precision: 'refined',
		reasons: [{ type: 'word', word: 'refresh', where: ['name'] }],
		matches: [{ startLine: 9, startColumn: 16, endLine: 9, endColumn: 23 }],
		snippet: {
			startLine: 9,
			lines: ['export function refreshSession(id: string) {', '\treturn store.renew(id);', '}'],
			truncated: false,
		},
		...changes,
	};
}

export function fakeResponse(state: FakeState, limit = 10): SearchResponse {
	const groups = state.hits
		.slice(0, limit)
		.map(best => ({ path: best.path, language: best.language, best, more: [] }));
	return {
		groups,
		totalFiles: state.hits.length,
		mode: 'hybrid',
		degraded: state.degraded,
		coverage: { chunks: 7, keyword: 7, meaning: 7, refined: 7 },
		nothingConvincing: state.nothingConvincing,
		trace: {
			tokeniseMs: 0.1,
			embedMs: 1,
			keywordMs: 0.5,
			vectorMs: 0.5,
			fuseMs: 0.1,
			rankMs: 0.2,
			hydrateMs: 0.3,
			totalMs: 2.7,
			candidates: 5,
			admitted: 7,
			chunks: 7,
			vectorSearch: 'exact',
		},
		understood: { kind: 'prose', text: '' },
		warnings: state.warnings,
	};
}

/** An engine without files, threads or model: it answers what the test put into its state. */
export function fakeEngine(state: FakeState): CliEngine {
	return {
		open: (root, settings) => {
			state.opened.push({ root, settings });
			return Promise.resolve(fakeFolder(state, root));
		},
		doctor: () => Promise.resolve(state.doctor),
		dispose: () => {
			state.disposed++;
			return Promise.resolve();
		},
	};
}

function fakeFolder(state: FakeState, root: string): CliFolder {
	return {
		root,
		warmUp: () => Promise.resolve(),
		update: options => {
			state.updates.push(options ?? {});
			for (const progress of state.progress) options?.onProgress?.(progress);
			if (options?.signal?.aborted === true)
				return Promise.reject(new LodestoneError('cancelled', 'Stopped.'));
			if (state.updateError !== undefined) return Promise.reject(state.updateError);
			state.indexed = state.summary.files > 0;
			return Promise.resolve(state.summary);
		},
		search: request => {
			state.searches.push(request);
			return Promise.resolve(fakeResponse(state, request.limit));
		},
		similar: (path, line, options) => {
			state.similar.push({ path, line });
			return Promise.resolve(fakeResponse(state, options?.limit));
		},
		explain: path => Promise.resolve({ ...state.explanation, path }),
		status: () => fakeStatus(state, root),
		verify: () => Promise.resolve(state.verify),
		health: () => state.health,
		checkHealth: () => {
			state.checks++;
			return Promise.resolve(state.health);
		},
		close: () => Promise.resolve(),
	};
}

function fakeStatus(state: FakeState, root: string): IndexStatus {
	const chunks = state.indexed ? state.summary.chunks : 0;
	return {
		root,
		storePath: '/store/indexes/x',
		state: state.indexed ? { type: 'ready' } : { type: 'empty', why: 'no index' },
		files: state.indexed ? state.summary.files : 0,
		chunks,
		coverage: { chunks, keyword: chunks, meaning: chunks, refined: 0 },
		wordsOnly: 0,
		skipped: state.summary.skipped,
		languages: { typescript: { files: 3, chunks: 7 } },
		bytes: { catalogue: 100_000, vectors: 50_000, graph: 0, total: 150_000 },
		updatedAtMs: 0,
		model: { id: 'm', fingerprint: 'f', state: 'ready' },
		writer: 'none',
		health: state.health.alarms.length > 0 ? 'DEGRADED' : 'OK',
		alarms: state.health.alarms,
	};
}
