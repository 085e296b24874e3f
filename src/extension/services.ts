import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { EngineUsage } from '../shared/engineProtocol';
import { DisposableStore } from '../shared/lifecycle';
import type { ViewProblem } from '../shared/view/viewProtocol';
import type { LodestoneApi } from '../../types/lodestone';
import { createAgentLogDocument } from './agents/agentLogDocument';
import { registerLanguageModelTools } from './agents/languageModelTools';
import { registerMcpProvider, type McpProviderOptions } from './agents/mcpProvider';
import { createPublicApi } from './agents/publicApi';
import { createEngineClient, type EngineClient } from './client/engineClient';
import { createEngineLauncher } from './client/engineLauncher';
import { createColourer } from './colour/colourer';
import { createIndexCommands, type IndexCommands } from './commands/indexCommands';
import { createSemanticFind, type SemanticFind } from './commands/semanticFind';
import { CONTEXT, SETTINGS_SECTION } from './contributions';
import { createLog, type ExtensionLog } from './log';
import { describeProblem } from './messages';
import { createProblems, type Problems } from './problems';
import { createResultsDocuments, type ResultsDocuments } from './search/resultsDocument';
import { createSearcher, type Searcher } from './search/searcher';
import { objectivesOf, parseWindowOptions, type WindowOptions } from './settings';
import { createDetailsCommands } from './details/detailsCommands';
import { createDetailsPanel, type DetailsPanel } from './details/detailsPanel';
import { diagnose } from './details/diagnose';
import { diagnosticsReport } from './status/diagnostics';
import { reasonText } from './status/reasonText';
import { createStatusBar, type StatusBar } from './status/statusBar';
import { createExamples } from './view/examples';
import { explainHit } from './view/explainHit';
import { SearchView } from './view/searchView';
import { createRunViewCommand } from './view/viewCommands';
import { viewEngine, viewFolders, viewLanguages, viewProblems } from './view/viewSnapshot';
import { changedFilesKnown } from './workspace/gitChanges';
import { trackOverlays } from './workspace/overlays';
import { createPauses, type Pauses } from './workspace/pauses';
import { watchPauseReasons } from './workspace/pauseSources';
import { WorkspaceFolders } from './workspace/workspaceFolders';

/** All parts of the extension, wired once. */
export interface Services {
	readonly log: ExtensionLog;
	readonly problems: Problems;
	readonly engine: EngineClient;
	readonly folders: WorkspaceFolders;
	readonly searcher: Searcher;
	readonly view: SearchView;
	readonly results: ResultsDocuments;
	readonly semanticFind: SemanticFind;
	readonly indexCommands: IndexCommands;
	readonly details: DetailsPanel;
	readonly statusBar: StatusBar;
	readonly pauses: Pauses;
	readonly settings: () => WindowOptions;
	readonly diagnostics: () => Promise<string>;
	/** Opens what the doctor finds as a document. */
	readonly diagnose: () => Promise<void>;
	/** Shows the details and examines the index of the folder shown there. */
	readonly checkIndex: () => Promise<void>;
	/** What the MCP server of this window is started with. */
	readonly mcp: McpProviderOptions;
	readonly agentLog: { show(): Promise<void> };
	/** What other extensions get. */
	readonly api: LodestoneApi;
}

/** Heap of the engine's main thread; vectors and native memory lie outside it. */
const MAX_HEAP_MB = 2_048;
const NICENESS = 10;
const PAUSED_KEY = 'pausedByUser';

export function createServices(context: vscode.ExtensionContext, owned: DisposableStore): Services {
	const log = owned.add(createLog());
	const problems = createProblems(message => log.log('warn', message));
	const readSettings = () => {
		const configuration = vscode.workspace.getConfiguration(SETTINGS_SECTION);
		const { value, problems: wrong } = parseWindowOptions(
			key => configuration.get(key),
			vscode.l10n.t,
		);
		problems.settings(wrong);
		log.setLevel(value.logLevel);
		return value;
	};
	let windowOptions = readSettings();
	const settings = () => windowOptions;
	const dist = (...parts: string[]) => vscode.Uri.joinPath(context.extensionUri, ...parts).fsPath;

	const engine = owned.add(
		createEngineClient({
			// A test may put another program in the engine's place; nothing but a test's environment sets this.
			launch: createEngineLauncher(
				process.env['LODESTONE_ENGINE'] ?? dist('dist', 'engineProcess.js'),
				{
					maxHeapMb: MAX_HEAP_MB,
				},
			),
			init: () => ({
				storeRoot: windowOptions.storagePath,
				runtime: {
					workers: dist('dist'),
					grammars: dist('dist', 'grammars'),
					models: dist('models'),
				},
				threads: windowOptions.threads,
				niceness: NICENESS,
				logLevel: windowOptions.logLevel,
				processorShare: windowOptions.processorShare / 100,
				maxVectors: windowOptions.maxVectors,
				objectives: objectivesOf(windowOptions),
			}),
			logger: log,
		}),
	);
	owned.add(engine.on('log', ({ level, message, fields }) => log.log(level, message, fields)));
	const folders = owned.add(new WorkspaceFolders(engine, log, problems));
	const searcher = createSearcher(engine, folders, settings);
	const colourer = owned.add(createColourer(dist('dist', 'colourWorker.js'), log));
	const results = owned.add(createResultsDocuments(folders, () => windowOptions.previewLines));
	const pauses = owned.add(createPauses());
	const { t } = vscode.l10n;

	const usage = async (): Promise<EngineUsage | undefined> =>
		engine.state.type === 'running'
			? engine.call('usage', undefined).catch(() => undefined)
			: undefined;
	const examples = createExamples(engine, folders);
	const snapshots = () => folders.all.map(folder => folder.snapshot);
	const view: SearchView = owned.add(
		new SearchView({
			extensionUri: context.extensionUri,
			folders,
			searcher,
			colourer,
			explain: (found, query) => explainHit(engine.call, found, query, t),
			modelState: async folderId =>
				(await engine.call('status', { folderId }).catch(() => undefined))?.model.state ?? 'failed',
			settings,
			snapshot: (palette, history) => ({
				locale: /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(vscode.env.language)
					? vscode.env.language
					: 'en',
				strings: {},
				folders: viewFolders(snapshots(), t),
				engine: viewEngine(engine.state),
				problems: viewProblems(engine.state, snapshots(), t),
				settings: {
					autoSearch: windowOptions.autoSearch,
					debounceMs: 120,
					resultsLimit: windowOptions.resultsLimit,
				},
				palette,
				examples: examples.list,
				history,
				languages: viewLanguages(snapshots()),
				currentFile: currentFile(folders),
				changedFilesKnown: changedFilesKnown(),
			}),
			memento: context.workspaceState,
			logger: log,
			runCommand: createRunViewCommand(),
			copyMarkdown: (set, hit) => void results.copy(set, hit),
		}),
	);
	const semanticFind = createSemanticFind({
		searcher,
		resolve: (folderId, path) => folders.resolve(folderId, path),
		showInSidebar: query => view.ask(query),
		async explain(found, query) {
			const { reasons, error } = await explainHit(engine.call, found, query, t);
			return error || reasons.map(reason => reasonText(reason, t)).join('\n');
		},
	});
	const detailsCommands = createDetailsCommands(
		engine,
		folders,
		vscode.Uri.joinPath(context.extensionUri, 'docs', 'RUNBOOKS.md'),
	);
	const details: DetailsPanel = owned.add(
		createDetailsPanel({
			extensionUri: context.extensionUri,
			engine,
			folders,
			usage,
			run: (message, panel) => detailsCommands.run(message, panel),
			logger: log,
		}),
	);
	const statusBar = owned.add(
		createStatusBar(() => ({ engine: engine.state, folders: snapshots() })),
	);

	const refresh = () => {
		statusBar.refresh();
		view.refresh();
		if (view.visible) examples.find(() => view.refresh());
	};
	const known = new Map<string, boolean>();
	const setContext = (key: string, value: boolean) => {
		// Progress comes often; each call would cross to the window.
		if (known.get(key) === value) return;
		known.set(key, value);
		void vscode.commands.executeCommand('setContext', key, value);
	};
	const contexts = () => {
		setContext(CONTEXT.hasFolders, folders.enabled.length > 0);
		setContext(CONTEXT.paused, pauses.why !== undefined);
	};
	owned.add(
		engine.onDidChangeState(state => {
			if (state.type === 'failed') {
				log.log('error', `The engine gave up: ${state.why}`, { code: state.code });
				problems.announce('engine', describeProblem(state.code, state.why, '', t));
			} else if (state.type === 'running') problems.solved('engine');
			refresh();
		}),
	);
	const applyPause = () => {
		for (const folder of folders.all) void folder.setPaused(pauses.why);
	};
	owned.add(
		folders.onDidChange(() => {
			for (const { id, name, failure } of snapshots()) {
				if (failure)
					problems.announce(
						`folder ${id} ${failure.code}`,
						inFolder(name, describeProblem(failure.code, failure.message, failure.remedy, t)),
					);
			}
			contexts();
			applyPause();
			refresh();
		}),
	);
	owned.add(
		pauses.onDidChange(() => {
			applyPause();
			contexts();
			void context.workspaceState.update(PAUSED_KEY, pauses.why === 'user');
			refresh();
		}),
	);
	owned.add(view.onDidShow(refresh));
	owned.add(trackOverlays(folders));
	owned.add(
		watchPauseReasons({
			pauses,
			settings,
			busy: () =>
				snapshots().some(
					({ progress, status }) => progress !== undefined || status?.state.type === 'indexing',
				),
			engineCpuSeconds: async () => (await usage())?.cpuSeconds,
		}),
	);
	owned.add(
		vscode.window.onDidChangeActiveTextEditor(editor => {
			view.refresh();
			const located = editor && folders.locate(editor.document.uri);
			if (located) void located.folder.prioritise([located.path]);
		}),
	);
	owned.add(
		vscode.workspace.onDidChangeConfiguration(event => {
			if (!event.affectsConfiguration(SETTINGS_SECTION)) return;
			const before = windowOptions;
			windowOptions = readSettings();
			const { storagePath, threads, maxVectors } = windowOptions;
			if (
				storagePath !== before.storagePath ||
				threads !== before.threads ||
				maxVectors !== before.maxVectors
			)
				void engine.restart().catch(() => undefined);
			else if (engine.state.type === 'running') {
				void engine.call('setObjectives', objectivesOf(windowOptions)).catch(() => undefined);
				const share = windowOptions.processorShare / 100;
				void engine.call('setProcessorShare', { share }).catch(() => undefined);
			}
			refresh();
		}),
	);
	if (context.workspaceState.get<boolean>(PAUSED_KEY, false)) pauses.set('user', true);
	contexts();
	registerLanguageModelTools(engine, folders, owned);
	const mcp: McpProviderOptions = {
		program: dist('dist', 'mcp.js'),
		version: versionOf(context),
		storePath: () => windowOptions.storagePath,
		folders,
	};
	registerMcpProvider(mcp, owned);

	return {
		mcp,
		agentLog: createAgentLogDocument(engine, owned),
		api: createPublicApi(engine, folders, owned),
		log,
		problems,
		engine,
		folders,
		searcher,
		view,
		results,
		semanticFind,
		indexCommands: createIndexCommands(engine, folders),
		details,
		statusBar,
		pauses,
		settings,
		diagnose: () => diagnose(engine, folders.enabled[0], context.globalStorageUri),
		async checkIndex() {
			details.show();
			const [folder] = folders.enabled;
			if (folder) await detailsCommands.check(folder.id, details);
		},
		diagnostics: async () =>
			diagnosticsReport({
				versions: {
					lodestone: versionOf(context),
					vscode: vscode.version,
					node: process.version,
					platform: `${process.platform}-${process.arch}`,
					remote: vscode.env.remoteName ?? 'none',
				},
				engine: engine.state,
				usage: await usage(),
				settings: windowOptions,
				folders: folders.all.map(folder => ({
					snapshot: folder.snapshot,
					settings: folder.settings,
				})),
				logTail: log.tail(),
				home: homedir(),
			}),
	};
}

function currentFile(folders: WorkspaceFolders): string {
	const uri = vscode.window.activeTextEditor?.document.uri;
	return uri ? (folders.locate(uri)?.path ?? '') : '';
}

function versionOf(context: vscode.ExtensionContext): string {
	const manifest: unknown = context.extension.packageJSON;
	return typeof manifest === 'object' && manifest !== null && 'version' in manifest
		? String(manifest.version)
		: 'unknown';
}

/** Says which folder a problem is about. */
const inFolder = (name: string, problem: ViewProblem): ViewProblem => ({
	...problem,
	title: `${name}: ${problem.title}`,
});
