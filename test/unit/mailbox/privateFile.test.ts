import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	isPrivateFolder,
	makePrivateFolder,
	placeFile,
	readPrivate,
	removeFile,
} from '../../../src/engine/mailbox/privateFile';

let base: string;
beforeEach(() => {
	base = mkdtempSync(join(tmpdir(), 'lode-private-'));
});
afterEach(() => {
	rmSync(base, { recursive: true, force: true });
});
const at = (name: string) => join(base, name);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('placeFile', () => {
	it('puts a private file there whole, in the place of another, and leaves no draft', async () => {
		await placeFile(at('a'), at('a.tmp'), 'one');
		await placeFile(at('a'), at('a.tmp'), 'two');
		expect(readPrivate(at('a'), 100)?.text).toBe('two');
		expect(mode(at('a'))).toBe('600');
		expect(readdirSync(base)).toEqual(['a']);
	});

	it('writes through no link, and comes to itself after it found one', async () => {
		writeFileSync(at('victim'), 'untouched');
		symlinkSync(at('victim'), at('a.tmp'));
		await expect(placeFile(at('a'), at('a.tmp'), 'mine')).rejects.toThrow();
		expect(readPrivate(at('victim'), 100)?.text).toBe('untouched');
		await placeFile(at('a'), at('a.tmp'), 'mine');
		expect(readPrivate(at('a'), 100)?.text).toBe('mine');
	});
});

describe('readPrivate', () => {
	it('reads no link, pipe, folder, large or missing file, and waits for none', () => {
		writeFileSync(at('good'), 'text');
		symlinkSync(at('good'), at('link'));
		mkdirSync(at('folder'));
		execFileSync('mkfifo', [at('pipe')]);
		writeFileSync(at('large'), 'x'.repeat(101));
		expect(readPrivate(at('good'), 100)?.text).toBe('text');
		for (const name of ['link', 'folder', 'pipe', 'large', 'missing'])
			expect(readPrivate(at(name), 100), name).toBeUndefined();
	});

	it.runIf(process.getuid?.() === 0)('reads no file of another person', () => {
		writeFileSync(at('other'), 'text');
		execFileSync('chown', ['12345', at('other')]);
		expect(readPrivate(at('other'), 100)).toBeUndefined();
	});
});

describe('folders', () => {
	it('are made private, and only such are taken', () => {
		makePrivateFolder(at('mail'));
		expect(mode(at('mail'))).toBe('700');
		expect(isPrivateFolder(at('mail'))).toBe(true);
		chmodSync(at('mail'), 0o755);
		expect(isPrivateFolder(at('mail'))).toBe(false);
		makePrivateFolder(at('mail'));
		expect(mode(at('mail'))).toBe('700');
		// A store that was removed is not made again by its mailbox.
		expect(() => makePrivateFolder(at('gone/mail'))).toThrow();
		symlinkSync(at('mail'), at('link'));
		expect(isPrivateFolder(at('link'))).toBe(false);
		expect(() => makePrivateFolder(at('link'))).toThrow();
		expect(isPrivateFolder(at('missing'))).toBe(false);
	});
});

it('removeFile removes what stands there and follows no link', () => {
	mkdirSync(at('target'));
	writeFileSync(at('target/kept'), '');
	mkdirSync(at('folder/deep'), { recursive: true });
	symlinkSync(at('target'), at('folder/deep/link'));
	removeFile(at('folder'));
	removeFile(at('missing'));
	expect(existsSync(at('folder'))).toBe(false);
	expect(existsSync(at('target/kept'))).toBe(true);
});
