import { alarmText } from '../../shared/health/alarmText';
import type { IndexProgress } from '../../shared/types';
import type { ViewFolder, ViewProblem, ViewSnapshot } from '../../shared/view/viewProtocol';
import type { EngineState } from '../client/engineClient';
import { describeProblem, modelProblem, skippedList } from '../messages';
import type { Translate } from '../translate';
import type { FolderSnapshot } from '../workspace/folderIndex';
import { folderState } from '../workspace/folderState';

const NO_COVERAGE = { chunks: 0, keyword: 0, meaning: 0, refined: 0 };

export function viewFolders(
	folders: readonly FolderSnapshot[],
	t: Translate,
): readonly ViewFolder[] {
	return folders
		.filter(folder => folder.enabled)
		.map(folder => {
			const { status } = folder;
			const skipped = Object.values(status?.skipped ?? {}).reduce((a, b) => a + b, 0);
			return {
				id: folder.id,
				name: folder.name,
				state: folderState(folder, t) ?? { type: 'empty', why: t('Reading the index from disk.') },
				files: status?.files ?? 0,
				filesSeen: Math.max((status?.files ?? 0) + skipped, folder.progress?.files ?? 0),
				filesLeft: filesLeft(folder.progress),
				coverage: status?.coverage ?? NO_COVERAGE,
				skipped: skippedList(status?.skipped ?? {}, t),
			};
		});
}

/** While a folder is walked more may be found than is known: one at least. */
function filesLeft(progress: IndexProgress | undefined): number {
	if (progress?.phase !== 'scanning' && progress?.phase !== 'reading') return 0;
	return Math.max(1, progress.files - progress.filesDone);
}

/** Standing troubles, each once: the engine's own first. */
export function viewProblems(
	engine: EngineState,
	folders: readonly FolderSnapshot[],
	t: Translate,
): readonly ViewProblem[] {
	const problems = new Map<string, ViewProblem>();
	const add = (code: string, detail: string, remedy = '') => {
		if (!problems.has(code)) problems.set(code, describeProblem(code, detail, remedy, t));
	};
	if (engine.type === 'failed') add(engine.code, engine.why);
	for (const { enabled, failure, status } of folders) {
		if (!enabled) continue;
		if (failure) add(failure.code, failure.message, failure.remedy);
		if (status?.model.state === 'failed')
			add(modelProblem(status.coverage), status.model.why ?? '');
		// While it is read the number grows; it is told once it stands.
		if (status?.state.type === 'ready' && status.wordsOnly > 0)
			add('words-only', String(status.wordsOnly));
		if (status?.state.type === 'error') add(status.state.code, status.state.why);
		for (const alarm of status?.alarms ?? []) {
			if (alarm.severity !== 'broken') continue;
			const { title, what, remedy } = alarmText(alarm, t);
			problems.set(alarm.code, {
				code: alarm.code,
				severity: 'warning',
				title,
				message: what,
				remedy,
				actions: alarm.healing ? ['showDetails'] : ['showDetails', 'rebuild'],
			});
		}
	}
	return [...problems.values()].slice(0, 10);
}

/** Languages in all indexes, most files first. */
export function viewLanguages(folders: readonly FolderSnapshot[]): ViewSnapshot['languages'] {
	const files = new Map<string, number>();
	for (const { status } of folders)
		for (const [id, counts] of Object.entries(status?.languages ?? {}))
			files.set(id, (files.get(id) ?? 0) + counts.files);
	return [...files]
		.map(([id, count]) => ({ id, name: languageName(id), files: count }))
		.sort((a, b) => b.files - a.files || a.id.localeCompare(b.id))
		.slice(0, 300);
}

/** A language's name as people write it. */
export const languageName = (id: string): string =>
	LANGUAGE_NAMES[id] ?? id.charAt(0).toUpperCase() + id.slice(1);

/** Names that are not their id with a capital letter. */
const LANGUAGE_NAMES: Readonly<Partial<Record<string, string>>> = {
	c: 'C',
	cpp: 'C++',
	csharp: 'C#',
	css: 'CSS',
	fsharp: 'F#',
	hcl: 'HCL',
	html: 'HTML',
	javascript: 'JavaScript',
	javascriptreact: 'JavaScript (JSX)',
	json: 'JSON',
	ocaml: 'OCaml',
	php: 'PHP',
	plaintext: 'Text',
	scss: 'SCSS',
	shellscript: 'Shell',
	sql: 'SQL',
	toml: 'TOML',
	typescript: 'TypeScript',
	typescriptreact: 'TypeScript (TSX)',
	tsx: 'TypeScript (TSX)',
	xml: 'XML',
	yaml: 'YAML',
};

export const viewEngine = (engine: EngineState): ViewSnapshot['engine'] =>
	engine.type === 'failed' ? 'stopped' : engine.type === 'running' ? 'running' : 'starting';
