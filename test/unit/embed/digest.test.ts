import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDigest, type DigestSource } from '../../../src/engine/embed/digest';
import { createDraftEmbedder, shareDraftBytes } from '../../../src/engine/embed/draftTable';
import { TEXT_FORMAT } from '../../../src/engine/embed/textFormat';
import { createTokenizer } from '../../../src/engine/embed/tokenizer';
import { dot, MODELS } from './support';

const tokenizer = createTokenizer(readFileSync(join(MODELS, 'tokenizer.json'), 'utf8'));
const draft = createDraftEmbedder(shareDraftBytes(readFileSync(join(MODELS, 'draft.bin'))));
const digest = createDigest(tokenizer, draft.idf);

const source = (changes: Partial<DigestSource> = {}): DigestSource => ({
	path: 'src/net/retry.ts',
	chunk: {
		scope: ['HttpClient'],
		symbol: 'send',
		definitions: ['send', 'attemptCount'],
		language: 'typescript',
	},
	text: `// Sends once more when the connection breaks.
send(request: Request) { const attemptCount = 3; return exponentialBackoff(request, attemptCount); }`,
	...changes,
});

describe('createDigest', () => {
	it('writes path, scope with symbol, other names, comment and identifiers, a line each', () => {
		const [path, scope, names, comment, identifiers, ...rest] = digest(source()).split('\n');
		expect(path).toBe('src/net/retry.ts');
		expect(scope).toBe('HttpClient > send');
		expect(names).toBe('attemptCount');
		expect(comment).toBe('Sends once more when the connection breaks.');
		expect(identifiers?.split(' ')).toEqual(
			expect.arrayContaining(['exponential', 'backoff', 'attempt', 'count', 'request']),
		);
		expect(identifiers).not.toContain('const');
		expect(rest).toEqual([]);
	});

	it('puts frequent rare identifiers before common ones', () => {
		const text = 'the(the); quaternion(quaternion, the)';
		const last = digest(source({ text })).split('\n').at(-1);
		expect(last).toBe('quaternion the');
	});

	it('leaves empty parts out and does not depend on earlier chunks', () => {
		const chunk = { scope: [], symbol: '', definitions: [], language: 'c' };
		const bare = source({ chunk, text: '1 + 2;' });
		expect(digest(bare)).toBe('src/net/retry.ts');
		const before = digest(source());
		for (let i = 0; i < 100; i++) digest(source({ text: `name${i} other${i}Name` }));
		expect(digest(source())).toBe(before);
	});

	it('embeds prose as it stands', () => {
		const chunk = {
			scope: ['Guide', 'Install'],
			symbol: '',
			definitions: [],
			language: 'markdown',
		};
		const text = '# Install\n\nRun `make`  and\nwait.';
		expect(digest(source({ path: 'README.md', chunk, text }))).toBe(
			'README.md\nGuide > Install\n# Install Run `make` and wait.',
		);
	});

	it('obeys the format', () => {
		const plain = createDigest(tokenizer, draft.idf, {
			...TEXT_FORMAT,
			parts: ['identifiers', 'names'],
			identifiers: 2,
			identifierOrder: 'appearance',
			symbolInScope: false,
			splitNames: true,
		});
		const [identifiers, names] = plain(source()).split('\n');
		expect(identifiers?.split(' ').length).toBeLessThanOrEqual(5);
		expect(names).toBe('send attempt count');
	});

	it('makes draft vectors that answer a question by meaning', () => {
		const about = (text: string) => draft.embed(tokenizer.encode(text, 64));
		const retry = about(digest(source()));
		const csv = about(
			digest(
				source({
					path: 'src/io/table.py',
					chunk: { scope: [], symbol: 'read_csv', definitions: ['read_csv'], language: 'python' },
					text: 'def read_csv(path):\n  """Reads rows of comma separated values."""\n  return list(csv.reader(open(path)))',
				}),
			),
		);
		const query = about('try the upload again when the network fails');
		expect(dot(query, retry)).toBeGreaterThan(dot(query, csv) + 0.1);
	});
});
