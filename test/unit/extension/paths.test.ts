import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	owningRoot,
	pathRules,
	relativePath,
	resolveInside,
	samePath,
} from '../../../src/extension/paths';

const linux = pathRules('linux');
const windows = pathRules('win32');
const mac = pathRules('darwin');

describe('paths', () => {
	it.each([
		[linux, '/a/b', '/a/b/c/d.ts', 'c/d.ts'],
		[linux, '/a/b/', '/a/b/c', 'c'],
		[linux, '/a/b', '/a/bc', undefined],
		[linux, '/a/b', '/a/b', undefined],
		[linux, '/a/b', '/a/b/../c', undefined],
		[linux, '/A', '/a/x', undefined],
		[linux, '/a', '/a/x\\y', 'x\\y'],
		[mac, '/Users/A', '/users/a/X.ts', 'X.ts'],
		[windows, 'C:\\Work', 'c:\\work\\Src\\a.ts', 'Src/a.ts'],
		[windows, 'C:\\Work', 'C:/Work/src/a.ts', 'src/a.ts'],
		[windows, 'C:\\Work', 'D:\\Work\\a.ts', undefined],
		[windows, '\\\\wsl$\\Debian\\home', '\\\\wsl$\\Debian\\home\\a.ts', 'a.ts'],
	])('relativePath %# %s %s', (rules, root, absolute, expected) => {
		expect(relativePath(root, absolute, rules)).toBe(expected);
	});

	it.each([
		[linux, 'src/a.ts', '/r/src/a.ts'],
		[linux, '../a', undefined],
		[linux, 'a/../../b', undefined],
		[linux, '/etc/passwd', undefined],
		[linux, '', undefined],
		[linux, 'a\0b', undefined],
		[linux, 'C:x', '/r/C:x'],
	])('resolveInside %# %s', (rules, relative, expected) => {
		expect(resolveInside('/r', relative, rules)).toBe(expected);
	});

	it('keeps Windows paths inside', () => {
		expect(resolveInside('C:\\r', 'src/a.ts', windows)).toBe('C:\\r\\src\\a.ts');
		for (const bad of ['..\\a', 'D:\\a', 'D:a', '\\\\host\\share', 'a\\..\\..\\b', 'a.ts:stream'])
			expect(resolveInside('C:\\r', bad, windows)).toBeUndefined();
	});

	it('never leaves the root, whatever is asked', () => {
		fc.assert(
			fc.property(
				fc.array(fc.constantFrom('..', '.', 'a', '/', '\\', 'C:', ' ', '…'), { maxLength: 8 }),
				parts => {
					for (const [rules, root] of [
						[linux, '/r/s'],
						[windows, 'C:\\r\\s'],
					] as const) {
						const resolved = resolveInside(root, parts.join(''), rules);
						if (resolved !== undefined && !samePath(resolved, root, rules))
							expect(relativePath(root, resolved, rules)).toBeDefined();
					}
				},
			),
		);
	});

	it('gives a file to the innermost folder', () => {
		const folders = [{ root: '/a' }, { root: '/a/b' }];
		expect(owningRoot(folders, '/a/b/c', linux)).toBe(folders[1]);
		expect(owningRoot(folders, '/a/c', linux)).toBe(folders[0]);
		expect(owningRoot(folders, '/x', linux)).toBeUndefined();
	});
});
