/**
 * Child process of the comparison: Lodestone, indexing a folder from nothing. With `more.refine` it refines before the clock for
 * "searchable" stops, so that the row shows what refined answers cost.
 *
 * Argument: a Task as JSON. Writes the first texts that it embeds to `more.tokens`, where that is named.
 */
import { join } from 'node:path';
import { Catalogue } from '../../src/engine/store/catalogue';
import { storePaths } from '../../src/engine/store/storePaths';
import { STEP_TEXTS } from '../../src/engine/indexing/refiner';
import { oneList } from '../../src/shared/oneList';
import { sampleSteps, writeTokenFile } from '../cost/tokenFile';
import { untilModelIsReady } from '../evalRepository';
import { benchEngine } from '../benchEngine';
import type { RankedSpan } from '../score/types';
import type { ChildMessage, Task } from './contender';
import { WARM_UP } from './asking';

const say = (message: ChildMessage): boolean =>
	process.stdout.write(`${JSON.stringify(message)}\n`);

async function main(task: Task): Promise<void> {
	const store = join(task.scratch, 'store');
	const engine = await benchEngine(store);
	const folder = await engine.open(task.corpus);
	const { chunks } = await folder.update({ refine: task.more?.['refine'] === 'yes' });
	say({ event: 'searchable', pieces: chunks });
	// Questions are embedded by the transformer as soon as it runs; who asks at once is answered by the draft table.
	await untilModelIsReady(folder);
	for (const query of task.queries.slice(0, WARM_UP)) await folder.search({ query });
	const queryMs: number[] = [];
	for (let round = 0; round < task.rounds; round++)
		for (const query of task.queries) {
			const asked = performance.now();
			await folder.search({ query, limit: 10 });
			queryMs.push(performance.now() - asked);
		}
	const answers: RankedSpan[][] = [];
	for (const query of task.questions) {
		const { groups } = await folder.search({ query, limit: 10 });
		answers.push(
			oneList(groups, query, 10).map(hit => ({
				path: hit.path,
				startLine: hit.span.startLine + 1,
				endLine: hit.span.endLine + 1,
			})),
		);
	}
	const indexBytes = folder.status().bytes.total;
	const root = folder.root;
	await folder.close();
	await engine.dispose();
	const { tokens, sample } = task.more ?? {};
	if (tokens !== undefined) writeSample(store, root, tokens, Number(sample));
	say({ event: 'done', indexBytes, queryMs, answers });
	process.exit(0);
}

/** Token ids of texts that wait for the transformer, spread over the folder. */
function writeSample(store: string, root: string, file: string, count: number): void {
	const catalogue = Catalogue.open(storePaths(store, root).catalogue, { readOnly: true });
	try {
		const texts = catalogue.pendingSlots().flatMap(slot => catalogue.pendingIds(slot) ?? []);
		writeTokenFile(file, sampleSteps(texts, STEP_TEXTS, count));
	} finally {
		catalogue.close();
	}
}

void main(JSON.parse(process.argv[2] ?? '{}') as Task);
