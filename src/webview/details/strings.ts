import { german } from './strings.de';

/** Every text of the details page that the host does not word. */
export const english = {
	title: 'Index of {0}',
	noFolder: 'No folder is open',
	noFolderBody: 'Lodestone searches the folders of this window.',
	off: 'Indexing is turned off in this folder. Nothing is read.',
	chooseFolder: 'Folder',
	loading: 'Reading the index from disk…',
	checked: 'Compared with the disk {0}.',
	neverChecked: 'Not compared with the disk yet.',
	'button.checkIndex': 'Check Index',
	'button.checking': 'Checking…',
	'button.pause': 'Pause',
	'button.resume': 'Resume',
	'button.rebuildIndex': 'Rebuild…',
	'button.rebuilding': 'Rebuilding…',
	'button.copyDiagnostics': 'Copy Report',
	'button.exportJson': 'Export JSON…',
	'button.diagnose': 'Diagnose',
	'button.restartEngine': 'Start Again',
	'button.openLog': 'Show Log',
	'button.openSetting': 'Settings',
	'alarm.runbook': 'What to do',
	'alarm.since': 'First seen {0}.',
	'coverage.folders': 'Coverage by folder',
	'coverage.languages': 'Coverage by language',
	'coverage.foldersLead': '{0} functions in {1} files; all can be searched by words.',
	'coverage.languagesLead': 'Refined: by the model itself. The rest is a draft until then.',
	'coverage.other': 'Other folders',
	'coverage.root': 'The folder itself',
	'coverage.otherLanguages': 'Other languages',
	folder: 'Folder',
	language: 'Language',
	files: 'Files',
	functions: 'Functions',
	refined: 'Refined',
	percentHead: 'per cent',
	percent: '{0}\u00a0%',
	'quality.title': 'Quality',
	'quality.lead': 'Of {0} questions made from your code, {1} found their place in the first five.',
	'quality.none':
		'Not measured yet. It is measured when the computer rests; “Check Index” does it now.',
	'quality.first5': 'first five',
	'quality.first1': 'first',
	'quality.today': 'now',
	'quality.chart': 'Quality over {0} checks: {1} of 100 in the first five, {2} first, last time',
	'quality.details': 'By kind of question, way of searching and language',
	'quality.kind.doc': 'Doc comment → its function (comment left out)',
	'quality.kind.name': 'Name in words → definition',
	'quality.kind.commit': 'Commit subject → changed function',
	'quality.leg.hybrid': 'Words and meaning together',
	'quality.leg.meaning': 'Meaning alone',
	'quality.leg.keyword': 'Words alone',
	'quality.what': 'Asked',
	'quality.questions': 'Questions',
	'quality.in1': 'First',
	'quality.in5': 'First 5',
	'quality.in10': 'First 10',
	'quality.interval': '95 % interval: {0} to {1} %',
	'time.title': 'Search time',
	'time.lead': '{0} searches in {1} days, from the question to the answer in the engine.',
	'time.none': 'No search yet.',
	'time.half': 'half',
	'time.most': '95 of 100',
	'time.chart': 'Search time of {0} searches: half within {1} ms, 95 of 100 within {2} ms',
	ms: '{0}\u00a0ms',
	'stages.title': 'Where the time goes',
	'stages.lead': 'Milliseconds, last {0} days with searches.',
	'stages.stage': 'Step',
	'stages.half': 'Half',
	'stages.most': '95 of 100',
	'stage.tokenise': 'Reading the question',
	'stage.embed': 'Embedding it',
	'stage.vector': 'Comparing vectors',
	'stage.keyword': 'Matching words',
	'stage.fuse': 'Joining',
	'stage.rank': 'Ranking',
	'stage.hydrate': 'Reading files',
	'stage.total': 'Together',
	'objectives.title': 'Objectives',
	'objectives.lead': 'What is wanted, and what was measured.',
	'objectives.what': 'Objective',
	'objectives.wanted': 'Wanted',
	'objectives.measured': 'Measured',
	'objectives.search': 'Search, 95 of 100',
	'objectives.save': 'Save to searchable, 95 of 100',
	'objectives.coverage': 'Refined',
	'objectives.staleness': 'Changed files unknown for',
	'objectives.none': 'none seen',
	'objectives.met': 'met',
	'objectives.missed': 'missed',
	'objectives.unknown': 'not measured yet',
	'objectives.underWay': 'under way',
	'objectives.upTo': 'up to {0}',
	'objectives.atLeast': 'at least {0} %',
	'objectives.change': 'Change',
	'skipped.title': 'Skipped files',
	'skipped.lead': '{0} files and folders are not searched.',
	'skipped.why': 'Why is this file left out?',
	'skipped.reason': 'Reason',
	'skipped.show': 'Show',
	'skipped.rule': 'Change Rule',
	'skipped.showLabel': 'Show what is left out: {0}',
	'skipped.ruleLabel': 'Change Rule: {0}',
	'skipped.none': 'Nothing is left out.',
	actions: 'Actions',
	'parts.title': 'Index parts',
	'parts.lead': '{0} on disk. {1} of memory now.',
	'parts.leadDisk': '{0} on disk.',
	part: 'Part',
	size: 'Size',
	changed: 'Changed',
	state: 'State',
	'part.catalogue': 'Catalogue and words',
	'part.draft-vectors': 'Draft vectors',
	'part.refined-vectors': 'Refined vectors',
	'part.graph': 'Neighbour graph',
	'part.health': 'Health history',
	'part.model': 'Model',
	'partState.sound': 'Sound',
	'partState.behind': '{0} behind',
	'partState.damaged': 'Damaged',
	'partState.none': 'Not needed',
	'trace.title': 'Recent searches',
	'trace.lead': 'The question itself is not kept. Times in milliseconds.',
	'trace.time': 'Time',
	'trace.words': 'Words',
	'trace.total': 'All',
	'trace.candidates': 'Candidates',
	'indexes.title': 'All indexes on this computer',
	'indexes.lead': '{0} indexes, {1} together. Vectors are shared and stay when one is deleted.',
	'indexes.updated': 'Updated',
	'indexes.delete': 'Delete…',
	'indexes.deleteLabel': 'Delete the index of {0}',
	'indexes.current': 'this folder',
	'indexes.inUse': 'in use',
	'indexes.orphan': 'folder is gone',
	'indexes.unknown': 'unknown folder',
	'events.title': 'Recent events',
	'events.none': 'Nothing happened yet.',
	'age.never': 'never',
	'age.now': 'just now',
	'age.minutes': '{0} min ago',
	'age.hours': '{0} h ago',
	'age.days': '{0} days ago',
	seconds: '{0} s',
	engine: 'Engine: {0} of memory, {1} of processor time in {2}. Nothing leaves this computer.',
	engineStopped: 'The search engine does not run.',
	minutes: '{0} min',
	hours: '{0} h',
};

export type StringKey = keyof typeof english;
export type Strings = Readonly<Record<StringKey, string>>;

export interface Words {
	readonly locale: string;
	text(key: StringKey, ...values: readonly (string | number)[]): string;
	number(value: number, digits?: number): string;
	bytes(value: number): string;
	/** `2 min ago`; 0 is never. */
	age(atMs: number, nowMs: number): string;
	duration(seconds: number): string;
	/** Hours and minutes today, else the day. */
	clock(atMs: number, nowMs: number): string;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];
const DAY_MS = 86_400_000;

export function wordsFor(locale: string): Words {
	const language = locale.toLowerCase().startsWith('de') ? 'de' : 'en';
	const table: Strings = language === 'de' ? german : english;
	const number = (value: number, digits = 0): string =>
		new Intl.NumberFormat(language, {
			minimumFractionDigits: digits,
			maximumFractionDigits: digits,
		}).format(value);
	const text: Words['text'] = (key, ...values) =>
		table[key].replace(/\{(\d)\}/g, (_, index: string) => {
			const value = values[Number(index)] ?? '';
			return typeof value === 'number' ? number(value) : value;
		});
	return {
		locale: language,
		text,
		number,
		bytes(value) {
			let unit = 0;
			for (; value >= 1024 && unit < UNITS.length - 1; unit++) value /= 1024;
			return `${number(value, unit === 0 || value >= 100 ? 0 : 1)}\u00a0${UNITS[unit] ?? ''}`;
		},
		age(atMs, nowMs) {
			if (atMs === 0) return text('age.never');
			const ms = nowMs - atMs;
			if (ms < 60_000) return text('age.now');
			if (ms < 3_600_000) return text('age.minutes', Math.floor(ms / 60_000));
			if (ms < DAY_MS) return text('age.hours', Math.floor(ms / 3_600_000));
			return text('age.days', Math.floor(ms / DAY_MS));
		},
		duration(seconds) {
			if (seconds < 60) return text('seconds', Math.max(1, Math.round(seconds)));
			if (seconds < 3_600) return text('minutes', Math.round(seconds / 60));
			return text('hours', number(seconds / 3_600, 1));
		},
		clock(atMs, nowMs) {
			const today = nowMs - atMs < DAY_MS && new Date(nowMs).getDate() === new Date(atMs).getDate();
			return new Intl.DateTimeFormat(
				language,
				today
					? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
					: { day: 'numeric', month: 'short' },
			).format(atMs);
		},
	};
}
