import type { EngineUsage } from '../../shared/engineProtocol';
import { alarmText } from '../../shared/health/alarmText';
import type { HealthReport, IndexListing } from '../../shared/health/healthTypes';
import type { IndexStatus, SkipReason } from '../../shared/types';
import type { DetailsFolder, DetailsSnapshot } from '../../shared/view/detailsProtocol';
import type { EngineState } from '../client/engineClient';
import { skipReasonText } from '../messages';
import { percent } from '../status/format';
import type { Translate } from '../translate';
import { languageName } from '../view/viewSnapshot';
import type { FolderSnapshot } from '../workspace/folderIndex';
import { folderState } from '../workspace/folderState';
import { eventText } from './eventText';

export interface DetailsInput {
	readonly folders: readonly FolderSnapshot[];
	/** Id of the folder that is shown; the first when it is gone. */
	readonly selected: string;
	readonly engine: EngineState;
	readonly usage: EngineUsage | undefined;
	/** Of the folder that is shown. */
	readonly report: HealthReport | undefined;
	readonly indexes: readonly IndexListing[];
	readonly busy: DetailsSnapshot['busy'];
	readonly nowMs: number;
	readonly locale: string;
}

/** Everything that the details page shows, worded where the words are the host's. */
export function detailsSnapshot(input: DetailsInput, t: Translate): DetailsSnapshot {
	const { folders, usage, engine, nowMs } = input;
	const shown = shownFolder(folders, input.selected);
	return {
		type: 'snapshot',
		locale: input.locale,
		nowMs,
		folders: folders.map(({ id, name }) => ({ id, name })),
		folder: shown && folderDetails(shown, input.report, t),
		engine: {
			state:
				engine.type === 'failed' ? 'stopped' : engine.type === 'running' ? 'running' : 'starting',
			rssBytes: usage?.rssBytes ?? 0,
			cpuSeconds: usage?.cpuSeconds ?? 0,
			upSeconds: usage ? Math.max(0, (nowMs - usage.startedAtMs) / 1_000) : 0,
			runtime: runtimeText(shown?.status?.model.runtime, t),
		},
		indexes: input.indexes.map(index => ({
			...index,
			current: folders.some(({ status }) => status?.root === index.root),
		})),
		busy: input.busy,
	};
}

/** The steps of the fallbacks that run here, and why no better ones. */
function runtimeText(runtime: IndexStatus['model']['runtime'], t: Translate): string {
	if (runtime?.inference === undefined) return '';
	const words = {
		native: t('ONNX Runtime, native'),
		wasm: t('ONNX Runtime as WebAssembly'),
		none: t('words and draft vectors alone'),
	};
	return [
		t('Meaning is computed by {0}.', words[runtime.inference]),
		...(runtime.graph === 'exact' ? [t('Large folders are scanned exactly.')] : []),
		...runtime.why,
	].join(' ');
}

export const shownFolder = (
	folders: readonly FolderSnapshot[],
	selected: string,
): FolderSnapshot | undefined => folders.find(({ id }) => id === selected) ?? folders[0];

function folderDetails(
	folder: FolderSnapshot,
	report: HealthReport | undefined,
	t: Translate,
): DetailsFolder {
	const { status } = folder;
	const coverage = status?.coverage ?? { chunks: 0, keyword: 0, meaning: 0, refined: 0 };
	const languages = Object.keys(status?.languages ?? {});
	return {
		id: folder.id,
		name: folder.name,
		enabled: folder.enabled,
		state: folderState(folder, t),
		sentence: stateSentence(folder, t),
		paused: status?.state.type === 'paused' && status.state.why !== 'typing',
		files: status?.files ?? 0,
		coverage,
		skipped: skippedOf(status?.skipped ?? {}, t),
		storePath: status?.storePath ?? '',
		bytes: status?.bytes.total ?? 0,
		model: status?.model.id ?? '',
		updatedMs: status?.updatedAtMs ?? 0,
		alarms: (status?.alarms ?? []).map(alarm => ({
			code: alarm.code,
			severity: alarm.severity,
			sinceMs: alarm.sinceMs,
			...alarmText(alarm, t),
		})),
		events: (report?.events ?? []).map(event => ({
			atMs: event.atMs,
			type: event.type,
			text: eventText(event, t),
		})),
		languageNames: Object.fromEntries(languages.map(id => [id, languageName(id)])),
		report,
	};
}

/** Settings that decide over a reason, without their prefix. */
const RULES: Readonly<Partial<Record<SkipReason, string>>> = {
	gitignore: 'respectGitignore',
	excluded: 'exclude',
	'not-included': 'include',
	'too-large': 'maxFileSize',
	dependencies: 'include',
	'build-output': 'include',
	generated: 'include',
	minified: 'include',
};

function skippedOf(
	skipped: Readonly<Partial<Record<SkipReason, number>>>,
	t: Translate,
): DetailsFolder['skipped'] {
	return (Object.entries(skipped) as [SkipReason, number][])
		.filter(([, files]) => files > 0)
		.sort((a, b) => b[1] - a[1])
		.map(([reason, files]) => ({
			reason,
			text: skipReasonText(reason, t),
			files,
			setting: RULES[reason] ?? '',
		}));
}

function stateSentence(folder: FolderSnapshot, t: Translate): string {
	const { status, progress, failure } = folder;
	const state = folderState(folder, t);
	if (state === undefined) return failure?.message ?? '';
	const { refined, chunks } = status?.coverage ?? { refined: 0, chunks: 0 };
	const share = percent(refined, chunks);
	const files = status?.files ?? 0;
	switch (state.type) {
		case 'empty':
		case 'error':
			return state.why;
		case 'degraded': {
			const alarm = status?.alarms.find(({ code }) => code === state.cause);
			return alarm ? `${alarmText(alarm, t).title}.` : state.why;
		}
		case 'paused':
			return t('Paused. {0} % refined.', share);
		case 'stale':
			return t('{0} files changed since the last update', state.files);
		case 'indexing':
			if (progress?.phase === 'scanning' || progress?.phase === 'reading')
				return t('{0} of {1} files are read.', progress.filesDone, progress.files);
			return t('All {0} files can be searched. {1} % refined.', files, share);
		case 'ready':
			return share === 100
				? t('All {0} files can be searched by meaning.', files)
				: t('All {0} files can be searched. {1} % refined.', files, share);
	}
}
