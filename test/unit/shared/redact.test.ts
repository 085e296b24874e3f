import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactLines } from '../../../src/shared/redact';

describe('redactLines', () => {
	const piece = fc.constantFrom(
		'AKIAIOSFODNN7EXAMPLE',
		'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB',
		'sk-ant-0123456789abcdefghij',
		'password = "',
		'token: ',
		"'abc123def456ghi'",
		'"',
		'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z+/Aa',
		'-'.repeat(40),
		' ',
		'=',
		'x',
	);
	it('hides line by line what redact hides in each', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.array(piece, { maxLength: 4 }).map(parts => parts.join('')),
					{ maxLength: 5 },
				),
				lines => {
					expect(redactLines(lines)).toEqual(lines.map(redact));
				},
			),
			{ numRuns: 3_000 },
		);
	});
	it('does hide', () => {
		expect(redactLines(['plain', 'key = AKIAIOSFODNN7EXAMPLE'])).toEqual([
			'plain',
			'key = ••••••••••••••••••••',
		]);
	});
});
