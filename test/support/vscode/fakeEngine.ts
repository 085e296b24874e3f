import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { emptyReport } from '../healthReport';
import { RESTART_EXIT_CODE } from '../../../src/shared/engineProtocol';
import type { Engine, EngineOptions, Folder } from '../../../src/engine/engineTypes';
import type {
	IndexStatus,
	SearchHit,
	SearchRequest,
	SearchResponse,
} from '../../../src/shared/types';

/**
 * A stand-in that speaks the engine's facade without model or disk: files in memory, one chunk a function-like line,
 * scored by shared words. For tests of the process boundary, where the real engine would only cost time.
 */
export function createFakeEngine(options: EngineOptions): Promise<Engine> {
	options.logger.log('info', 'fake engine up', { threads: options.threads ?? 0 });
	return Promise.resolve({
		open: root => Promise.resolve(fakeFolder(root)),
		setObjectives: () => undefined,
		setProcessorShare: () => undefined,
		duty: 1,
		doctor: () => Promise.resolve([]),
		indexes: () => [],
		deleteIndex: () => undefined,
		dispose: () => Promise.resolve(),
	} satisfies Engine);
}

interface Chunk {
	readonly path: string;
	readonly line: number;
	readonly symbol: string;
	readonly lines: readonly string[];
}

function fakeFolder(root: string): Folder {
	const files = new Map<string, Chunk[]>();
	const overlays = new Map<string, string>();
	const listeners = new Set<(status: IndexStatus) => void>();
	let paused: 'user' | undefined;

	const chunksOf = (path: string, text: string): Chunk[] => {
		const lines = text.split('\n');
		const starts = lines.flatMap((line, i) =>
			/\b(?:function|class|def)\s+\w+/.test(line) ? [i] : [],
		);
		return (starts.length > 0 ? starts : [0]).map((line, i) => ({
			path,
			line,
			symbol: /\b(?:function|class|def)\s+(\w+)/.exec(lines[line] ?? '')?.[1] ?? '',
			lines: lines.slice(line, starts[i + 1] ?? line + 12),
		}));
	};
	const read = (path: string) => {
		const absolute = join(root, path);
		if (!existsSync(absolute)) {
			for (const known of files.keys())
				if (known === path || known.startsWith(`${path}/`)) files.delete(known);
			return;
		}
		if (statSync(absolute).isDirectory()) walk(absolute);
		else files.set(path, chunksOf(path, readFileSync(absolute, 'utf8')));
	};
	const walk = (folder: string) => {
		for (const entry of readdirSync(folder, { withFileTypes: true })) {
			if (entry.name === '.git' || entry.name === 'node_modules') continue;
			const absolute = join(folder, entry.name);
			if (entry.isDirectory()) walk(absolute);
			else if (entry.isFile()) read(relative(root, absolute).replaceAll('\\', '/'));
		}
	};
	const all = () =>
		[...files].flatMap(([path, chunks]) => {
			const overlay = overlays.get(path);
			return overlay === undefined ? chunks : chunksOf(path, overlay);
		});
	const status = (): IndexStatus => {
		const chunks = all().length;
		const coverage = { chunks, keyword: chunks, meaning: chunks, refined: chunks };
		return {
			root,
			storePath: '/nowhere',
			state: paused
				? {
						type: 'paused',
						why: paused,
						progress: {
							phase: 'paused',
							files: files.size,
							filesDone: files.size,
							chunks,
							refined: chunks,
							rate: 0,
							secondsLeft: undefined,
						},
					}
				: files.size === 0
					? { type: 'empty', why: 'Nothing here to index.' }
					: { type: 'ready' },
			files: files.size,
			chunks,
			coverage,
			wordsOnly: 0,
			skipped: { gitignore: 1 },
			languages: { typescript: { files: files.size, chunks } },
			bytes: { catalogue: 1, vectors: 2, graph: 3, total: 6 },
			updatedAtMs: Date.now(),
			model: { id: 'fake', fingerprint: 'fake', state: 'ready' },
			writer: 'this',
			health: 'OK',
			alarms: [],
		};
	};
	const changed = () => {
		for (const listener of listeners) listener(status());
	};
	const answer = (
		words: readonly string[],
		request: Pick<SearchRequest, 'limit' | 'filters'>,
	): SearchResponse => {
		const hits = all()
			.filter(chunk => request.filters?.paths?.includes(chunk.path) ?? true)
			.map(chunk => {
				const text = `${chunk.path} ${chunk.lines.join(' ')}`.toLowerCase();
				return { chunk, score: words.filter(word => text.includes(word)).length };
			})
			.filter(({ score }) => score > 0)
			.sort((a, b) => b.score - a.score)
			.map(({ chunk, score }, i): SearchHit => ({
				chunkId: i + 1,
				path: chunk.path,
				span: {
					startLine: chunk.line,
					startColumn: 0,
					endLine: chunk.line + chunk.lines.length - 1,
					endColumn: 0,
				},
				language: 'typescript',
				kind: 'function',
				symbol: chunk.symbol,
				scope: [],
				docLine: '',
				score,
				strength: score > 1 ? 'strong' : 'likely',
				probability: 0.5,
				precision: 'refined',
				reasons: words.map(word => ({ type: 'word' as const, word, where: ['code' as const] })),
				matches: [],
				snippet: {
					startLine: chunk.line,
					lines: chunk.lines.slice(0, 6),
					truncated: chunk.lines.length > 6,
				},
			}));
		const groups = [...new Map(hits.map(hit => [hit.path, hit])).keys()].map(path => {
			const own = hits.filter(hit => hit.path === path);
			return { path, language: 'typescript', best: own[0]!, more: own.slice(1) };
		});
		return {
			groups: groups.slice(0, request.limit ?? 10),
			totalFiles: groups.length,
			mode: 'hybrid',
			degraded: undefined,
			coverage: status().coverage,
			nothingConvincing: false,
			trace: {
				tokeniseMs: 0,
				embedMs: 0,
				keywordMs: 0,
				vectorMs: 0,
				fuseMs: 0,
				rankMs: 0,
				hydrateMs: 0,
				totalMs: 1,
				candidates: hits.length,
				admitted: hits.length,
				chunks: hits.length,
				vectorSearch: 'exact',
			},
			understood: { kind: 'prose', text: words.join(' ') },
			warnings: [],
		};
	};
	const wordsOf = (text: string) => text.toLowerCase().match(/\w{3,}/g) ?? [];
	const summary = () => ({
		files: files.size,
		chunks: all().length,
		embedded: 0,
		reused: 0,
		removed: 0,
		skipped: {},
		seconds: 0,
	});
	const folder: Folder = {
		root,
		isWriter: true,
		warmUp: () => Promise.resolve(),
		saved: <T>(work: (questions: Folder) => Promise<T>) => work(folder),
		update({ paths } = {}) {
			if (paths) paths.forEach(read);
			else {
				files.clear();
				walk(root);
			}
			changed();
			return Promise.resolve(summary());
		},
		search(request) {
			// Hooks for tests of the boundary: ways in which a real engine can fail.
			if (request.query === 'crash!') process.kill(process.pid, 'SIGKILL');
			if (request.query === 'restart!') setTimeout(() => process.exit(RESTART_EXIT_CODE), 20);
			if (request.query === 'hang!') return new Promise(() => undefined);
			return Promise.resolve(answer(wordsOf(request.query), request));
		},
		similar: (path, line) => {
			const chunk = all().findLast(each => each.path === path && each.line <= line);
			return Promise.resolve(answer(wordsOf(chunk?.lines[0] ?? ''), {}));
		},
		explain: path =>
			Promise.resolve({
				path,
				indexed: files.has(path),
				reason: files.has(path) ? undefined : 'gitignore',
				detail: files.has(path) ? '' : 'Left out by .gitignore, line 1.',
				remedy: '',
				chunks: files.get(path)?.length ?? 0,
				language: 'typescript',
			}),
		status,
		setOverlay(path, text) {
			if (text === undefined) overlays.delete(path);
			else overlays.set(path, text);
			return Promise.resolve();
		},
		pause() {
			paused = 'user';
			changed();
		},
		resume() {
			paused = undefined;
			changed();
		},
		prioritise: () => undefined,
		recordOpened: () => undefined,
		forgetOpened: () => undefined,
		clear() {
			files.clear();
			changed();
			return Promise.resolve();
		},
		health: () => emptyReport(),
		skipped: () => [],
		checkHealth: () => Promise.resolve(emptyReport()),
		verify: () => Promise.resolve({ ok: true, problems: [], checked: { files: files.size } }),
		rebuild() {
			files.clear();
			walk(root);
			changed();
			return Promise.resolve(summary());
		},
		onDidChangeStatus(listener: (status: IndexStatus) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close: () => Promise.resolve(),
	} as Partial<Folder> as Folder;
	return folder;
}
