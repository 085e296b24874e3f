/**
 * Child process of the bench: what the machine does at best. Runs the model's bare `session.run`, with the session
 * settings of the engine, over the same token batches, inputs made beforehand, nothing else at work, and prints `{tokens, texts, seconds, cpuSeconds}`.
 *
 * Arguments: TOKENS MODELS THREADS STEP BUDGET.
 */
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { planRuns } from '../../src/engine/embed/batchPlan';
import { sessionOptions } from '../../src/engine/embed/onnxEncoder';
import { readTokenFile } from './tokenFile';

async function main([
	tokens = '',
	models = '',
	threads = '',
	step = '',
	budget = '',
]: string[]): Promise<void> {
	const texts = readTokenFile(tokens);
	const session = await ort.InferenceSession.create(
		join(models, 'model.onnx'),
		sessionOptions({ intraOpThreads: Number(threads) }),
	);
	const batches: Record<string, ort.Tensor>[] = [];
	for (let at = 0; at < texts.length; at += Number(step)) {
		const group = texts.slice(at, at + Number(step));
		const runs = planRuns(
			group.map(ids => ids.length),
			Number(budget),
		);
		for (const run of runs)
			batches.push(inputs(Array.from(run, i => group[i] ?? new Uint16Array())));
	}
	// Warm: first runs allocate.
	for (const batch of batches.slice(0, 8)) await session.run(batch);
	const cpuBefore = process.cpuUsage();
	const started = performance.now();
	for (const batch of batches) await session.run(batch);
	const seconds = (performance.now() - started) / 1000;
	const cpu = process.cpuUsage(cpuBefore);
	const total = texts.reduce((sum, ids) => sum + ids.length, 0);
	process.stdout.write(
		`${JSON.stringify({ tokens: total, texts: texts.length, seconds, cpuSeconds: (cpu.user + cpu.system) / 1e6 })}\n`,
	);
}

function inputs(rows: readonly Uint16Array[]): Record<string, ort.Tensor> {
	const longest = Math.max(...rows.map(row => row.length));
	const ids = new BigInt64Array(rows.length * longest);
	const mask = new BigInt64Array(rows.length * longest);
	rows.forEach((row, r) =>
		row.forEach((id, i) => {
			ids[r * longest + i] = BigInt(id);
			mask[r * longest + i] = 1n;
		}),
	);
	const tensor = (data: BigInt64Array): ort.Tensor =>
		new ort.Tensor('int64', data, [rows.length, longest]);
	return {
		input_ids: tensor(ids),
		attention_mask: tensor(mask),
		token_type_ids: tensor(new BigInt64Array(ids.length)),
	};
}

void main(process.argv.slice(2));
