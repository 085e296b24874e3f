import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { compileGlob } from '../../../src/engine/scan/glob';
import { compileGlobFilter } from '../../../src/engine/scan/globFilter';

const PATHS = [
	'a.ts',
	'a.js',
	'src/a.ts',
	'src/b.tsx',
	'src/deep/er/a.ts',
	'test/a.ts',
	'src/test/b.ts',
	'src/a.test.ts',
	'.github/ci.yml',
	'src/.hidden/x.ts',
	'docs/a b.md',
	'src[1]/a.ts',
	'é/ü.ts',
];
const matched = (include: string[], exclude: string[] = []): string[] =>
	PATHS.filter(compileGlobFilter(include, exclude));

describe('search globs', () => {
	it.each<[string[], string[]]>([
		[[], PATHS],
		[['*.js'], ['a.js']],
		[
			['*.tsx', 'a.js'],
			['a.js', 'src/b.tsx'],
		],
		[['test'], ['test/a.ts', 'src/test/b.ts']],
		[['test/'], ['test/a.ts', 'src/test/b.ts']],
		[['/test'], ['test/a.ts']],
		[['./test'], ['test/a.ts']],
		[['src/test'], ['src/test/b.ts']],
		[['src/*.ts'], ['src/a.ts', 'src/a.test.ts']],
		[['src/**/a.ts'], ['src/a.ts', 'src/deep/er/a.ts']],
		[['src/test/**'], ['src/test/b.ts']],
		[['**/test/**'], ['test/a.ts', 'src/test/b.ts']],
		[['**'], PATHS],
		[['**/*'], PATHS],
		[['src/d*'], ['src/deep/er/a.ts']],
		[['**/er/**'], ['src/deep/er/a.ts']],
		[['*.{js,tsx}'], ['a.js', 'src/b.tsx']],
		[['{src,test}/a.ts'], ['src/a.ts', 'test/a.ts']],
		[['{src/{deep,x}/**,docs}'], ['src/deep/er/a.ts', 'docs/a b.md']],
		[['[ab].js'], ['a.js']],
		[['src\\[1\\]/*'], ['src[1]/a.ts']],
		[['?.md'], []],
		[['?/?.ts'], ['é/ü.ts']],
		[['.hidden'], ['src/.hidden/x.ts']],
		[['a b.md'], ['docs/a b.md']],
		[['.'], PATHS],
		[['  '], PATHS],
	])('%j', (include, expected) => expect(matched(include)).toEqual(expected));

	it('takes away what an exclude glob matches', () => {
		expect(matched(['*.ts'], ['test', '*.test.ts', '.hidden'])).toEqual([
			'a.ts',
			'src/a.ts',
			'src/deep/er/a.ts',
			'src[1]/a.ts',
			'é/ü.ts',
		]);
	});

	it.each(['test', 'test/', 'test/**', 'test/*', '**/test', '/test/**/*', 't*/'])(
		'%s matches the folder itself',
		glob => {
			expect(compileGlobFilter([glob], [])('test/')).toBe(true);
			expect(compileGlobFilter([glob], [])('tests/')).toBe(glob === 't*/');
		},
	);

	it('tells case apart unless told not to', () => {
		expect(matched(['SRC/*.TS'])).toEqual([]);
		expect(PATHS.filter(compileGlobFilter(['SRC/*.TS'], [], { ignoreCase: true }))).toEqual([
			'src/a.ts',
			'src/a.test.ts',
		]);
		expect(PATHS.filter(compileGlobFilter(['*.JS', 'TEST'], [], { ignoreCase: true }))).toContain(
			'a.js',
		);
	});

	it.each([
		['x'.repeat(1001), 'longer than 1000'],
		['../x', 'leads out'],
		['a/../b', 'leads out'],
		['{a,b', 'without its }'],
		['{a,b}'.repeat(12), 'over 256 patterns'],
	])('refuses %.20s…', (glob, problem) => {
		expect(() => compileGlobFilter([], [glob])).toThrow(
			expect.objectContaining({
				code: 'bad-argument',
				message: expect.stringContaining(problem) as string,
			}),
		);
	});

	it('takes no longer for spiteful patterns', () => {
		const path = `${'a'.repeat(100)}/`.repeat(20);
		const spiteful = [
			`${'*a'.repeat(200)}b`,
			`${'**/a'.repeat(100)}/b`,
			`${'[ab]*'.repeat(100)}c`,
			'*'.repeat(900),
		];
		const from = performance.now();
		for (const glob of spiteful) compileGlobFilter([glob], [])(path);
		expect(performance.now() - from).toBeLessThan(1000);
	});

	it('agrees with picomatch on plain globs', () => {
		const part = fc.constantFrom('a', 'b', 'ab', '.', '*', '?', '[ab]', '/', '/**/', 'a*');
		const name = fc
			.array(fc.constantFrom('a', 'b', 'ab', '.', 'ba.c'), { minLength: 1, maxLength: 3 })
			.map(all => all.join(''));
		const file = fc.array(name, { minLength: 1, maxLength: 4 }).map(all => all.join('/'));
		fc.assert(
			fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), file, (parts, path) => {
				const glob = parts
					.join('')
					.replace(/\/{2,}/g, '/')
					.replace(/^\/|\/$/g, '');
				// Where the two mean different things: `**` at the end or in no component of its own, dots as components.
				fc.pre(glob !== '' && !/\*\*$|\*\*[^/]|[^/]\*\*|(^|\/)\.{1,2}(\/|$)/.test(glob));
				fc.pre(!path.split('/').some(one => one === '.' || one === '..'));
				const expected = picomatch.isMatch(path, glob, { dot: true, noextglob: true });
				expect(compileGlob(glob, { pathname: true, ignoreCase: false })(path)).toBe(expected);
			}),
			{ numRuns: 3000 },
		);
	});

	it('matches position by position as it does by expression', () => {
		const part = fc.constantFrom('a', 'b', '/', '*', '**/', '?', '[!a]', '[a-b]', '/**');
		const text = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 10 });
		fc.assert(
			fc.property(fc.array(part, { maxLength: 5 }), text, fc.boolean(), (parts, path, pathname) => {
				const glob = parts.join('');
				const runs = glob.match(/\*+/g)?.length ?? 0;
				fc.pre(runs <= 3);
				// Runs that match nothing at the end of a text without them leave the meaning and force the other way.
				const options = { pathname, ignoreCase: false };
				const more = `${glob}x${'*'.repeat(1)}x*x*x*x`;
				expect(compileGlob(more, options)(`${path}xxxxx`)).toBe(
					compileGlob(`${glob}xxxxx`, options)(`${path}xxxxx`),
				);
			}),
			{ numRuns: 2000 },
		);
	});
});
