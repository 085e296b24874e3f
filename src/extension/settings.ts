import type { FolderSettings } from '../shared/engineProtocol';
import type { Objectives } from '../shared/health/healthTypes';
import { LOG_LEVELS, type LogLevel } from '../shared/log';
import type { Translate } from './translate';

/** Settings of one workspace folder. */
export interface FolderOptions extends FolderSettings {
	readonly enabled: boolean;
}

/** Settings of the window. */
export interface WindowOptions {
	readonly autoSearch: boolean;
	readonly resultsLimit: number;
	readonly previewLines: number;
	/** Remember what was opened for which question, and use it. */
	readonly learnFromOpened: boolean;
	readonly indexOnBattery: boolean;
	readonly pauseWhileTyping: boolean;
	readonly pauseOnHighLoad: boolean;
	/** Minutes; 0: never. */
	readonly pauseWhenUnfocused: number;
	/** Percent of all processors. */
	readonly processorShare: number;
	/** 0: chosen by the engine. */
	readonly threads: number;
	/** Texts of a folder that get a vector. */
	readonly maxVectors: number;
	/** Absolute, or empty for the default place. */
	readonly storagePath: string;
	readonly logLevel: LogLevel;
	/** p95 of a search in the engine, ms. */
	readonly objectiveSearchMs: number;
	/** p95 from a save to its being searchable, ms. */
	readonly objectiveSaveMs: number;
	/** Percent of functions refined. */
	readonly objectiveCoverage: number;
	/** Seconds that a changed file may be unknown. */
	readonly objectiveStaleness: number;
}

/** The same values as in the manifest; a test compares them. */
export const FOLDER_DEFAULTS = {
	enabled: true,
	include: [] as readonly string[],
	exclude: [] as readonly string[],
	respectGitignore: true,
	/** KB. */
	maxFileSize: 1024,
};
export const WINDOW_DEFAULTS: WindowOptions = {
	autoSearch: true,
	resultsLimit: 50,
	previewLines: 5,
	learnFromOpened: false,
	indexOnBattery: true,
	pauseWhileTyping: true,
	pauseOnHighLoad: false,
	pauseWhenUnfocused: 0,
	processorShare: 80,
	threads: 0,
	maxVectors: 500_000,
	storagePath: '',
	logLevel: 'info',
	objectiveSearchMs: 30,
	objectiveSaveMs: 1_000,
	objectiveCoverage: 99,
	objectiveStaleness: 60,
};

/** The objectives as the engine takes them. */
export const objectivesOf = (options: WindowOptions): Objectives => ({
	searchMs: options.objectiveSearchMs,
	saveMs: options.objectiveSaveMs,
	coveragePercent: options.objectiveCoverage,
	stalenessMs: options.objectiveStaleness * 1_000,
});

export interface Parsed<T> {
	readonly value: T;
	/** One sentence for each wrong value: what is wrong and what applies instead. */
	readonly problems: readonly string[];
}
export type ReadSetting = (key: string) => unknown;

/** Validates a folder's settings; for a wrong value the default applies. */
export function parseFolderOptions(read: ReadSetting, t: Translate): Parsed<FolderOptions> {
	const p = createParser(read, t);
	return p.done({
		enabled: p.boolean('enabled', FOLDER_DEFAULTS.enabled),
		include: p.globs('include'),
		exclude: p.globs('exclude'),
		respectGitignore: p.boolean('respectGitignore', FOLDER_DEFAULTS.respectGitignore),
		maxFileBytes: p.integer('maxFileSize', FOLDER_DEFAULTS.maxFileSize, 1, 65_536) * 1024,
	});
}

/** Validates the window's settings; for a wrong value the default applies. */
export function parseWindowOptions(read: ReadSetting, t: Translate): Parsed<WindowOptions> {
	const p = createParser(read, t);
	const d = WINDOW_DEFAULTS;
	return p.done({
		autoSearch: p.boolean('autoSearch', d.autoSearch),
		resultsLimit: p.integer('resultsLimit', d.resultsLimit, 1, 1000),
		previewLines: p.integer('previewLines', d.previewLines, 1, 20),
		learnFromOpened: p.boolean('learnFromOpened', d.learnFromOpened),
		indexOnBattery: p.boolean('indexOnBattery', d.indexOnBattery),
		pauseWhileTyping: p.boolean('pauseWhileTyping', d.pauseWhileTyping),
		pauseOnHighLoad: p.boolean('pauseOnHighLoad', d.pauseOnHighLoad),
		pauseWhenUnfocused: p.integer('pauseWhenUnfocused', d.pauseWhenUnfocused, 0, 1_440),
		processorShare: p.integer('processorShare', d.processorShare, 10, 100),
		threads: p.integer('threads', d.threads, 0, 64),
		maxVectors: p.integer('maxVectors', d.maxVectors, 1_000, 8_000_000),
		storagePath: p.absolutePath('storagePath'),
		logLevel: p.oneOf('logLevel', LOG_LEVELS, d.logLevel),
		objectiveSearchMs: p.integer('objectiveSearchMs', d.objectiveSearchMs, 1, 10_000),
		objectiveSaveMs: p.integer('objectiveSaveMs', d.objectiveSaveMs, 10, 60_000),
		objectiveCoverage: p.integer('objectiveCoverage', d.objectiveCoverage, 0, 100),
		objectiveStaleness: p.integer('objectiveStaleness', d.objectiveStaleness, 5, 3_600),
	});
}

function createParser(read: ReadSetting, t: Translate) {
	const problems: string[] = [];
	const refuse = (key: string, expected: string, applied: string) => {
		problems.push(
			t(
				'The setting “lodestone.{0}” must be {1}. Until then it counts as {2}.',
				key,
				expected,
				applied,
			),
		);
	};
	const boolean = (key: string, fallback: boolean): boolean => {
		const value = read(key) ?? fallback;
		if (typeof value === 'boolean') return value;
		refuse(key, t('true or false'), String(fallback));
		return fallback;
	};
	const integer = (key: string, fallback: number, least: number, most: number): number => {
		const value = read(key) ?? fallback;
		if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most)
			return value;
		refuse(key, t('a whole number from {0} to {1}', least, most), String(fallback));
		return fallback;
	};
	const globs = (key: string): readonly string[] => {
		const value = read(key) ?? [];
		const isGlob = (glob: unknown): glob is string =>
			typeof glob === 'string' && glob.trim() !== '' && glob.length <= 1000 && !glob.includes('\0');
		if (Array.isArray(value) && value.every(isGlob)) return value;
		refuse(key, t('a list of globs'), t('an empty list'));
		return [];
	};
	const absolutePath = (key: string): string => {
		const value = read(key) ?? '';
		if (
			typeof value === 'string' &&
			/^(?:$|\/|[A-Za-z]:[\\/]|\\\\)/.test(value) &&
			!value.includes('\0')
		)
			return value;
		refuse(key, t('an absolute path'), t('the default place'));
		return '';
	};
	const oneOf = <T extends string>(key: string, values: readonly T[], fallback: T): T => {
		const value = read(key) ?? fallback;
		const found = values.find(each => each === value);
		if (found !== undefined) return found;
		refuse(key, values.join(', '), fallback);
		return fallback;
	};
	return {
		boolean,
		integer,
		globs,
		absolutePath,
		oneOf,
		done: <T>(value: T): Parsed<T> => ({ value, problems }),
	};
}
