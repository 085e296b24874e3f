import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inert, inertJson } from '../../../src/cli/inert';

describe('inert', () => {
	it('shows escape sequences instead of running them', () => {
		expect(inert('\u001b]0;owned\u0007\u001b[2J')).toBe('\\x1b]0;owned\\x07\\x1b[2J');
	});
	it('shows line ends in names, so that one file stays one line', () => {
		expect(inert('new\nline\r.py\t')).toBe('new\\nline\\r.py\\t');
	});
	it('shows direction overrides', () => {
		expect(inert('a\u202eb\u2066c')).toBe('a\\u{202e}b\\u{2066}c');
	});
	it('keeps ordinary text of any script, and tabs of source', () => {
		for (const text of ['שלום', '日本語', '🔥👩‍💻', 'naïve e\u0301']) expect(inert(text)).toBe(text);
		expect(inert('\tif (x) {', true)).toBe('\tif (x) {');
	});
	it('shows half a surrogate pair', () => {
		expect(inert('\ud83d!')).toBe('\\u{d83d}!');
		expect(inert('!\udd25')).toBe('!\\u{dd25}');
	});
	it('leaves nothing that a terminal acts on, whatever comes in', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), text => {
				expect(inert(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
			}),
		);
	});
});

describe('inertJson', () => {
	it('is the same value and harmless', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
				const json = inertJson({ value, text });
				expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, text })));

				expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
			}),
		);
	});
});
