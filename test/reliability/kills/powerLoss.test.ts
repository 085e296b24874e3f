import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { storePaths } from '../../../src/engine/store/storePaths';
import { newEngine, Reference, viewOf } from '../freshness/subject';
import { record } from '../support/figures';
import { random, SEED, times } from '../support/scale';
import { Workload } from './driver';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'lodestone-power-')));
const root = join(base, 'work');
const store = join(base, 'store');
const reference = new Reference(join(base, 'reference'));
const next = random(SEED);

afterAll(async () => {
	await reference.dispose();
	rmSync(base, { recursive: true, force: true });
});

/**
 * Copies a database as a power loss would leave it: SQLite does not sync its write-ahead log at each commit here, so any part of what
 * was appended last may be missing, and the last page may be torn.
 */
function copyTorn(from: string, to: string): void {
	copyFileSync(from, to);
	const log = `${from}-wal`;
	copyFileSync(log, `${to}-wal`);
	const kept = Math.floor(next() * (statSync(log).size + 1));
	truncateSync(`${to}-wal`, kept);
	if (next() < 0.5 && kept > 5_000) {
		const bytes = readFileSync(`${to}-wal`);
		bytes.fill(0, bytes.length - Math.floor(next() * 4_000));
		writeFileSync(`${to}-wal`, bytes);
	}
}

it('after a power loss the index heals, whatever part of each log was lost', async () => {
	const workload = new Workload(root, 30, next);
	const engine = await newEngine(store);
	const folder = await engine.open(root);
	await folder.update();
	const from = storePaths(store, root);
	const tried = times(12, 120);
	let healed = 0;
	let incomplete = 0;
	for (let n = 0; n < tried; n++) {
		workload.change(n);
		await folder.update({ refine: n % 3 !== 0 });
		const lossy = join(base, `lossy${n}`);
		const to = storePaths(lossy, root);
		mkdirSync(to.index, { recursive: true });
		copyTorn(from.embeddings, to.embeddings);
		copyTorn(from.catalogue, to.catalogue);
		const after = await newEngine(lossy);
		try {
			const opened = await after.open(root);
			// Opening alone must find out; `verify` finds and mends the same, and is not asked each time.
			if (n % 2 === 0) {
				const report = await opened.verify();
				if (!report.ok) incomplete++;
				expect(report.problems.filter(problem => !problem.healed)).toEqual([]);
			}
			await opened.update();
			const { problems } = await opened.verify();
			expect(problems.filter(problem => problem.part !== 'catalogue')).toEqual([]);
			expect(await viewOf(opened, lossy, [])).toEqual(await reference.view(root, {}, []));
			healed++;
		} finally {
			await after.dispose();
			rmSync(lossy, { recursive: true, force: true });
		}
	}
	await engine.dispose();
	record('power', {
		'power losses survived': `${healed} of ${tried}`,
		'left something to heal': incomplete,
	});
});
