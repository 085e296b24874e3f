import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Folder } from '../../../src/engine/engineTypes';
import { commitQuestion } from '../../../src/engine/health/commitQuestions';
import { keepQuestions, makeQuestion, type Question } from '../../../src/engine/health/questions';
import { openIndex } from '../../../src/engine/indexing/openIndex';
import type { WorkspaceIndex } from '../../../src/engine/indexing/workspaceIndex';
import { modelFingerprint } from '../../../src/engine/embed/fingerprint';
import { readModelManifest } from '../../../src/engine/embed/modelManifest';
import { EmbeddingStore } from '../../../src/engine/store/embeddingStore';
import { storePaths } from '../../../src/engine/store/storePaths';
import { createVectorTable } from '../../../src/engine/vector/vectorTable';
import { KeywordIndex } from '../../../src/engine/lexical/keywordIndex';
import { silentLogger } from '../../../src/engine/ports';
import { RUNTIME, scratch } from '../../support/engineOn';

const question = (id: number, kind: Question['kind'] = 'name'): Question =>
	makeQuestion(kind, `question ${id}`, 'typescript', [{ path: `f${id}.ts`, symbol: `s${id}` }]);

describe('keepQuestions', () => {
	const many = Array.from({ length: 200 }, (_, i) => question(i));

	it('draws the same questions from the same code, up to the number of each kind', () => {
		const first = keepQuestions([], many, () => true);
		expect(first).toHaveLength(40);
		expect(keepQuestions([], [...many].reverse(), () => true)).toEqual(first);
	});

	it('keeps a question that only the index lost, drops one whose place is gone from disk, and fills up', () => {
		const first = keepQuestions([], many, () => true);
		const [gone] = first;
		const lost = first[1]!;
		const known = many.filter(({ id }) => id !== lost.id);
		const next = keepQuestions(first, known, ({ id }) => id !== gone?.id);
		expect(next.map(({ id }) => id)).toContain(lost.id);
		expect(next.map(({ id }) => id)).not.toContain(gone?.id);
		expect(next).toHaveLength(40);
	});

	it('asks once for a place', () => {
		const twice = [0, 1].map(i =>
			makeQuestion('name', `overload ${i}`, 'java', [{ path: 'A.java', symbol: 'add' }]),
		);
		expect(keepQuestions([], twice, () => true)).toHaveLength(1);
	});
});

describe('a term mask', () => {
	it('takes occurrences of one chunk out of account while it holds, and not longer', () => {
		const keywords = new KeywordIndex();
		const word = keywords.dictionary.intern('persimmon');
		const chunk = (chunkId: number) => ({
			chunkId,
			bodyIds: Uint32Array.of(word),
			bodyCounts: Uint8Array.of(2),
			nameIds: new Uint32Array(),
			nameCounts: new Uint8Array(),
			length: 10,
		});
		keywords.addFile(0, [chunk(0)], new Uint32Array());
		keywords.addFile(1, [chunk(1)], new Uint32Array());
		const scores = () => {
			const found = keywords.score([word]);
			const pair = [
				found.body.scores[0] ?? 0,
				found.body.scores[1] ?? 0,
				found.file.scores[0] ?? 0,
			];
			found.release();
			return pair;
		};
		const [whole = 0, other = 0, file = 0] = scores();
		const mask = (lost: number) => ({ chunkId: 0, terms: new Map([[word, lost]]) });
		expect(keywords.withMask(mask(2), scores)).toEqual([0, other, 0]);
		const [part = 0] = keywords.withMask(mask(1), scores);
		expect(part).toBeGreaterThan(0);
		expect(part).toBeLessThan(whole);
		expect(scores()).toEqual([whole, other, file]);
		expect(() =>
			keywords.withMask(mask(2), () => {
				throw new Error('x');
			}),
		).toThrow('x');
		expect(scores()).toEqual([whole, other, file]);
	});
});

describe('doc questions', () => {
	// The comment says what the code does not: without it nothing answers the question.
	const tree = scratch({
		'cloak.ts': `/** Whistles at the persimmon gardener before midnight. */\nexport function fold(a: number, b: number): number {\n\tlet sum = 0;\n\tfor (let i = a; i < b; i++) sum += i;\n\treturn sum;\n}\n`,
		'honest.ts': `/** Retries the failed upload with a growing pause. */\nexport function retryFailedUpload(upload: Upload): void {\n\tlet pause = 1;\n\twhile (!upload.retry()) pause = wait(pause * 2);\n}\n`,
		...Object.fromEntries(
			Array.from({ length: 24 }, (_, i) => [
				`other${i}.ts`,
				`export function other${i}(value: string): string {\n\treturn value.trim().slice(${i}) + 'item ${i}';\n}\n`,
			]),
		),
	});
	let folder: Folder;
	beforeAll(async () => {
		folder = await (await tree.engine()).open(tree.root);
		await folder.update();
	});
	afterAll(() => tree.dispose());

	it('are not answered by the comment that they were made from', async () => {
		// As a person asks, the comment counts.
		const asked = await folder.search({
			query: 'Whistles at the persimmon gardener before midnight.',
		});
		expect(asked.groups[0]?.path).toBe('cloak.ts');
		const { quality } = await folder.checkHealth(['quality']);
		const { kinds } = quality[0]!;
		// Of the two doc questions only the one whose code says it is answered first.
		expect(kinds.doc).toMatchObject({ questions: 2, recall1: { value: 0.5 } });
	});
});

describe('commitQuestion', () => {
	const tree = scratch({
		'src/upload.ts':
			'export function retryUpload(): void {\n\tsend();\n}\n\nexport function send(): void {\n\treturn;\n}\n',
	});
	let index: WorkspaceIndex;
	beforeAll(async () => {
		const engine = await tree.engine();
		const folder = await engine.open(tree.root);
		await folder.update({ refine: false });
		await engine.dispose();
		const paths = storePaths(tree.store, tree.root);
		index = openIndex({
			paths,
			embeddings: EmbeddingStore.open(paths.embeddings),
			vectors: createVectorTable,
			root: tree.root,
			writer: false,
			fingerprint: modelFingerprint(readModelManifest(RUNTIME.models)),
			logger: silentLogger,
		}).index;
	});
	afterAll(async () => {
		index.catalogue.close();
		index.embeddings.close();
		await tree.dispose();
	});
	const diff = (subject: string, head = 'export function retryUpload(): void {') =>
		`${subject}\n\ndiff --git a/src/upload.ts b/src/upload.ts\n--- a/src/upload.ts\n+++ b/src/upload.ts\n@@ -1,0 +2 @@ ${head}\n+\tsend();\n`;

	it('asks by the subject, without type and ticket, for the function on the hunk head', () => {
		expect(
			commitQuestion(diff('fix(net): try broken uploads once more (#12)'), index),
		).toMatchObject({
			kind: 'commit',
			text: 'try broken uploads once more',
			language: 'typescript',
			// The call on the changed line is no change of `send`.
			places: [{ path: 'src/upload.ts', symbol: 'retryUpload' }],
		});
	});

	it.each([
		['says nothing', diff('Bump version of everything to 2')],
		['is too short', diff('fix it')],
		['changes nothing that is known', diff('Make the menu wider on phones', 'nothing here')],
		['has no diff', 'A subject with enough words'],
	])('is none when it %s', (_name, commit) => {
		expect(commitQuestion(commit, index)).toBeUndefined();
	});
});
