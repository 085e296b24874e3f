import { describe, expect, it } from 'vitest';
import { buildRows } from '../../../src/engine/rank/facts/rows';
import { isNamed } from '../../../src/engine/rank/facts/named';
import { SIGNALS } from '../../../src/engine/rank/signals/signals';
import type { CandidateFile } from '../../../src/engine/rank/types';
import { SmallWorkspace } from './smallWorkspace';

const workspace = new SmallWorkspace()
	.add('src/taskPipeline/mod.rs', [
		{ symbol: 'run', text: 'fn run(stages) { for stage in stages { stage.apply() } }' },
	])
	.add('src/stages/stageRegistry.rs', [
		{
			symbol: 'StageRegistry',
			kind: 'struct',
			text: 'struct StageRegistry { stages: Vec<Stage> } // order of the taskPipeline',
		},
	])
	.add('src/api/server.rs', [
		{
			symbol: 'serve',
			text: 'fn serve() { let stages = StageRegistry::new(); taskPipeline::run(stages.order()) }',
		},
	]);

describe('files that mention each other', () => {
	const { files } = workspace.candidates('order of the stages');
	const of = (end: string): CandidateFile | undefined =>
		files.find(({ path }) => path.endsWith(end));
	const mentioning = (end: string): string[] =>
		(of(end)?.mentionedBy ?? []).map(place => files[place]?.path ?? '').sort();

	it('are known by the class that they define, and by their folder where the name says nothing', () => {
		expect(mentioning('stageRegistry.rs')).toEqual(['src/api/server.rs']);
		expect(mentioning('mod.rs')).toEqual(['src/api/server.rs', 'src/stages/stageRegistry.rs']);
		expect(mentioning('server.rs')).toEqual([]);
	});

	it('give authority to the one and reach to the other', () => {
		const candidates = workspace.candidates('order of the stages');
		const rows = buildRows(candidates.query, candidates.files, candidates.chunks);
		const read = (name: string, end: string): number => {
			const row = rows.find(({ file }) => file.path.endsWith(end));
			const signal = SIGNALS.find(each => each.name === name);
			if (row === undefined || signal === undefined) throw new Error(`no ${name} of ${end}`);
			return signal.of(row);
		};
		expect(read('authority', 'server.rs')).toBe(0);
		expect(read('authority', 'mod.rs')).toBeGreaterThan(read('authority', 'stageRegistry.rs'));
		expect(read('reach', 'server.rs')).toBeGreaterThan(read('reach', 'mod.rs'));
	});
});

describe('a name that shares its chunk', () => {
	it('is named by it nearly as well as by a chunk of its own', () => {
		const { query, files, chunks } = workspace.candidates('StageRegistry');
		const rows = buildRows(query, files, chunks);
		const own = rows.find(({ chunk }) => chunk.symbol === 'StageRegistry');
		if (own === undefined) throw new Error('not found');
		const shared = { ...own.chunk, symbol: 'Stage', definitions: ['Stage', 'StageRegistry'] };
		const other = { ...own.chunk, symbol: 'Stage', definitions: ['Stage'] };
		expect(own.named).toBe(3.5);
		expect(isNamed(shared, own.query)).toBe(2.75);
		expect(isNamed(other, own.query)).toBe(0);
	});
});
