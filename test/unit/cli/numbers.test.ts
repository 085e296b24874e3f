import { describe, expect, it } from 'vitest';
import { bytes, count, counted, duration } from '../../../src/cli/numbers';

describe('numbers in words', () => {
	it.each([
		[0.04, '0.0 s'],
		[9.94, '9.9 s'],
		[9.96, '10 s'],
		[59.4, '59 s'],
		[59.6, '1 min 00 s'],
		[185, '3 min 05 s'],
		[3720, '1 h 02 min'],
	])('duration %f', (seconds, text) => expect(duration(seconds)).toBe(text));
	it.each([
		[0, '0 B'],
		[999, '999 B'],
		[1234, '1.2 KB'],
		[34_400_000, '34 MB'],
		[999_600, '1.0 MB'],
	])('bytes %d', (value, text) => expect(bytes(value)).toBe(text));
	it('counts', () => {
		expect(count(1234567)).toBe('1,234,567');
		expect(counted(1, 'file')).toBe('1 file');
		expect(counted(0, 'file')).toBe('0 files');
		expect(counted(2, 'index', 'indexes')).toBe('2 indexes');
	});
});
