import type {
	HealthReport,
	QualityRun,
	QueryRecord,
	Scores,
	Stage,
} from '../../src/shared/health/healthTypes';
import type { DetailsFolder, DetailsSnapshot } from '../../src/shared/view/detailsProtocol';

export const NOW = Date.UTC(2026, 10, 25, 14, 32);
const DAY = 86_400_000;

function scores(questions: number, in1: number, in5: number, in10: number): Scores {
	const share = (n: number) => ({
		value: n / questions,
		low: Math.max(0, n / questions - 0.06),
		high: Math.min(1, n / questions + 0.04),
	});
	return {
		questions,
		recall1: share(in1),
		recall5: share(in5),
		recall10: share(in10),
		mrr: share((in1 + in5) / 2),
	};
}

const IN5 = [84, 86, 85, 88, 88, 90, 89, 91, 92, 91, 93, 93];
const quality: QualityRun[] = IN5.map((in5, i) => ({
	atMs: NOW - (IN5.length - 1 - i) * 7 * DAY - 3_600_000,
	seconds: 4.2,
	legs: {
		keyword: scores(100, in5 - 18, in5 - 6, in5 - 3),
		meaning: scores(100, in5 - 30, in5 - 12, in5 - 5),
		hybrid: scores(100, in5 - 8, in5, Math.min(100, in5 + 3)),
	},
	kinds: {
		doc: scores(40, 31, 36, 38),
		name: scores(40, 37, 39, 40),
		commit: scores(20, 11, 18, 18),
	},
	languages: {
		typescript: scores(66, 57, 62, 63),
		python: scores(24, 20, 22, 23),
		go: scores(10, 8, 9, 9),
	},
}));

const query = (minutes: number, total: number, words: number): QueryRecord => {
	const parts: Record<Stage, number> = {
		tokenise: 0.2,
		embed: total * 0.44,
		vector: total * 0.12,
		keyword: total * 0.11,
		fuse: 0,
		rank: total * 0.2,
		hydrate: total * 0.11,
		total,
	};
	return {
		atMs: NOW - minutes * 60_000,
		mode: 'hybrid',
		kind: 'prose',
		words,
		stages: parts,
		candidates: 240 + words,
		admitted: 9_318,
		chunks: 9_318,
		files: 12 + words,
		vectorSearch: 'exact',
		refined: 1,
		draft: 0,
		degraded: false,
	};
};

const percentiles = (count: number, p50: number, p95: number) => ({
	count,
	p50,
	p95,
	p99: p95 * 1.4,
});
const COUNTS = [2, 5, 18, 52, 88, 96, 71, 44, 26, 14, 8, 4, 2, 1];

export function report(over: Partial<HealthReport> = {}): NonNullable<DetailsFolder['report']> {
	return {
		objectives: { searchMs: 30, saveMs: 1_000, coveragePercent: 99, stalenessMs: 60_000 },
		alarms: [],
		events: [],
		days: Array.from({ length: 6 }, (_, i) => ({
			day: `2026-11-${20 + i}`,
			measures: {
				tokenise: percentiles(72, 0.2, 0.6),
				embed: percentiles(72, 4.1, 7.9),
				vector: percentiles(72, 0.9, 1.8),
				keyword: percentiles(72, 0.8, 1.9),
				fuse: percentiles(72, 0, 0),
				rank: percentiles(72, 1.6, 3.1),
				hydrate: percentiles(72, 0.8, 2.6),
				total: percentiles(72, 9, 17 + i / 10),
				save: percentiles(31, 111, 235),
			},
		})),
		histogram: COUNTS.map((count, i) => ({
			fromMs: 4 * 2 ** (i / 4),
			toMs: 4 * 2 ** ((i + 1) / 4),
			count,
		})),
		queries: [
			query(2, 9.4, 6),
			query(3, 11.2, 4),
			query(18, 8.1, 2),
			query(44, 26.8, 9),
			query(62, 7.7, 3),
		],
		quality,
		drift: [],
		folders: [
			{ name: 'src/view', files: 402, chunks: 3_266, refined: 3_266 },
			{ name: 'tools', files: 381, chunks: 2_748, refined: 2_512 },
			{ name: 'worker', files: 214, chunks: 1_570, refined: 1_508 },
			{ name: 'src/net', files: 121, chunks: 1_020, refined: 1_020 },
			{ name: 'src/upload', files: 86, chunks: 714, refined: 714 },
		],
		languages: [
			{ name: 'typescript', files: 812, chunks: 6_540, refined: 6_350 },
			{ name: 'python', files: 214, chunks: 1_570, refined: 1_508 },
			{ name: 'go', files: 96, chunks: 884, refined: 838 },
			{ name: 'shellscript', files: 51, chunks: 203, refined: 203 },
			{ name: 'plaintext', files: 31, chunks: 121, refined: 121 },
		],
		parts: [
			{ part: 'catalogue', bytes: 11_700_000, changedMs: NOW - 130_000, state: 'sound', behind: 0 },
			{
				part: 'draft-vectors',
				bytes: 130_200,
				changedMs: NOW - 130_000,
				state: 'sound',
				behind: 0,
			},
			{
				part: 'refined-vectors',
				bytes: 28_600_000,
				changedMs: NOW - 130_000,
				state: 'behind',
				behind: 310,
			},
			{ part: 'graph', bytes: 0, changedMs: 0, state: 'none', behind: 0 },
			{ part: 'health', bytes: 204_800, changedMs: NOW - 60_000, state: 'sound', behind: 0 },
		],
		checkedMs: NOW - 125_000,
		...over,
	};
}

export function detailsFolder(over: Partial<DetailsFolder> = {}): DetailsFolder {
	return {
		id: 'file:///w/driftbox',
		name: 'driftbox',
		enabled: true,
		state: {
			type: 'indexing',
			progress: {
				phase: 'refining',
				files: 1_204,
				filesDone: 1_204,
				chunks: 9_318,
				refined: 9_020,
				rate: 140,
				secondsLeft: 3,
			},
		},
		sentence: 'All 1,204 files can be searched. 96 % refined.',
		paused: false,
		files: 1_204,
		coverage: { chunks: 9_318, keyword: 9_318, meaning: 9_318, refined: 9_020 },
		skipped: [
			{
				reason: 'gitignore',
				text: 'Ignored by .gitignore',
				files: 241,
				setting: 'respectGitignore',
			},
			{ reason: 'binary', text: 'Binary', files: 43, setting: '' },
			{ reason: 'minified', text: 'Minified', files: 19, setting: '' },
			{ reason: 'too-large', text: 'Too large', files: 11, setting: 'maxFileSize' },
			{ reason: 'bad-encoding', text: 'Not text in a known encoding', files: 3, setting: '' },
			{ reason: 'no-permission', text: 'No permission to read', files: 1, setting: '' },
		],
		storePath: '/home/ada/.local/share/lodestone/indexes/driftbox-5f1c9a2e77b0d413',
		bytes: 40_430_200,
		model: 'all-MiniLM-L6-v2-int8',
		updatedMs: NOW - 130_000,
		alarms: [],
		events: [
			{
				atMs: NOW - 60_000,
				type: 'quality',
				text: 'Of 100 questions, 93 found their place in the first five',
			},
			{
				atMs: NOW - 840_000,
				type: 'caught-up',
				text: '37 changed files had gone unseen; the folder was compared with the disk',
			},
			{ atMs: NOW - 2_220_000, type: 'paused', text: 'Paused on battery' },
			{ atMs: NOW - 2_460_000, type: 'alarm-over', text: 'Over: Searches take longer than wanted' },
			{ atMs: NOW - 12_300_000, type: 'indexed', text: '1,204 files read in 11.4 s' },
		],
		languageNames: {
			typescript: 'TypeScript',
			python: 'Python',
			go: 'Go',
			shellscript: 'Shell',
			plaintext: 'Text',
		},
		report: report(),
		...over,
	};
}

export function detailsSnapshot(over: Partial<DetailsSnapshot> = {}): DetailsSnapshot {
	return {
		type: 'snapshot',
		locale: 'en',
		nowMs: NOW,
		folders: [{ id: 'file:///w/driftbox', name: 'driftbox' }],
		folder: detailsFolder(),
		engine: {
			state: 'running',
			rssBytes: 222_000_000,
			cpuSeconds: 214,
			upSeconds: 12_600,
			runtime: 'Meaning is computed by ONNX Runtime, native.',
		},
		indexes: [
			{
				key: 'driftbox-5f1c',
				root: '/home/ada/code/driftbox',
				bytes: 40_430_200,
				files: 1_204,
				updatedMs: NOW - 130_000,
				orphan: false,
				inUse: true,
				current: true,
			},
			{
				key: 'atlas-77ab',
				root: '/home/ada/code/atlas',
				bytes: 122_000_000,
				files: 5_480,
				updatedMs: NOW - 3 * DAY,
				orphan: false,
				inUse: false,
				current: false,
			},
			{
				key: 'spike-01de',
				root: '/home/ada/tmp/spike-2025',
				bytes: 8_100_000,
				files: 310,
				updatedMs: NOW - 61 * DAY,
				orphan: true,
				inUse: false,
				current: false,
			},
		],
		busy: '',
		...over,
	};
}
