import { describe, expect, it } from 'vitest';
import { diagnosis } from '../../../src/extension/details/diagnosis';
import { detailsSnapshot, type DetailsInput } from '../../../src/extension/details/detailsSnapshot';
import { eventText } from '../../../src/extension/details/eventText';
import { untranslated } from '../../../src/extension/translate';
import { EVENT_TYPES, type HealthEvent } from '../../../src/shared/health/healthTypes';
import { Refused } from '../../../src/shared/view/parse';
import { parseDetailsMessage } from '../../../src/shared/view/parseDetailsMessage';
import { DETAILS_COMMANDS } from '../../../src/shared/view/detailsProtocol';
import { emptyReport } from '../../support/healthReport';
import { folder, status } from './samples';

const input = (over: Partial<DetailsInput> = {}): DetailsInput => ({
	folders: [folder()],
	selected: '',
	engine: { type: 'running', pid: 7 },
	usage: undefined,
	report: emptyReport(),
	indexes: [],
	busy: '',
	nowMs: 5_000,
	locale: 'en',
	...over,
});

describe('detailsSnapshot', () => {
	it('shows the chosen folder, or the first when that is gone', () => {
		const two = [folder(), folder({ id: 'file:///x', name: 'atlas' })];
		const shown = (selected: string) =>
			detailsSnapshot(input({ folders: two, selected }), untranslated).folder?.name;
		expect([shown('file:///x'), shown('gone')]).toEqual(['atlas', 'driftbox']);
		expect(detailsSnapshot(input({ folders: [] }), untranslated).folder).toBeUndefined();
	});

	it('words reasons and gives the setting that rules them', () => {
		const { skipped } = detailsSnapshot(input(), untranslated).folder!;
		expect(skipped).toEqual([
			{
				reason: 'gitignore',
				text: 'Ignored by .gitignore',
				files: 241,
				setting: 'respectGitignore',
			},
			{ reason: 'binary', text: 'Binary', files: 43, setting: '' },
		]);
	});

	it('words alarms with their runbook, and says the state in a sentence', () => {
		const alarm = {
			code: 'vectors-wrong',
			severity: 'broken',
			sinceMs: 1,
			facts: { wrong: 20, checked: 25 },
			healing: true,
		} as const;
		const broken = folder({
			status: status({
				state: { type: 'degraded', cause: 'vectors-wrong', why: 'x' },
				alarms: [alarm],
			}),
		});
		const shown = detailsSnapshot(input({ folders: [broken] }), untranslated).folder!;
		expect(shown.alarms[0]).toMatchObject({ runbook: 'quality-fell', severity: 'broken' });
		expect(shown.sentence).toBe('Vectors do not belong to their texts.');
		expect(detailsSnapshot(input(), untranslated).folder?.sentence).toBe(
			'All 1204 files can be searched by meaning.',
		);
	});

	it('marks the indexes of this window', () => {
		const index = { key: 'k', bytes: 1, files: 1, updatedMs: 1, orphan: false, inUse: false };
		const { indexes } = detailsSnapshot(
			input({
				indexes: [
					{ ...index, root: '/w' },
					{ ...index, root: '/other' },
				],
			}),
			untranslated,
		);
		expect(indexes.map(({ current }) => current)).toEqual([true, false]);
	});
});

describe('eventText', () => {
	it('has a sentence for every event', () => {
		for (const type of EVENT_TYPES) {
			const facts = { code: 'disk-slow', what: 'Healed.', files: 3, checked: 9, seconds: 1.5 };
			const text = eventText({ atMs: 1, type, facts } satisfies HealthEvent, untranslated);
			expect(text.length, type).toBeGreaterThan(5);
			expect(text).not.toMatch(/undefined|NaN|\{\d\}/);
		}
	});
});

describe('parseDetailsMessage', () => {
	it('takes known commands and nothing else', () => {
		for (const command of DETAILS_COMMANDS) {
			const message = { type: 'command', command, folderId: 'f', text: '' };
			expect(parseDetailsMessage({ ...message, more: 1 })).toEqual(message);
		}
		for (const wrong of [
			undefined,
			{ type: 'command', command: 'workbench.action.quit', folderId: 'f', text: '' },
			{ type: 'command', command: 'pause', folderId: 'f', text: 'x'.repeat(201) },
			{ type: 'command', command: 'pause' },
			{ type: 'else' },
		])
			expect(parseDetailsMessage(wrong)).toBeInstanceOf(Refused);
	});
});

describe('diagnosis', () => {
	it('is a table that a hostile finding cannot break', () => {
		const text = diagnosis(
			[
				{ check: 'git', verdict: 'ok', found: 'git 2', remedy: '' },
				{ check: 'index', verdict: 'problem', found: 'a | b\nc', remedy: 'Rebuild.' },
			],
			'driftbox',
			untranslated,
		);
		expect(text).toContain('1 lines need a look.');
		expect(text).toContain('| problem | index | a   b c | Rebuild. |');
	});
});
