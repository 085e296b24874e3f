import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	FOLDER_DEFAULTS,
	parseFolderOptions,
	parseWindowOptions,
	WINDOW_DEFAULTS,
} from '../../../src/extension/settings';
import { untranslated } from '../../../src/extension/translate';

const reading = (values: Record<string, unknown>) => (key: string) => values[key];

describe('settings', () => {
	it('takes good values and fills the rest with defaults', () => {
		const folder = parseFolderOptions(
			reading({ enabled: false, exclude: ['**/*.snap'], maxFileSize: 2 }),
			untranslated,
		);
		expect(folder).toEqual({
			value: {
				enabled: false,
				include: [],
				exclude: ['**/*.snap'],
				respectGitignore: true,
				maxFileBytes: 2048,
			},
			problems: [],
		});
		expect(parseWindowOptions(reading({}), untranslated)).toEqual({
			value: WINDOW_DEFAULTS,
			problems: [],
		});
	});

	it('says what is wrong and what applies instead', () => {
		const { value, problems } = parseWindowOptions(
			reading({
				resultsLimit: 0,
				threads: 2.5,
				logLevel: 'loud',
				storagePath: 'here',
				autoSearch: 'yes',
			}),
			untranslated,
		);
		expect(value).toEqual(WINDOW_DEFAULTS);
		expect(problems).toHaveLength(5);
		expect(problems[1]).toBe(
			'The setting “lodestone.resultsLimit” must be a whole number from 1 to 1000. Until then it counts as 50.',
		);
	});

	it('never throws and always gives a usable value', () => {
		fc.assert(
			fc.property(
				fc.dictionary(fc.constantFrom(...Object.keys(FOLDER_DEFAULTS)), fc.anything()),
				raw => {
					const { value } = parseFolderOptions(reading(raw), untranslated);
					expect(value.maxFileBytes).toBeGreaterThanOrEqual(1024);
					expect(value.include.every(glob => typeof glob === 'string')).toBe(true);
					expect(typeof value.enabled).toBe('boolean');
				},
			),
		);
	});
});
