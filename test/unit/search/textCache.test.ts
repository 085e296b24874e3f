import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TextCache } from '../../../src/engine/search/textCache';

const MAX = 1 << 20;
let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'texts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Written long enough ago to be kept. Its change time cannot be set: the test's clock stands in the future instead. */
function write(name: string, text: string): string {
	const file = join(folder, name);
	writeFileSync(file, text);
	utimesSync(file, 1_000, 1_000);
	return file;
}

describe('TextCache', () => {
	const now = Date.now;
	beforeEach(() => {
		Date.now = () => now() + 60_000;
	});
	afterEach(() => {
		Date.now = now;
	});

	it('hands the same text out as long as the file is the same', () => {
		const cache = new TextCache();
		const file = write('a.ts', 'one\ntwo\n');
		const first = cache.read(file, MAX);
		expect(first?.text).toBe('one\ntwo\n');
		expect([...(first?.starts ?? [])]).toEqual([0, 4, 8]);
		expect(cache.read(file, MAX)).toBe(first);
		cache.clear();
		expect(cache.read(file, MAX)).not.toBe(first);
	});

	it('reads a file again that was written with the same size and time', () => {
		const cache = new TextCache();
		const file = write('a.ts', 'one');
		expect(cache.read(file, MAX)?.text).toBe('one');
		write('a.ts', 'two');
		expect(cache.read(file, MAX)?.text).toBe('two');
	});

	it('tells files apart that take each other’s place, and follows no link', () => {
		const cache = new TextCache();
		const file = write('a.ts', 'one');
		const other = write('b.ts', 'two');
		expect(cache.read(file, MAX)?.text).toBe('one');
		renameSync(other, file);
		expect(cache.read(file, MAX)?.text).toBe('two');
		rmSync(file);
		expect(cache.read(file, MAX)).toBeUndefined();
		symlinkSync(write('c.ts', 'three'), file);
		expect(cache.read(file, MAX)).toBeUndefined();
	});

	it('keeps nothing that has just been written: its stamp may hide a change', () => {
		Date.now = now;
		const cache = new TextCache();
		const file = write('a.ts', 'one');
		const first = cache.read(file, MAX);
		expect(first?.text).toBe('one');
		expect(cache.read(file, MAX)).not.toBe(first);
	});

	it('lets the least recently shown go when there is no room, and does not keep what is too long', () => {
		const cache = new TextCache(80);
		const files = Array.from({ length: 9 }, (_, i) => write(`file${i}`, String(i).repeat(10)));
		const [a = '', b = '', ...others] = files;
		const first = cache.read(a, MAX);
		const second = cache.read(b, MAX);
		for (const file of others.slice(0, 6)) cache.read(file, MAX);
		expect(cache.read(a, MAX)).toBe(first);
		expect(cache.read(others[6] ?? '', MAX)?.text).toBe('8'.repeat(10));
		expect(cache.read(a, MAX)).toBe(first);
		expect(cache.read(b, MAX)).not.toBe(second);
		const long = write('long', 'y'.repeat(11));
		expect(cache.read(long, MAX)).not.toBe(cache.read(long, MAX));
	});

	it('does not read beyond the limit of size', () => {
		expect(new TextCache().read(write('a.ts', 'one two'), 3)).toBeUndefined();
	});
});
