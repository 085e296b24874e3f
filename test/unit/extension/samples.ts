import type { FolderSnapshot } from '../../../src/extension/workspace/folderIndex';
import type { FileGroup, IndexStatus, SearchHit, SearchResponse } from '../../../src/shared/types';

export function hit(over: Partial<SearchHit> = {}): SearchHit {
	return {
		chunkId: 1,
		path: 'src/a.ts',
		span: { startLine: 4, startColumn: 0, endLine: 6, endColumn: 1 },
		language: 'typescript',
		kind: 'function',
		symbol: 'retryFailed',
		scope: ['UploadQueue'],
		docLine: '',
		score: 1,
		strength: 'strong',
		probability: 0.9,
		precision: 'refined',
		reasons: [],
		matches: [],
		snippet: {
			startLine: 4,
			lines: ['function retryFailed() {', '\treturn 1;', '}'],
			truncated: false,
		},
		...over,
	};
}

export function group(path: string, probability: number, over: Partial<SearchHit> = {}): FileGroup {
	return { path, language: 'typescript', best: hit({ path, probability, ...over }), more: [] };
}

export function response(
	groups: readonly FileGroup[],
	over: Partial<SearchResponse> = {},
): SearchResponse {
	return {
		groups,
		totalFiles: groups.length,
		mode: 'hybrid',
		degraded: undefined,
		coverage: { chunks: 10, keyword: 10, meaning: 10, refined: 5 },
		nothingConvincing: false,
		trace: {
			tokeniseMs: 0,
			embedMs: 0,
			keywordMs: 0,
			vectorMs: 0,
			fuseMs: 0,
			rankMs: 0,
			hydrateMs: 0,
			totalMs: 0,
			candidates: 0,
			admitted: 0,
			chunks: 10,
			vectorSearch: 'exact',
		},
		understood: { kind: 'prose', text: '' },
		warnings: [],
		...over,
	};
}

export function status(over: Partial<IndexStatus> = {}): IndexStatus {
	return {
		root: '/w',
		storePath: '/store',
		state: { type: 'ready' },
		files: 1204,
		chunks: 9318,
		coverage: { chunks: 9318, keyword: 9318, meaning: 9318, refined: 9318 },
		wordsOnly: 0,
		skipped: { gitignore: 241, binary: 43 },
		languages: { typescript: { files: 1000, chunks: 8000 }, python: { files: 204, chunks: 1318 } },
		bytes: { catalogue: 11_700_000, vectors: 28_600_000, graph: 6_700_000, total: 47_000_000 },
		updatedAtMs: 1_000_000,
		model: { id: 'lode-384', fingerprint: 'f', state: 'ready' },
		writer: 'this',
		health: 'OK',
		alarms: [],
		...over,
	};
}

export function folder(over: Partial<FolderSnapshot> = {}): FolderSnapshot {
	return {
		id: 'file:///w',
		name: 'driftbox',
		root: '/w',
		enabled: true,
		status: status(),
		progress: undefined,
		failure: undefined,
		...over,
	};
}
