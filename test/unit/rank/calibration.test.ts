import { describe, expect, it } from 'vitest';
import { random } from '../../../bench/spans/random';
import {
	calibrated,
	DEFAULT_CALIBRATION,
	fitCalibration,
	type Judged,
} from '../../../src/engine/rank/calibration';

/** Questions of a workspace where the truth follows `truth(told)`. */
function workspace(n: number, truth: (told: number) => number): Judged[] {
	const next = random(5);
	return Array.from({ length: n }, () => {
		const probability = 0.02 + 0.96 * next();
		return { probability, right: next() < truth(probability) };
	});
}

function error(judged: readonly Judged[], told: (p: number) => number): number {
	const bins = Array.from({ length: 5 }, () => ({ n: 0, told: 0, right: 0 }));
	for (const { probability, right } of judged) {
		const p = told(probability);
		const bin = bins[Math.min(4, Math.floor(p * 5))];
		if (!bin) continue;
		bin.n++;
		bin.told += p;
		bin.right += Number(right);
	}
	return bins.reduce((sum, bin) => sum + Math.abs(bin.told - bin.right), 0) / judged.length;
}

describe('fitCalibration', () => {
	it('keeps the chances of the models for a workspace with few questions', () => {
		expect(fitCalibration(workspace(20, p => p))).toEqual(DEFAULT_CALIBRATION);
	});

	it('changes little where the models are right', () => {
		const { slope, shift } = fitCalibration(workspace(400, p => p));
		expect(slope).toBeGreaterThan(0.75);
		expect(slope).toBeLessThan(1.25);
		expect(Math.abs(shift)).toBeLessThan(0.3);
	});

	it('learns that a workspace is more confident than right', () => {
		const overconfident = workspace(400, p => p * 0.5);
		const fit = fitCalibration(overconfident);
		expect(error(overconfident, p => p)).toBeGreaterThan(0.2);
		expect(error(overconfident, p => calibrated(p, fit))).toBeLessThan(0.08);
	});

	it('counts questions by their weight', () => {
		const judged = workspace(400, p => p);
		const light = judged.map(each => (each.right ? each : { ...each, weight: 0.2 }));
		expect(fitCalibration(light).shift).toBeGreaterThan(fitCalibration(judged).shift + 0.5);
	});

	it('keeps the order of hits', () => {
		const fit = fitCalibration(workspace(200, p => Math.min(1, p * 1.4)));
		const told = [0, 0.2, 0.4, 0.6, 0.8, 1].map(p => calibrated(p, fit));
		expect(told).toEqual([...told].sort((a, b) => a - b));
	});

	it.each([true, false])('does not follow questions that are all %s', right => {
		const all = workspace(100, p => p).map(each => ({ ...each, right }));
		expect(fitCalibration(all)).toEqual(DEFAULT_CALIBRATION);
	});
});
