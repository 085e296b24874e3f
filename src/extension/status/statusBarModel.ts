import { alarmText } from '../../shared/health/alarmText';
import { gravestState } from '../../shared/health/healthState';
import type { Alarm } from '../../shared/health/healthTypes';
import type { Coverage, IndexState, IndexStatus } from '../../shared/types';
import type { EngineState } from '../client/engineClient';
import { COMMANDS, type CommandName } from '../contributions';
import { escapeMarkdown } from '../markdownText';
import { describeProblem, modelProblem } from '../messages';
import { sumCoverage } from '../search/mergeAnswers';
import type { Translate } from '../translate';
import type { FolderSnapshot } from '../workspace/folderIndex';
import { folderState } from '../workspace/folderState';
import { formatAge, formatBytes, formatDuration, formatNumber, percent } from './format';

export interface StatusBarInput {
	readonly engine: EngineState;
	readonly folders: readonly FolderSnapshot[];
	readonly nowMs: number;
	readonly locale: string;
}

export interface StatusBarView {
	readonly state:
		'starting' | 'ready' | 'indexing' | 'paused' | 'degraded' | 'stale' | 'empty' | 'error' | 'off';
	/** With a codicon in front. */
	readonly text: string;
	/** What a screen reader says. */
	readonly accessibleLabel: string;
	readonly severity: 'normal' | 'warning' | 'error';
	/** Markdown; command links go to our own commands only. */
	readonly tooltip: string;
}

interface Face {
	readonly state: StatusBarView['state'];
	readonly icon: string;
	readonly label: string;
	readonly title: string;
	readonly body: string;
	readonly severity?: StatusBarView['severity'];
	readonly facts?: boolean;
	readonly links: readonly CommandName[];
}

/** The status bar item as a function of what is known: the worst state of all folders decides. */
export function statusBarModel(input: StatusBarInput, t: Translate): StatusBarView {
	const face = faceOf(input, t);
	const facts = face.facts === true ? factRows(input, t) : [];
	const table =
		facts.length > 0
			? ['| | |', '|:--|--:|', ...facts.map(([name, value]) => `| ${name} | ${value} |`), ''].join(
					'\n',
				)
			: '';
	const links = face.links
		.map(name => `[${linkText(name, t)}](command:${COMMANDS[name]})`)
		.join(' &nbsp; ');
	return {
		state: face.state,
		text: `$(${face.icon}) ${face.label}`,
		accessibleLabel: `${face.title}. ${face.body}`,
		severity: face.severity ?? 'normal',
		tooltip: [`**${escapeMarkdown(face.title)}**`, table, escapeMarkdown(face.body), '---', links]
			.filter(part => part !== '')
			.join('\n\n'),
	};
}

function faceOf({ engine, folders }: StatusBarInput, t: Translate): Face {
	const enabled = folders.filter(folder => folder.enabled);
	if (folders.length === 0)
		return {
			state: 'off',
			icon: 'compass',
			label: 'Lodestone',
			title: t('No folder is open'),
			body: t('Lodestone searches the folders of this window.'),
			links: ['openSettings'],
		};
	if (enabled.length === 0)
		return {
			state: 'off',
			icon: 'circle-slash',
			label: t('Lodestone off'),
			title: t('Off in this folder'),
			body: t('You turned indexing off here. Nothing is read.'),
			links: ['openSettings'],
		};
	if (engine.type === 'failed') {
		const { title, message, remedy } = describeProblem(engine.code, engine.why, '', t);
		return {
			state: 'error',
			icon: 'error',
			label: t('Lodestone stopped'),
			title,
			body: `${message} ${remedy}`,
			severity: 'error',
			links: ['restartEngine', 'openLog', 'copyDiagnostics'],
		};
	}
	const states = enabled.flatMap(folder => {
		const state = folderState(folder, t);
		return state ? [{ folder, state }] : [];
	});
	const gravest = gravestState(states.map(({ state }) => state));
	const found = states.find(({ state }) => state === gravest);
	if (!found)
		return {
			state: 'starting',
			icon: 'loading~spin',
			label: 'Lodestone',
			title: t('Lodestone is starting'),
			body: t('Reading the index from disk. Search waits less than a second.'),
			links: ['openLog'],
		};
	return faceOfState(found.folder, found.state, enabled, t);
}

/** The face of the gravest state; `folder` is the one that has it. */
function faceOfState(
	folder: FolderSnapshot,
	state: IndexState,
	enabled: readonly FolderSnapshot[],
	t: Translate,
): Face {
	const statuses = enabled.flatMap(({ status }) => (status ? [status] : []));
	const coverage = sumCoverage(statuses.map(status => status.coverage));
	const share = percent(coverage.refined, coverage.chunks);
	switch (state.type) {
		case 'error': {
			const { title, message, remedy } = describeProblem(state.code, state.why, '', t);
			return {
				state: 'error',
				icon: 'error',
				label: t('Lodestone: problem'),
				title: t('Problem with {0}', folder.name),
				body: `${title}. ${message} ${remedy}`.trim(),
				severity: 'error',
				links: folder.failure
					? ['updateIndex', 'openLog', 'openSettings']
					: ['rebuildIndex', 'openLog'],
			};
		}
		case 'degraded':
			return degradedFace(folder, state, t);
		case 'paused':
			// Typing pauses for moments: that is no state worth a word.
			if (state.why === 'typing') return indexingFace(folder, shareOf(coverage), t);
			return {
				state: 'paused',
				icon: 'debug-pause',
				label: share === 100 ? 'Lodestone' : `Lodestone ${share}%`,
				title: pauseTitle(state.why, t),
				body: t('{0} % refined. Search goes on with what is there.', share),
				facts: true,
				links: ['resume', 'openSettings'],
			};
		case 'indexing':
			return indexingFace(folder, shareOf(coverage), t);
		case 'stale':
			return {
				state: 'stale',
				icon: 'history',
				label: 'Lodestone',
				title: t('{0} files changed since the last update', staleFiles(statuses)),
				body: t('Answers may show older text.'),
				facts: true,
				links: ['updateIndex', 'showDetails'],
			};
		case 'empty':
			return {
				state: 'empty',
				icon: 'compass',
				label: 'Lodestone',
				title: t('Nothing here to index'),
				body: state.why,
				facts: true,
				links: ['showDetails', 'openSettings'],
			};
		case 'ready': {
			const missed = statuses.flatMap(({ alarms }) => alarms)[0];
			return {
				state: 'ready',
				icon: 'compass',
				label: 'Lodestone',
				title: t('Ready'),
				body: missed ? alarmSentence(missed, t) : t('Nothing leaves this computer.'),
				facts: true,
				links: ['focusSearch', 'showDetails', 'updateIndex'],
			};
		}
	}
}

function degradedFace(
	{ status }: FolderSnapshot,
	state: Extract<IndexState, { type: 'degraded' }>,
	t: Translate,
): Face {
	if (state.cause === 'model') {
		const code = status ? modelProblem(status.coverage) : 'keyword-only';
		const { title, message, remedy } = describeProblem(code, state.why, '', t);
		return {
			state: 'degraded',
			icon: 'warning',
			label: code === 'keyword-only' ? t('Lodestone: words only') : t('Lodestone: draft only'),
			title,
			body: `${message} ${remedy}`,
			severity: 'warning',
			links: ['restartEngine', 'showDetails', 'openLog'],
		};
	}
	const alarm = status?.alarms.find(({ code }) => code === state.cause);
	return {
		state: 'degraded',
		icon: 'warning',
		label: t('Lodestone: check'),
		title: alarm ? alarmText(alarm, t).title : t('The index has a problem'),
		body: alarm ? alarmSentence(alarm, t) : state.why,
		severity: 'warning',
		links: ['showDetails', 'rebuildIndex', 'openLog'],
	};
}

function alarmSentence(alarm: Alarm, t: Translate): string {
	const { what, remedy } = alarmText(alarm, t);
	return `${what} ${remedy}`;
}

const shareOf = (coverage: Coverage): number =>
	coverage.chunks === 0 ? 0 : percent(coverage.refined, coverage.chunks);

const staleFiles = (statuses: readonly IndexStatus[]): number =>
	statuses.reduce((sum, { state }) => sum + (state.type === 'stale' ? state.files : 0), 0);

function indexingFace(folder: FolderSnapshot, share: number, t: Translate): Face {
	const { state } = folder.status ?? {};
	const progress = folder.progress ?? (state?.type === 'indexing' ? state.progress : undefined);
	const reading = progress?.phase === 'scanning' || progress?.phase === 'reading';
	const done = reading ? percent(progress.filesDone, progress.files) : share;
	const parts = [
		reading
			? t('{0} of {1} files are read.', progress.filesDone, progress.files)
			: t('Every function is searchable now.'),
	];
	if (progress && progress.rate > 0)
		parts.push(t('{0} functions a second.', Math.round(progress.rate)));
	if (progress?.secondsLeft !== undefined)
		parts.push(t('About {0} left.', formatDuration(progress.secondsLeft, t)));
	parts.push(t('Search works meanwhile.'));
	return {
		state: 'indexing',
		icon: 'sync~spin',
		label: `Lodestone ${done}%`,
		title: t('Indexing {0}', folder.name),
		body: parts.join(' '),
		facts: true,
		links: ['pause', 'showDetails'],
	};
}

function factRows({ folders, nowMs, locale }: StatusBarInput, t: Translate): [string, string][] {
	const statuses = folders.flatMap(folder =>
		folder.enabled && folder.status ? [folder.status] : [],
	);
	const total = (of: (status: IndexStatus) => number) =>
		statuses.reduce((sum, each) => sum + of(each), 0);
	const coverage = sumCoverage(statuses.map(status => status.coverage));
	const skipped = total(status => Object.values(status.skipped).reduce((a, b) => a + b, 0));
	const updatedAtMs = Math.max(0, ...statuses.map(status => status.updatedAtMs));
	const rows: [string, string][] = [
		[
			t('Files'),
			formatNumber(
				total(status => status.files),
				locale,
			),
		],
		[t('Functions'), formatNumber(coverage.chunks, locale)],
		[t('Refined'), `${percent(coverage.refined, coverage.chunks)} %`],
		...wordsOnlyRow(
			total(status => status.wordsOnly),
			locale,
			t,
		),
		[t('Left out'), formatNumber(skipped, locale)],
		[
			t('Size on disk'),
			formatBytes(
				total(status => status.bytes.total),
				locale,
			),
		],
		[t('Updated'), updatedAtMs === 0 ? t('never') : formatAge(nowMs - updatedAtMs, t)],
	];
	const model = statuses[0]?.model.id;
	if (model !== undefined && model !== '') rows.push([t('Model'), escapeMarkdown(model)]);
	return rows;
}

/** Said only where there is something to say: most folders are within the limit. */
const wordsOnlyRow = (count: number, locale: string, t: Translate): [string, string][] =>
	count === 0
		? []
		: [[t('By words only'), t('{0} (see “lodestone.maxVectors”)', formatNumber(count, locale))]];

function pauseTitle(why: string, t: Translate): string {
	switch (why) {
		case 'battery':
			return t('Paused on battery');
		case 'load':
			return t('Paused while the computer is busy');
		case 'unfocused':
			return t('Paused in the background');
		default:
			return t('Paused by you');
	}
}

function linkText(name: CommandName, t: Translate): string {
	const texts: Partial<Record<CommandName, string>> = {
		focusSearch: t('Search'),
		showDetails: t('Details'),
		updateIndex: t('Update Now'),
		rebuildIndex: t('Rebuild'),
		pause: t('Pause'),
		resume: t('Resume Now'),
		restartEngine: t('Start Again'),
		openLog: t('Show Log'),
		openSettings: t('Settings'),
		copyDiagnostics: t('Copy Diagnostics'),
	};
	return texts[name] ?? name;
}
