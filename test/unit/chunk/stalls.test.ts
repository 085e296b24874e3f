import { beforeAll, expect, it } from 'vitest';
import type { Chunker } from '../../../src/engine/chunk/chunker';
import { isClosing } from '../../../src/engine/chunk/gaps';
import { threadCpuMs } from '../../../src/engine/chunk/threadClock';
import { STALLS } from './stalls';
import { newChunker, problemsOf } from './support';

let chunker: Chunker;
beforeAll(async () => {
	chunker = await newChunker();
});

it.each(STALLS)('takes less than a second of CPU time though %s', async (_why, path, text) => {
	// A function of a grammar is compiled where it is first called, which is not the text's fault.
	await chunker.chunk(path, text.slice(0, 400));
	let least = Infinity;
	for (let run = 0; run < 2; run++) {
		const started = threadCpuMs();
		const file = await chunker.chunk(path, text);
		least = Math.min(least, threadCpuMs() - started);
		if (run === 0) expect(problemsOf(text, file)).toBe('');
	}
	expect(least).toBeLessThan(1_000);
});

it('closing marks are told from text in time in proportion to them', () => {
	expect(isClosing(`${'#endif '.repeat(5_000)}\n}`)).toBe(true);
	expect(isClosing(`${'#endif '.repeat(5_000)}\nx`)).toBe(false);
	expect(isClosing('#endif // HEADER_H\n#endif\n')).toBe(true);
});
