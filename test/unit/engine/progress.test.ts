import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Coverage, IndexProgress } from '../../../src/shared/types';
import { program } from '../../reliability/support/code';
import { FastEmbedder } from '../../reliability/support/fastEmbedder';
import { scratch } from '../../support/engineOn';

const ENDINGS = ['ts', 'py', 'go', 'rs', 'md'];

/** Files by number: their language and what is in them; equal seeds make equal chunks, which share a vector. */
const workspace = fc.array(fc.record({ ending: fc.nat(ENDINGS.length - 1), seed: fc.nat(40) }), {
	minLength: 1,
	maxLength: 40,
});

describe('progress', () => {
	it('never goes back while a folder is indexed, and a rest leaves nothing undone', async () => {
		await fc.assert(
			fc.asyncProperty(workspace, fc.nat(3), async (files, added) => {
				const place = scratch();
				try {
					const write = (i: number, { ending, seed }: { ending: number; seed: number }): void => {
						const name = `f${i}.${ENDINGS[ending] ?? 'ts'}`;
						place.write(name, program(name, seed));
					};
					files.forEach((file, i) => write(i, file));
					const embedder = new FastEmbedder(1);
					const engine = await place.engine({ embedder: () => Promise.resolve(embedder) });
					const folder = await engine.open(place.root);
					const seen: { progress: IndexProgress; coverage: Coverage }[] = [];
					const onProgress = (progress: IndexProgress): void => {
						seen.push({ progress, coverage: folder.status().coverage });
					};
					await folder.update({ onProgress });
					// More files come: nothing that was there is lost on the way.
					for (let i = 0; i < added; i++) write(files.length + i, { ending: 0, seed: 100 + i });
					await folder.update({ onProgress });
					let before: Coverage = { chunks: 0, keyword: 0, meaning: 0, refined: 0 };
					for (const { progress, coverage } of seen) {
						expect(coverage.keyword).toBe(coverage.chunks);
						expect(coverage.meaning).toBeLessThanOrEqual(coverage.keyword);
						expect(coverage.refined).toBeLessThanOrEqual(coverage.meaning);
						for (const key of ['chunks', 'keyword', 'meaning', 'refined'] as const)
							expect(coverage[key]).toBeGreaterThanOrEqual(before[key]);
						expect(progress.filesDone).toBeLessThanOrEqual(progress.files);
						expect(progress.rate).toBeGreaterThanOrEqual(0);
						expect(progress.secondsLeft ?? 0).toBeGreaterThanOrEqual(0);
						before = coverage;
					}
					const { coverage } = folder.status();
					expect(coverage.refined).toBe(coverage.chunks);
				} finally {
					await place.dispose();
				}
			}),
			{ numRuns: 6 },
		);
	});
});
