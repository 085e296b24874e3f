import { version } from '../../package.json';
import { MailHost } from '../engine/mailbox/mailHost';
import { rememberRules, rulesText } from '../engine/store/folderRulesFile';
import { readAgentLog, recordAgentCall } from '../engine/store/agentLog';
import { silentLogger } from '../engine/ports';
import { defaultStoreRoot, storePaths } from '../engine/store/storePaths';
import {
	defaultFolderSettings,
	type Engine,
	type EngineOptions,
	type Folder,
} from '../engine/engineTypes';
import type {
	EngineEvents,
	EngineInfo,
	EngineInit,
	EngineMethods,
	FolderId,
} from '../shared/engineProtocol';
import { LodestoneError } from '../shared/errors';
import { DisposableStore, type Disposable } from '../shared/lifecycle';
import { LOG_LEVELS, type Logger } from '../shared/log';
import type { Handlers } from '../shared/rpc';
import { throttleNewest } from './throttle';

const PROGRESS_MS = 250;
const STATUS_MS = 150;
/** What an index of some ten thousand files needs, with room; see docs/BENCHMARKS.md. */
const MEMORY_BUDGET_BYTES = 1024 ** 3;

export type CreateEngine = (options: EngineOptions) => Promise<Engine>;

export interface EngineHandlerOptions {
	readonly createEngine: CreateEngine;
	readonly emit: <K extends keyof EngineEvents>(event: K, payload: EngineEvents[K]) => void;
	readonly onCreated?: (engine: Engine, init: EngineInit) => void;
	/** The process should end in order; its parent starts it again. */
	readonly onRestartWanted?: () => void;
	/** Given what must be let go when the process ends in order, before the engine. */
	readonly onHosting?: (owned: Disposable) => void;
}

/** Maps the protocol onto the engine facade: folders by id, nothing else. */
export function createEngineHandlers(options: EngineHandlerOptions): Handlers<EngineMethods> {
	const { createEngine, emit } = options;
	const folders = new Map<FolderId, Folder>();
	/** Opening and closing of one id happen one after the other. */
	const turns = new Map<FolderId, Promise<unknown>>();
	/** Answer agents about the folders that are open. */
	const hosts = new Map<FolderId, MailHost>();
	const hosting = new DisposableStore();
	options.onHosting?.(hosting);
	let engine: Engine | undefined;
	let info: EngineInfo | undefined;
	let storeRoot = '';
	let logger: Logger = silentLogger;

	const folder = (id: FolderId): Folder => {
		const found = folders.get(id);
		if (!found) throw new LodestoneError('not-found', 'This folder is not open.', 'Open it first.');
		return found;
	};
	const started = (): Engine => {
		if (!engine) throw new LodestoneError('bad-argument', 'The engine is not initialized.');
		return engine;
	};
	const inTurn = <T>(id: FolderId, work: () => Promise<T>): Promise<T> => {
		const turn = (turns.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
		turns.set(id, turn);
		return turn;
	};
	const close = async (id: FolderId) => {
		const open = folders.get(id);
		folders.delete(id);
		const host = hosts.get(id);
		hosts.delete(id);
		if (host !== undefined) hosting.release(host);
		await open?.close();
	};
	/** The engine tells of every batch; a window reads a few a second, and each costs the extension host a turn. */
	const progress = (folderId: FolderId) =>
		throttleNewest(
			(progress: EngineEvents['progress']['progress']) => emit('progress', { folderId, progress }),
			PROGRESS_MS,
		);

	return {
		async initialize(init) {
			if (info) return info;
			storeRoot = init.storeRoot || defaultStoreRoot();
			logger = eventLogger(emit, init);
			engine = await createEngine({
				storeRoot,
				runtime: init.runtime,
				logger,
				niceness: init.niceness,
				background: true,
				memoryBudgetBytes: MEMORY_BUDGET_BYTES,
				...(init.maxVectors === undefined ? {} : { maxVectors: init.maxVectors }),
				onRestartWanted: () => options.onRestartWanted?.(),
				program: 'VS Code',
				...(init.processorShare === undefined ? {} : { processorShare: init.processorShare }),
				...(init.threads > 0 ? { threads: init.threads } : {}),
			});
			if (init.objectives) engine.setObjectives(init.objectives);
			options.onCreated?.(engine, init);
			info = {
				pid: process.pid,
				node: process.version,
				platform: `${process.platform}-${process.arch}`,
				startedAtMs: Date.now(),
			};
			return info;
		},
		usage() {
			if (!info) throw new LodestoneError('bad-argument', 'The engine is not initialized.');
			const memory = process.memoryUsage();
			const cpu = process.cpuUsage();
			return {
				...info,
				rssBytes: memory.rss,
				heapBytes: memory.heapUsed,
				cpuSeconds: (cpu.user + cpu.system) / 1e6,
				duty: engine?.duty ?? 1,
				folders: folders.size,
			};
		},
		open: ({ folderId, root, settings }) =>
			inTurn(folderId, async () => {
				const running = started();
				// Before the folder that is open under this id is closed.
				if (typeof root !== 'string' || typeof folderId !== 'string')
					throw new LodestoneError('bad-argument', 'A folder is opened by its path.');
				await close(folderId);
				const opened = await running.open(root, settings);
				folders.set(folderId, opened);
				// What the window leaves out, the command line and agents leave out too.
				const rules = { ...defaultFolderSettings, ...settings };
				rememberRules(storeRoot, opened.root, rules);
				const paths = storePaths(storeRoot, opened.root);
				hosts.set(
					folderId,
					hosting.add(
						new MailHost({ paths, folder: opened, version, rules: rulesText(rules), logger }),
					),
				);
				opened.onDidChangeStatus(
					throttleNewest(status => emit('status', { folderId, status }), STATUS_MS),
				);
				return opened.status();
			}),
		close: ({ folderId }) =>
			inTurn(folderId, async () => {
				await close(folderId);
				return undefined;
			}),
		update: ({ folderId, ...update }, signal) =>
			folder(folderId).update({ ...update, signal, onProgress: progress(folderId) }),
		search: ({ folderId, request }, signal) => folder(folderId).search(request, signal),
		similar: ({ folderId, path, line, ...rest }) => folder(folderId).similar(path, line, rest),
		explain: ({ folderId, path }) => folder(folderId).explain(path),
		status: ({ folderId }) => folder(folderId).status(),
		setOverlay: async ({ folderId, path, text }) => {
			await folder(folderId).setOverlay(path, text);
			return undefined;
		},
		pause({ folderId, why }) {
			folder(folderId).pause(why);
			return undefined;
		},
		resume({ folderId }) {
			folder(folderId).resume();
			return undefined;
		},
		prioritise({ folderId, paths }) {
			folder(folderId).prioritise(paths);
			return undefined;
		},
		recordOpened({ folderId, query, path }) {
			folder(folderId).recordOpened(query, path);
			return undefined;
		},
		forgetOpened({ folderId }) {
			folder(folderId).forgetOpened();
			return undefined;
		},
		clear: async ({ folderId }) => {
			await folder(folderId).clear();
			return undefined;
		},
		verify: ({ folderId }, signal) => folder(folderId).verify(signal),
		health: ({ folderId }) => folder(folderId).health(),
		checkHealth: ({ folderId }, signal) => folder(folderId).checkHealth(undefined, signal),
		doctor: ({ folderId }) => started().doctor(folder(folderId)),
		skipped: ({ folderId, reason, limit }) => folder(folderId).skipped(reason, limit),
		indexes: () => started().indexes(),
		deleteIndex({ key }) {
			started().deleteIndex(key);
			return undefined;
		},
		setObjectives(objectives) {
			started().setObjectives(objectives);
			return undefined;
		},
		setProcessorShare({ share }) {
			started().setProcessorShare(share);
			return undefined;
		},
		rebuild: ({ folderId }, signal) => folder(folderId).rebuild(signal),
		recordAgentCall: async call => {
			await recordAgentCall(storeRoot, call);
			return undefined;
		},
		agentLog: ({ limit }) => readAgentLog(storeRoot, limit),
	};
}

/** Log records become events; what is quieter than asked for never crosses. */
function eventLogger(emit: EngineHandlerOptions['emit'], init: EngineInit): Logger {
	const least = LOG_LEVELS.indexOf(init.logLevel);
	return {
		log(level, message, fields = {}) {
			if (LOG_LEVELS.indexOf(level) >= least) emit('log', { level, message, fields });
		},
	};
}
