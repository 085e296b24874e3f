import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/parseArguments';
import { LodestoneError } from '../../../src/shared/errors';

const parse = (line: string) => parseArguments(line === '' ? [] : line.split(' '), '/work');

describe('parseArguments', () => {
	it('reads a search with its options', () => {
		expect(
			parse(
				'search src -n 5 --mode keyword --include *.ts --include lib/** --exclude test -l go,Rust -l c++ -k function how does x',
			),
		).toMatchObject({
			command: 'search',
			folder: 'src',
			query: 'how does x',
			mode: 'keyword',
			update: true,
			explain: false,
			show: {
				limit: 5,
				include: ['*.ts', 'lib/**'],
				exclude: ['test'],
				languages: ['go', 'rust', 'cpp'],
				kinds: ['function'],
				lines: 8,
			},
			common: { json: false, store: undefined },
		});
	});
	it('resolves --store against where the person is', () => {
		expect(parse('status . --store idx --json')).toMatchObject({
			common: { store: '/work/idx', json: true },
		});
	});
	it('takes a question that starts with a dash after --', () => {
		expect(parse('search . -- -Werror flag')).toMatchObject({ query: '-Werror flag' });
	});
	it('leaves rules that were not given undefined, so that remembered ones stay', () => {
		expect(parse('index a b')).toMatchObject({
			command: 'index',
			folders: ['a', 'b'],
			rules: {
				include: undefined,
				exclude: undefined,
				noIgnore: undefined,
				maxFileBytes: undefined,
			},
		});
		expect(parse('index a --no-ignore --max-file-size 1.5M')).toMatchObject({
			rules: { noIgnore: true, maxFileBytes: 1.5 * 1024 * 1024 },
		});
	});
	it('reads FILE:LINE, also with a column', () => {
		expect(parse('similar . src/a.ts:12')).toMatchObject({ file: 'src/a.ts', line: 12 });
		expect(parse('similar . C:\\a.ts:12:7')).toMatchObject({ file: 'C:\\a.ts', line: 12 });
	});
	it('takes the current folder for verify and clean', () => {
		expect(parse('verify')).toMatchObject({ folders: ['.'] });
		expect(parse('clean')).toMatchObject({ folders: ['.'], all: false });
	});
	it('answers help in all its forms', () => {
		expect(parse('')).toEqual({ command: 'help', topic: undefined });
		expect(parse('help search')).toEqual({ command: 'help', topic: 'search' });
		expect(parse('search --help')).toEqual({ command: 'help', topic: 'search' });
		expect(parse('--version')).toEqual({ command: 'version' });
	});
});

describe('a wrong command line', () => {
	const cases: [line: string, sentence: RegExp][] = [
		['serch . x', /no command "serch". Did you mean search\?/],
		['frobnicate', /no command "frobnicate". "lodestone help" lists them/],
		['--json search . x', /command comes first, before --json/],
		['search . x --frob', /no option --frob/],
		['search . x --limt 3', /no option --limt. Did you mean --limit\?/],
		['status . --limit 3', /status does not take --limit/],
		['index . --mode keyword', /index does not take --mode/],
		['search . x --limit', /--limit needs a value/],
		['search . x --limit 0', /--limit takes a whole number from 1 to 1000, not "0"/],
		['search . x --limit 1e2', /--limit takes a whole number/],
		['search . x --limit=-1', /--limit takes a whole number/],
		['search . x --mode fuzzy', /--mode does not know "fuzzy". It takes hybrid, meaning, keyword/],
		['search . x --kind funktion', /--kind does not know "funktion"/],
		['search . x -l pyhton', /--language does not know "pyhton". Did you mean python\?/],
		['search . x --json=yes', /--json takes no value/],
		['search .', /search takes a folder and a question; 1 given/],
		['search', /search takes a folder and a question; nothing was given/],
		['index', /index takes at least one folder/],
		['status a b', /status takes one folder; 2 given/],
		['explain .', /explain takes a folder and a file/],
		['similar . a.ts', /"a.ts" is not FILE:LINE/],
		['similar . a.ts:0', /"a.ts:0" is not FILE:LINE/],
		['index . --max-file-size big', /--max-file-size takes a size such as 500K or 2M, not "big"/],
		['clean . --all', /folders or --all, not both/],
		['status . --color sometimes', /--color does not know "sometimes"/],
		['status . --store=', /--store needs a folder/],
	];
	it.each(cases)('%s', (line, sentence) => {
		let thrown: unknown;
		try {
			parse(line);
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(LodestoneError);
		const { code, message, remedy } = thrown as LodestoneError;
		expect(code).toBe('bad-argument');
		expect(`${message} ${remedy}`).toMatch(sentence);
	});
	it('refuses an empty question', () => {
		expect(() => parseArguments(['search', '.', ' '], '/')).toThrow(/question is empty/);
	});
});
