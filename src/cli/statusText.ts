import type { IndexState, IndexStatus } from '../shared/types';
import { inert } from './inert';
import { bytes, count, counted, duration } from './numbers';
import { progressWords } from './progressText';
import type { Style } from './style';
import { skippedText } from './summaryText';

const RUNTIME_WORDS = {
	native: 'ONNX Runtime, native',
	wasm: 'ONNX Runtime as WebAssembly',
	none: 'words and draft vectors alone',
} as const;

/** Languages listed by name; the rest is added up. */
const LANGUAGES_SHOWN = 8;

/**
 * An index as a small table.
 *
 * @param nowMs Epoch ms, for the age. @param window Process of the open window that answers agents; undefined without one.
 */
export function statusText(
	folder: string,
	status: IndexStatus,
	style: Style,
	nowMs: number,
	window?: number,
): string {
	const rows: [string, string][] = [['state', stateText(folder, status.state)]];
	if (status.chunks > 0) {
		const { coverage } = status;
		rows.push(
			['files', `${count(status.files)} (${counted(status.chunks, 'chunk')})`],
			['languages', languagesText(status)],
			['searchable', coverageText(coverage)],
			...wordsOnlyRow(status),
			['disk', diskText(status)],
			['updated', ageText(status.updatedAtMs, nowMs)],
		);
	}
	const skipped = skippedText(status.skipped);
	if (skipped !== '') rows.push(['skipped', skipped]);
	rows.push(['index', inert(status.storePath)]);
	if (status.model.state === 'failed')
		rows.push(['model', `failed: ${inert(status.model.why ?? 'unknown')}; words still work`]);
	const runtime = status.model.runtime;
	if (runtime?.inference !== undefined) rows.push(['runtime', RUNTIME_WORDS[runtime.inference]]);
	for (const why of runtime?.why ?? []) rows.push(['', inert(why)]);
	if (status.writer === 'other')
		rows.push(['writer', 'another program keeps this index up to date']);
	if (window !== undefined)
		rows.push(['agents', `are answered by the open window (process ${window})`]);
	const width = Math.max(...rows.map(([name]) => name.length));
	return `${style.path(inert(folder))}\n${rows.map(([name, value]) => `  ${style.dim(name.padEnd(width))}  ${value}\n`).join('')}`;
}

function stateText(folder: string, state: IndexState): string {
	switch (state.type) {
		case 'empty':
			return `no index yet; "lodestone index ${inert(folder)}" makes one`;
		case 'indexing':
			return progressWords(state.progress);
		case 'ready':
			return 'ready';
		case 'paused':
			return `paused (${state.why})`;
		case 'degraded':
			return `usable, with limits: ${inert(state.why)}`;
		case 'stale':
			return `${counted(state.files, 'file')} changed since; "lodestone index ${inert(folder)}" brings it up to date`;
		case 'error':
			return `failed: ${inert(state.why)}`;
	}
}

function coverageText(coverage: IndexStatus['coverage']): string {
	const share = (n: number): string =>
		coverage.chunks === 0 ? '0 %' : `${Math.floor((100 * n) / coverage.chunks)} %`;
	return `${share(coverage.keyword)} by words, ${share(coverage.meaning)} by meaning (${share(coverage.refined)} refined)`;
}

function wordsOnlyRow({ wordsOnly }: IndexStatus): [string, string][] {
	if (wordsOnly === 0) return [];
	const chunks = counted(wordsOnly, 'chunk');
	return [['', `${chunks} beyond the limit of vectors are found by words alone (--max-vectors)`]];
}

function diskText(status: IndexStatus): string {
	const { catalogue, vectors, graph, total } = status.bytes;
	return `${bytes(total)} (catalogue ${bytes(catalogue)}, vectors ${bytes(vectors)}, graph ${bytes(graph)})`;
}

function languagesText(status: IndexStatus): string {
	const all = Object.entries(status.languages).sort(([, a], [, b]) => b.files - a.files);
	const shown = all.slice(0, LANGUAGES_SHOWN).map(([name, { files }]) => `${name} ${count(files)}`);
	const rest = all.slice(LANGUAGES_SHOWN).reduce((sum, [, { files }]) => sum + files, 0);
	return [...shown, ...(rest > 0 ? [`others ${count(rest)}`] : [])].join(', ');
}

function ageText(updatedAtMs: number, nowMs: number): string {
	if (updatedAtMs === 0) return 'never finished';
	const seconds = Math.max(0, (nowMs - updatedAtMs) / 1000);
	if (seconds < 60) return 'just now';
	if (seconds < 86_400) return `${duration(seconds)} ago`;
	return `${counted(Math.floor(seconds / 86_400), 'day')} ago`;
}
