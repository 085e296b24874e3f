import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { QuestionKind } from '../../shared/health/healthTypes';
import { identifierWords } from '../embed/identifierWords';
import { FLAG_GENERATED, N_KIND, unpackKind } from '../indexing/fileAnalysis';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import type { ChunkKind } from '../../shared/types';

/** A place that answers a question: the chunk of a file that defines a symbol. */
export interface Place {
	readonly path: string;
	readonly symbol: string;
}

/** A question made from the workspace's own code, kept with its answers. */
export interface Question {
	readonly id: string;
	readonly kind: QuestionKind;
	readonly text: string;
	readonly language: string;
	/** Any of them answers. */
	readonly places: readonly Place[];
}

/** Questions of each kind; what one kind lacks is not made up for by another. */
export const QUESTIONS: Readonly<Record<QuestionKind, number>> = { doc: 40, name: 40, commit: 20 };

/** The set is drawn by hash with this seed: the same code gives the same questions, and an edit changes few of them. */
const SEED = 'lodestone questions 1';

const ASKABLE: ReadonlySet<ChunkKind> = new Set([
	'function',
	'method',
	'class',
	'interface',
	'struct',
	'enum',
	'trait',
	'type',
]);
const LEAST_DOC_WORDS = 4;
const MOST_DOC_WORDS = 30;
const LEAST_NAME_WORDS = 2;

export function makeQuestion(
	kind: QuestionKind,
	text: string,
	language: string,
	places: readonly Place[],
): Question {
	const [first] = places;
	const id = createHash('sha256')
		.update([SEED, kind, first?.path, first?.symbol, text].join('\0'))
		.digest('hex')
		.slice(0, 16);
	return { id, kind, text, language, places };
}

/**
 * Questions that the code itself answers: the first sentence of a doc comment asks for its function, a name in words for its
 * definition. Names that several places have, generated files and split functions are left out.
 */
export async function codeQuestions(index: WorkspaceIndex): Promise<Question[]> {
	const docs: Question[] = [];
	const names = new Map<string, Question | 'several'>();
	let files = 0;
	for (const file of [...index.files.values()]) {
		if (++files % 200 === 0) await nextTurn();
		if (file.overlay || (file.flags & FLAG_GENERATED) !== 0) continue;
		const labels = index.labelsOf(file);
		for (let i = 0; i < file.count; i++) {
			const { kind, part } = unpackKind(index.chunks.number(file.first + i, N_KIND));
			const [symbol] = labels.names[i] ?? [''];
			if (symbol === '' || part !== undefined || !ASKABLE.has(kind)) continue;
			const place = [{ path: file.path, symbol }];
			const doc = withoutName(labels.docs[i] ?? '', symbol);
			const words = doc.split(/\s+/).length;
			if (words >= LEAST_DOC_WORDS && words <= MOST_DOC_WORDS)
				docs.push(makeQuestion('doc', doc, file.language, place));
			const spelled = identifierWords(symbol);
			if (spelled.length < LEAST_NAME_WORDS) continue;
			const text = spelled.join(' ').toLowerCase();
			names.set(
				text,
				names.has(text) ? 'several' : makeQuestion('name', text, file.language, place),
			);
		}
	}
	return [...docs, ...[...names.values()].filter(each => each !== 'several')];
}

/** A doc comment that begins with the name it explains (Go's habit) would ask for the name. */
function withoutName(doc: string, symbol: string): string {
	return doc
		.split(/\s+/)
		.filter(word => word.replace(/[^\w$]/g, '') !== symbol)
		.join(' ');
}

/**
 * Keeps the questions that still have an answer on disk and fills up with the next ones in the order of their hashes.
 *
 * @param answerable Whether a kept question's place is still there, as the files on disk say (not as the index says).
 */
export function keepQuestions(
	kept: readonly Question[],
	candidates: readonly Question[],
	answerable: (question: Question) => boolean,
): Question[] {
	const chosen = kept.filter(answerable);
	// Those that were dropped do not come back by an index that still has their place.
	const known = new Set(kept.map(({ id }) => id));
	const places = new Set(chosen.map(placeKey));
	for (const candidate of [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1))) {
		const have = chosen.filter(({ kind }) => kind === candidate.kind).length;
		if (have >= QUESTIONS[candidate.kind] || known.has(candidate.id)) continue;
		if (places.has(placeKey(candidate))) continue;
		places.add(placeKey(candidate));
		chosen.push(candidate);
	}
	return chosen;
}

/** One question of a kind for a place: overloads and copies must not weigh double. */
function placeKey({ kind, places }: Question): string {
	return JSON.stringify([kind, places[0]?.path, places[0]?.symbol]);
}
