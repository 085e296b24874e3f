import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathProblem, safeJoin, samePath, toRelative } from '../../../src/shared/paths';

const WIN = { style: 'win32' } as const;
const POSIX = { style: 'posix' } as const;

describe('toRelative', () => {
	it.each([
		['/work/app', '/work/app/src/a.ts', 'src/a.ts'],
		['/work/app/', '/work/app', ''],
		['/work/app', '/work/app/../app/./src//a.ts', 'src/a.ts'],
		['/work/app', '/work/application/a.ts', undefined],
		['/work/app', '/work/App/a.ts', undefined],
		['/work/app', '/work/app/../../etc/passwd', undefined],
		['/work/app', 'src/a.ts', undefined],
		['/', '/etc/x', 'etc/x'],
		['/a', '/../..', undefined],
		['/w', '/w/back\\slash.py', 'back\\slash.py'],
	])('posix %s, %s', (root, absolute, expected) => {
		expect(toRelative(root, absolute, POSIX)).toBe(expected);
	});

	it.each([
		['C:\\work\\app', 'c:\\Work\\APP\\Src\\a.ts', 'Src/a.ts'],
		['C:\\work', 'C:/work/a.ts', 'a.ts'],
		['C:\\', 'C:\\a', 'a'],
		['C:\\work', 'D:\\work\\a', undefined],
		['C:\\work', 'C:\\work2\\a', undefined],
		['C:\\work', 'C:work\\a', undefined],
		['C:\\work', '\\work\\a', undefined],
		['C:\\work', '\\\\?\\C:\\work\\a', 'a'],
		['\\\\srv\\share\\w', '\\\\SRV\\share\\w\\a.ts', 'a.ts'],
		['\\\\srv\\share\\w', '\\\\?\\UNC\\srv\\share\\w\\a.ts', 'a.ts'],
		['\\\\srv\\share\\w', '\\\\other\\share\\w\\a.ts', undefined],
		['C:\\work', 'C:\\work\\..\\x', undefined],
	])('win32 %s, %s', (root, absolute, expected) => {
		expect(toRelative(root, absolute, WIN)).toBe(expected);
	});

	it('tells case apart as asked', () => {
		expect(toRelative('/Work', '/work/a', { style: 'posix', ignoreCase: true })).toBe('a');
		expect(toRelative('C:\\W', 'C:\\w\\a', { style: 'win32', ignoreCase: false })).toBeUndefined();
		expect(samePath('C:\\A\\', 'c:/a', WIN)).toBe(true);
	});

	const part = fc.string({
		unit: fc.constantFrom('a', 'b', ' ', 'é', '.', '-'),
		minLength: 1,
		maxLength: 5,
	});
	it.each([
		[POSIX, path.posix, '/root/x'],
		[WIN, path.win32, 'C:\\root\\x'],
	] as const)('undoes safeJoin, and agrees with node (%j)', (options, node, root) => {
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), parts => {
				const relative = parts.join('/');
				fc.pre(pathProblem(relative, options.style) === undefined);
				const absolute = safeJoin(root, relative, options.style);
				expect(absolute).toBe(node.join(root, relative));
				expect(toRelative(root, absolute, options)).toBe(relative);
			}),
		);
	});
});

describe('safeJoin', () => {
	it.each(['', '..', '../x', 'a/../../x', '/etc/passwd', 'a//b', './a', 'a/.', 'a\0b', 'a/'])(
		'refuses %j everywhere',
		bad => {
			for (const style of ['posix', 'win32'] as const) {
				expect(() => safeJoin('/r', bad, style)).toThrow(
					expect.objectContaining({ code: 'bad-argument' }),
				);
			}
		},
	);

	it.each([
		'C:\\x',
		'c:x',
		'\\x',
		'\\\\srv\\share\\x',
		'..\\x',
		'a\\..\\x',
		'a:stream',
		'con',
		'src/NUL.txt',
		'COM1.log',
		'a./b',
		'a /b',
		'a?b',
		'x|y',
		'lpt9',
		'a\tb',
	])('refuses %j on Windows only', bad => {
		expect(() => safeJoin('C:\\r', bad, 'win32')).toThrow(
			expect.objectContaining({ code: 'bad-argument' }),
		);
		expect(safeJoin('/r', bad, 'posix')).toBe(`/r/${bad}`);
	});

	it.each([
		'a.ts',
		'src/console.ts',
		'.gitignore',
		'nulls/com10.x',
		'é/日本.py',
		'-rf',
		'..dots/x',
	])('joins %j', good => {
		expect(safeJoin('/r/', good, 'posix')).toBe(`/r/${good}`);
		expect(safeJoin('C:\\r', good, 'win32')).toBe(`C:\\r\\${good.replaceAll('/', '\\')}`);
	});
});
