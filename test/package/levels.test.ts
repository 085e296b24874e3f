import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AgentAnswer } from '../../src/shared/agent/agentAnswer';
import { stagePackage } from '../../scripts/package/stage.mjs';
import { askInstalled, linuxPackage, ROOT, unzip } from './support';

const QUERIES = [
	'make text harmless for a terminal',
	'where are the rules of a folder remembered',
	'stop cleanly when the person presses Ctrl-C',
	'suggest the option that was meant',
	'how long until it is done',
	'parseArguments',
];
const FOLDER = join(ROOT, 'src/cli');
const MODULES = 'dist/node_modules';
const BINDING = `${MODULES}/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node`;

let base: string;
let extension: string;
let native: AgentAnswer[];
const ask = (store: string, env: Record<string, string> = {}, from = extension) =>
	askInstalled(from, join(base, store), FOLDER, QUERIES, env);
const memory = (store: string) => readFileSync(join(base, store, 'runtime.json'), 'utf8');
const paths = (answer: AgentAnswer | undefined) => answer?.results.map(each => each.path) ?? [];
/** Mean share of the first ten files that two levels agree on. */
const agreement = (a: readonly AgentAnswer[], b: readonly AgentAnswer[]): number =>
	a.reduce((sum, answer, i) => {
		const [one, other] = [paths(answer), paths(b[i])];
		return sum + one.filter(path => other.includes(path)).length / Math.max(1, one.length);
	}, 0) / a.length;
/**
 * Questions whose first answer is among the other's first three. Not the very first: int8 quantises over a whole batch, so the same
 * texts in other batches differ by up to .02 in cosine, on one level as between two, and near ties change places.
 */
const firstNearFirst = (a: readonly AgentAnswer[], b: readonly AgentAnswer[]): number =>
	a.filter((answer, i) =>
		paths(b[i])
			.slice(0, 3)
			.includes(paths(answer)[0] ?? ''),
	).length;

beforeAll(async () => {
	base = mkdtempSync(join(tmpdir(), 'lodestone-levels-'));
	extension = unzip(linuxPackage(), join(base, 'vsix'));
	native = await ask('native');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('the installed package', () => {
	it('runs natively where that works', () => {
		expect(memory('native')).toMatch(/"native [^"]*":\{"works":true/);
		for (const answer of native) {
			expect(answer.results).toHaveLength(10);
			expect(answer.health[0]).toMatchObject({ state: 'OK', refined: 100 });
		}
	});

	it('falls back to WebAssembly when the native module is damaged, with the same answers', async () => {
		const whole = readFileSync(join(extension, BINDING));
		writeFileSync(join(extension, BINDING), whole.subarray(0, 4_096));
		try {
			const wasm = await ask('wasm');
			expect(memory('wasm')).toMatch(/"native [^"]*":\{"works":false/);
			expect(memory('wasm')).toMatch(/"wasm [^"]*":\{"works":true/);
			expect(wasm[0]?.health[0]).toMatchObject({ state: 'OK', refined: 100 });
			console.log(
				`wasm: ${agreement(native, wasm)} of the top 10, ${firstNearFirst(native, wasm)} of ${QUERIES.length} first answers in the first three`,
			);
			expect(agreement(native, wasm)).toBeGreaterThanOrEqual(0.95);
			expect(firstNearFirst(native, wasm)).toBe(QUERIES.length);
		} finally {
			writeFileSync(join(extension, BINDING), whole);
		}
	});

	it('answers by words and draft vectors when neither runs, and says so', async () => {
		const bare = join(base, 'bare');
		cpSync(extension, bare, { recursive: true });
		for (const name of ['onnxruntime-node', 'onnxruntime-web'])
			rmSync(join(bare, MODULES, name), { recursive: true });
		const draft = await ask('draft', {}, bare);
		expect(draft[0]?.health[0]).toMatchObject({
			state: 'DEGRADED',
			searchableByMeaning: 100,
			refined: 0,
		});
		expect(draft[0]?.notes.join(' ')).toContain('draft');
		console.log(
			`draft: ${agreement(native, draft)} of the top 10, ${firstNearFirst(native, draft)} of ${QUERIES.length} first answers in the first three`,
		);
		expect(agreement(native, draft)).toBeGreaterThanOrEqual(0.7);
		rmSync(bare, { recursive: true });
	});

	it('scans exactly when the native graph is not allowed or not there, with the same answers', async () => {
		const exact = await ask('native', { LODESTONE_GRAPH: 'exact' });
		expect(exact.map(paths)).toEqual(native.map(paths));
	});
});

describe('the universal package', () => {
	it('runs without any native module', async () => {
		const stage = join(base, 'universal');
		stagePackage({ root: ROOT, stage, target: 'universal', extra: { 'package.json': '{}' } });
		const answers = await ask('universal', {}, stage);
		expect(memory('universal')).toMatch(/"wasm [^"]*":\{"works":true/);
		expect(memory('universal')).not.toContain('"native');
		expect(agreement(native, answers)).toBeGreaterThanOrEqual(0.95);
	});
});
