import { describe, expect, it } from 'vitest';
import type { EngineState } from '../../../src/extension/client/engineClient';
import { statusBarModel } from '../../../src/extension/status/statusBarModel';
import { untranslated } from '../../../src/extension/translate';
import type { FolderSnapshot } from '../../../src/extension/workspace/folderIndex';
import type { IndexProgress } from '../../../src/shared/types';
import { folder, status } from './samples';

const running: EngineState = { type: 'running', pid: 7 };
const view = (folders: readonly FolderSnapshot[], engine: EngineState = running) =>
	statusBarModel({ engine, folders, nowMs: 1_000_000 + 120_000, locale: 'en' }, untranslated);
const progress: IndexProgress = {
	phase: 'reading',
	files: 200,
	filesDone: 74,
	chunks: 500,
	refined: 0,
	rate: 120.4,
	secondsLeft: 130,
};

describe('statusBarModel', () => {
	it('is ready with facts and links', () => {
		const { state, text, tooltip, severity } = view([folder()]);
		expect([state, text, severity]).toEqual(['ready', '$(compass) Lodestone', 'normal']);
		expect(tooltip).toContain('| Files | 1,204 |');
		expect(tooltip).toContain('| Left out | 284 |');
		expect(tooltip).toContain('| Size on disk | 44.8 MB |');
		expect(tooltip).toContain('2 min ago');
		expect(tooltip).toContain('](command:lodestone.showDetails)');
	});

	it('counts files while reading and refined parts after', () => {
		const reading = view([folder({ progress })]);
		expect(reading.text).toBe('$(sync~spin) Lodestone 37%');
		expect(reading.accessibleLabel).toContain(
			'74 of 200 files are read. 120 functions a second. About 2 min left.',
		);
		const refining = view([
			folder({
				progress: { ...progress, phase: 'refining' },
				status: status({ coverage: { chunks: 100, keyword: 100, meaning: 100, refined: 62 } }),
			}),
		]);
		expect(refining.text).toBe('$(sync~spin) Lodestone 62%');
	});

	it('never says 100 % while something is missing', () => {
		const coverage = { chunks: 100_000, keyword: 100_000, meaning: 100_000, refined: 99_999 };
		const { text } = view([
			folder({ progress: { ...progress, phase: 'refining' }, status: status({ coverage }) }),
		]);
		expect(text).toContain('99%');
	});

	it.each([
		['off, no folder', view([]), 'off'],
		['off here', view([folder({ enabled: false })]), 'off'],
		['starting', view([folder({ status: undefined })], { type: 'starting' }), 'starting'],
		[
			'stopped',
			view([folder()], { type: 'failed', code: 'engine-stopped', why: 'Crashed.' }),
			'error',
		],
		[
			'empty',
			view([folder({ status: status({ files: 0, state: { type: 'empty', why: 'No files.' } }) })]),
			'empty',
		],
		['stale', view([folder({ status: status({ state: { type: 'stale', files: 3 } }) })]), 'stale'],
		[
			'words only',
			view([
				folder({
					status: status({ state: { type: 'degraded', cause: 'model', why: 'no AVX2' } }),
				}),
			]),
			'degraded',
		],
		[
			'paused',
			view([folder({ status: status({ state: { type: 'paused', why: 'battery', progress } }) })]),
			'paused',
		],
		[
			'broken index',
			view([
				folder({
					status: status({ state: { type: 'error', code: 'store-damaged', why: 'Bad.' } }),
				}),
			]),
			'error',
		],
		[
			'failed folder',
			view([folder({ failure: { code: 'disk-full', message: 'Full.', remedy: 'Free some.' } })]),
			'error',
		],
	])('%s', (_name, shown, state) => {
		expect(shown.state).toBe(state);
		expect(shown.tooltip).toContain('command:lodestone.');
		expect(shown.accessibleLabel.length).toBeGreaterThan(10);
	});

	it('shows the worst of several folders', () => {
		const bad = folder({ failure: { code: 'not-found', message: 'Gone.', remedy: '' } });
		expect(view([folder(), bad, folder({ progress })]).state).toBe('error');
		expect(view([folder(), folder({ progress })]).state).toBe('indexing');
	});

	it('does not let a folder name write Markdown or links', () => {
		const evil = '[x](command:evil) <img src=x> $(bug) | a';
		const { tooltip } = view([folder({ name: evil, progress })]);
		expect(tooltip).not.toContain('](command:evil)');
		expect(tooltip).not.toMatch(/(?<!\\)<img/);
	});
});
