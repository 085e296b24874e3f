/** Every id that the manifest and the code share, once. `test/unit/extension/manifest.test.ts` compares the two. */
export const COMMANDS = {
	semanticFind: 'lodestone.semanticFind',
	focusSearch: 'lodestone.focusSearch',
	findSimilar: 'lodestone.findSimilar',
	searchSelection: 'lodestone.searchSelection',
	openResultsDocument: 'lodestone.openResultsDocument',
	copyResultsMarkdown: 'lodestone.copyResultsMarkdown',
	nextResult: 'lodestone.nextResult',
	previousResult: 'lodestone.previousResult',
	searchAgain: 'lodestone.searchAgain',
	clearResults: 'lodestone.clearResults',
	collapseAll: 'lodestone.collapseAll',
	expandAll: 'lodestone.expandAll',
	updateIndex: 'lodestone.updateIndex',
	rebuildIndex: 'lodestone.rebuildIndex',
	pause: 'lodestone.pause',
	resume: 'lodestone.resume',
	showDetails: 'lodestone.showDetails',
	whyNotIndexed: 'lodestone.whyNotIndexed',
	clearIndex: 'lodestone.clearIndex',
	forgetOpened: 'lodestone.forgetOpened',
	restartEngine: 'lodestone.restartEngine',
	openLog: 'lodestone.openLog',
	showAgentLog: 'lodestone.showAgentLog',
	openSettings: 'lodestone.openSettings',
	copyDiagnostics: 'lodestone.copyDiagnostics',
	diagnose: 'lodestone.diagnose',
	checkIndex: 'lodestone.checkIndex',
	openWalkthrough: 'lodestone.openWalkthrough',
	resultOpen: 'lodestone.resultOpen',
	resultOpenToSide: 'lodestone.resultOpenToSide',
	resultSimilar: 'lodestone.resultSimilar',
	resultWhy: 'lodestone.resultWhy',
	resultCopyMarkdown: 'lodestone.resultCopyMarkdown',
	resultCopyPath: 'lodestone.resultCopyPath',
	resultCopyRelativePath: 'lodestone.resultCopyRelativePath',
	resultReveal: 'lodestone.resultReveal',
	resultOnlyFolder: 'lodestone.resultOnlyFolder',
	resultWithoutFolder: 'lodestone.resultWithoutFolder',
	resultDismiss: 'lodestone.resultDismiss',
	quickPickOpenToSide: 'lodestone.quickPickOpenToSide',
} as const;
export type CommandName = keyof typeof COMMANDS;

export const VIEW_SEARCH = 'lodestone.search';
export const WALKTHROUGH = 'start';
export const SETTINGS_SECTION = 'lodestone';

export const CONTEXT = {
	hasFolders: 'lodestone.hasFolders',
	hasResults: 'lodestone.hasResults',
	paused: 'lodestone.paused',
	quickPick: 'lodestone.quickPick',
} as const;

/** Tools that chat models may call. */
export const TOOLS = {
	search: 'lodestone_search',
	readSpan: 'lodestone_read_span',
} as const;

export const MCP_PROVIDER = 'lodestone.mcp';
export const AGENT_LOG_SCHEME = 'lodestone-agents';
export const RESULTS_SCHEME = 'lodestone-results';
