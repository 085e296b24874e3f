/**
 * What the details page ("Lodestone Index") and its host say to each other: whole snapshots one way, commands the other. The host
 * parses what comes from the page and takes nothing else.
 */
import type { AlarmText } from '../health/alarmText';
import type { Alarm, HealthEvent, HealthReport, IndexListing } from '../health/healthTypes';
import type { Coverage, IndexState, SkipReason } from '../types';

/** Buttons of the page. `folderId` names the folder shown; `text` is what the command needs besides (a reason, a setting, a key). */
export const DETAILS_COMMANDS = [
	'checkIndex',
	'updateIndex',
	'rebuildIndex',
	'pause',
	'resume',
	'copyDiagnostics',
	'exportJson',
	'diagnose',
	'openLog',
	'restartEngine',
	'whyNotIndexed',
	'showSkipped',
	'openSetting',
	'openRunbook',
	'deleteIndex',
	'selectFolder',
] as const;
export type DetailsCommand = (typeof DETAILS_COMMANDS)[number];

export interface DetailsCommandMessage {
	readonly type: 'command';
	readonly command: DetailsCommand;
	readonly folderId: string;
	readonly text: string;
}
/** Page → host. */
export type DetailsMessage =
	| { readonly type: 'ready' }
	| DetailsCommandMessage
	| { readonly type: 'viewError'; readonly message: string };

export interface DetailsAlarm extends AlarmText {
	readonly code: Alarm['code'];
	readonly severity: Alarm['severity'];
	readonly sinceMs: number;
}

/** An event with its sentence, worded by the host. */
export interface DetailsEvent {
	readonly atMs: number;
	readonly type: HealthEvent['type'];
	readonly text: string;
}

export interface DetailsSkipped {
	readonly reason: SkipReason;
	readonly text: string;
	readonly files: number;
	/** Setting that rules it, without prefix; empty when no setting does. */
	readonly setting: string;
}

export interface DetailsFolder {
	readonly id: string;
	readonly name: string;
	readonly enabled: boolean;
	/** Undefined while the index is being opened. */
	readonly state: IndexState | undefined;
	/** The state in a sentence, worded by the host. */
	readonly sentence: string;
	readonly paused: boolean;
	readonly files: number;
	readonly coverage: Coverage;
	readonly skipped: readonly DetailsSkipped[];
	readonly storePath: string;
	readonly bytes: number;
	readonly model: string;
	readonly updatedMs: number;
	readonly alarms: readonly DetailsAlarm[];
	readonly events: readonly DetailsEvent[];
	readonly languageNames: Readonly<Record<string, string>>;
	/** Undefined until the engine has told. */
	readonly report: HealthReport | undefined;
}

/** Host → page. */
export interface DetailsSnapshot {
	readonly type: 'snapshot';
	/** BCP 47. */
	readonly locale: string;
	readonly nowMs: number;
	/** All folders of the window, for the choice. */
	readonly folders: readonly { readonly id: string; readonly name: string }[];
	readonly folder: DetailsFolder | undefined;
	readonly engine: {
		readonly state: 'starting' | 'running' | 'stopped';
		readonly rssBytes: number;
		readonly cpuSeconds: number;
		readonly upSeconds: number;
		/** What computes and searches vectors; empty until known. */
		readonly runtime: string;
	};
	readonly indexes: readonly (IndexListing & { readonly current: boolean })[];
	/** What the page started and is not done. */
	readonly busy: '' | 'checking' | 'rebuilding';
}
