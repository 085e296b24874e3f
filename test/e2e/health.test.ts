import { appendFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DoctorLine, HealthReport } from '../../src/shared/health/healthTypes';
import type { IndexStatus } from '../../src/shared/types';
import { lodestone, lodestoneJson, temporaryFolder } from './support/cli';
import { writeProject } from './support/project';

const folder = temporaryFolder('health');
const project = join(folder.path, 'project');
const at = ['--store', join(folder.path, 'store')];

beforeAll(async () => {
	writeProject(project);
	await lodestoneJson(['index', project, ...at]);
});
afterAll(() => folder.remove());

describe('what one process does, another one tells', () => {
	it('searches are traced by step, without their questions', async () => {
		await lodestoneJson(['search', project, 'where are passwords hashed', ...at]);
		await lodestoneJson(['search', project, 'sum including VAT', ...at]);
		const { queries, days } = await lodestoneJson<HealthReport>(['trace', project, ...at]);
		expect(queries.map(({ words }) => words)).toEqual([3, 4]);
		expect(queries[0]?.stages.total).toBeGreaterThan(0);
		expect(days[0]?.measures.total?.count).toBe(2);
		expect(JSON.stringify(queries)).not.toMatch(/VAT|password/);
	});

	it('quality is measured when told and kept', async () => {
		const { code } = await lodestone(['health', project, '--check', ...at]);
		expect(code).toBe(0);
		const report = await lodestoneJson<HealthReport & { health: string }>([
			'health',
			project,
			...at,
		]);
		expect(report.health).toBe('OK');
		expect(report.quality).toHaveLength(1);
		expect(report.quality[0]?.legs.hybrid.questions).toBeGreaterThan(3);
	});

	it('files that changed unseen are caught up with', async () => {
		const path = join(project, 'net/backoff.ts');
		appendFileSync(path, '\nexport const shimmeringQuince = 1;\n');
		const then = Date.now() / 1000 - 600;
		utimesSync(path, then, then);
		const { events } = await lodestoneJson<HealthReport>(['health', project, '--check', ...at]);
		expect(events.some(({ type }) => type === 'caught-up')).toBe(true);
		expect((await lodestoneJson<IndexStatus>(['status', project, ...at])).health).toBe('OK');
	});
});

describe('doctor', () => {
	it('looks at everything, and ends well on a well computer', async () => {
		const { lines } = await lodestoneJson<{ lines: DoctorLine[] }>(['doctor', project, ...at]);
		expect(lines.map(({ check }) => check)).toEqual(
			expect.arrayContaining([
				'runtime',
				'processor',
				'memory',
				'git',
				'index folder',
				'disk room',
				'disk speed',
				'model files',
				'grammars',
				'model',
				'neighbour graph',
				'index',
				'checksums',
			]),
		);
		expect(lines.filter(({ verdict }) => verdict === 'problem')).toEqual([]);
	});
});
