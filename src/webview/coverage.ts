import type { Coverage, IndexState } from '../shared/types';
import type { ViewFolder } from '../shared/view/viewProtocol';
import type { Words } from './strings';

/** The three bars, in whole percent, and a sentence on what they mean for the answers. */
export interface CoverageModel {
	readonly keyword: number;
	readonly draft: number;
	readonly refined: number;
	readonly note: string;
}

type Moving = Extract<IndexState, { type: 'indexing' | 'paused' }>;

/** Coverage of all folders that are still being indexed; undefined when none is. */
export function coverageModel(
	folders: readonly ViewFolder[],
	words: Words,
): CoverageModel | undefined {
	const moving = folders.filter(
		(folder): folder is ViewFolder & { readonly state: Moving } =>
			folder.state.type === 'indexing' || folder.state.type === 'paused',
	);
	const first = moving[0];
	if (first === undefined) return undefined;
	const sum = (pick: (coverage: Coverage) => number): number =>
		moving.reduce((total, { coverage }) => total + pick(coverage), 0);
	const chunks = sum(coverage => coverage.chunks);
	// Chunks are only known for files that were read: until all are, the files say how far it is.
	const files = moving.reduce((total, { state }) => total + state.progress.files, 0);
	const done = moving.reduce((total, { state }) => total + state.progress.filesDone, 0);
	const read = files === 0 ? 0 : Math.min(1, done / files);
	const share = (part: number): number => (chunks === 0 ? 0 : percent((part / chunks) * read));
	const keyword = share(sum(coverage => coverage.keyword));
	const draft = share(sum(coverage => coverage.meaning));
	const refined = share(sum(coverage => coverage.refined));
	const busy = moving.find(({ state }) => state.type === 'indexing') ?? first;
	return { keyword, draft, refined, note: note(busy.state, keyword, draft, done, files, words) };
}

/** Never 100 before it is all, never 0 once something is there. */
function percent(share: number): number {
	if (share >= 1) return 100;
	return share <= 0 ? 0 : Math.min(99, Math.max(1, Math.round(share * 100)));
}

function note(
	state: Moving,
	keyword: number,
	draft: number,
	done: number,
	files: number,
	words: Words,
): string {
	if (state.type === 'paused') return words.text(`paused.${state.why}`);
	const { phase, secondsLeft } = state.progress;
	if (phase === 'scanning' && done === 0) return words.text('coverage.scanning');
	if (phase === 'building-graph') return words.text('coverage.graph');
	if (keyword < 100 || draft < 100) return words.text('coverage.firstSeconds', done, files);
	const left =
		secondsLeft === undefined
			? ''
			: secondsLeft < 60
				? words.text('coverage.secondsLeft')
				: words.plural('coverage.minutesLeft', Math.round(secondsLeft / 60));
	return `${words.text('coverage.allSearchable')} ${left}`.trim();
}
