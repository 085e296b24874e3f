import type { EngineClient } from '../client/engineClient';
import type { WorkspaceFolders } from '../workspace/workspaceFolders';

const LEAST = 16;
const MOST = 64;
const WANTED = 3;
/** Questions to which most projects have an answer; only the answers' own words are shown. */
const PROBES = [
	'read and parse input',
	'handle an error and try again',
	'find the entries that match',
];

/**
 * A question made from a documentation line: its first sentence, where that says what the code does.
 *
 * @returns `undefined` for what would be no good question: tags, markup, licences, too short, too long.
 */
export function exampleFrom(docLine: string): string | undefined {
	const sentence = docLine.split(/[.!?](?:\s|$)/, 1)[0]?.trim() ?? '';
	if (sentence.length < LEAST || sentence.length > MOST || sentence.split(' ').length < 4)
		return undefined;
	if (/[@<>{}[\]|=:`"\\]|copyright|licen[cs]e|todo|https?:/i.test(sentence)) return undefined;
	const [first = '', second = ''] = sentence;
	// A name or an abbreviation in front keeps its capital.
	return second === second.toLowerCase() ? first.toLowerCase() + sentence.slice(1) : sentence;
}

export interface Examples {
	readonly list: readonly string[];
	/** Looks for examples once, when an index can answer; cheap afterwards. */
	find(changed: () => void): void;
}

/** Example questions from the workspace's own documentation, for the first look at the view. */
export function createExamples(engine: EngineClient, folders: WorkspaceFolders): Examples {
	let list: readonly string[] = [];
	let asked = false;
	const collect = async (folderId: string) => {
		const found = new Set<string>();
		for (const query of PROBES) {
			const { groups } = await engine.call('search', { folderId, request: { query, limit: 10 } });
			for (const { best } of groups) {
				if (/(?:^|[/._-])tests?(?:[/._-]|$)/i.test(best.path)) continue;
				const example = exampleFrom(best.docLine);
				if (example === undefined) continue;
				found.add(example);
				// One an answer, so that they differ.
				break;
			}
		}
		return [...found].slice(0, WANTED);
	};
	return {
		get list() {
			return list;
		},
		find(changed) {
			const folder = folders.enabled.find(
				({ snapshot }) =>
					(snapshot.status?.files ?? 0) > 0 && snapshot.status?.model.state !== 'failed',
			);
			if (asked || !folder) return;
			asked = true;
			void collect(folder.id)
				.then(found => {
					list = found;
					if (found.length > 0) changed();
				})
				.catch(() => undefined);
		},
	};
}
