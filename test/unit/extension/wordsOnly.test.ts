import { describe, expect, it } from 'vitest';
import { untranslated } from '../../../src/extension/translate';
import { viewProblems } from '../../../src/extension/view/viewSnapshot';
import type { IndexStatus } from '../../../src/shared/types';
import { folder, status } from './samples';

const problems = (over: Partial<IndexStatus>) =>
	viewProblems({ type: 'running', pid: 7 }, [folder({ status: status(over) })], untranslated);

describe('a folder beyond the limit of vectors', () => {
	it('is told about in the view, with what to do', () => {
		const [problem, ...rest] = problems({ wordsOnly: 1234 });
		expect(rest).toEqual([]);
		expect(problem).toMatchObject({ code: 'words-only', severity: 'info' });
		expect(problem?.message).toContain('1234');
		expect(problem?.remedy).toContain('lodestone.maxVectors');
		expect(problem?.actions).toContain('openSettings');
	});

	it('is not, while it is read or when all fit', () => {
		expect(problems({ wordsOnly: 0 })).toEqual([]);
		const reading = {
			type: 'indexing',
			progress: {
				phase: 'reading',
				files: 9,
				filesDone: 1,
				chunks: 5,
				refined: 0,
				rate: 1,
				secondsLeft: 8,
			},
		} as const;
		expect(problems({ wordsOnly: 1234, state: reading })).toEqual([]);
	});
});
