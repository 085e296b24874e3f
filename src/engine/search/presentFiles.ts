import { redact } from '../../shared/redact';
import type { FileGroup, Reason, SearchHit, SearchRequest, Strength } from '../../shared/types';
import type { QueryEmbedder } from '../engineParts';
import type { WorkspaceIndex } from '../indexing/workspaceIndex';
import { calibrated, type Calibration } from '../rank/calibration';
import type { Candidates } from '../rank/gather';
import type { CandidateChunk, RankedFile } from '../rank/types';
import { pathTraits } from '../scan/pathTraits';
import { chunkSpan, type Hydrator, type WordWeights } from './hydrate';
import { TermMatcher } from './matchMarks';
import { explainHit, legPlaces, nearestLines } from './reasons';

/** Further chunks shown under a file's best one. */
const MORE_PER_FILE = 5;
/** Chance from which a hit is called strong: three of four are right. From when it is likely, the calibration says. */
const STRONG = 0.75;

export interface PresentInput {
	readonly index: WorkspaceIndex;
	readonly hydrator: Hydrator;
	readonly embedder: QueryEmbedder;
	readonly calibration: Calibration;
	readonly candidates: Candidates;
	/** Best first. */
	readonly ranked: readonly RankedFile[];
	readonly limit: number;
	readonly offset: number;
	readonly request: SearchRequest;
	/** What files gained from having been opened, by path. */
	readonly bonus?: ReadonlyMap<string, number> | undefined;
	/** Of the query. */
	readonly vector?: Float32Array | undefined;
}

/** The files of a page as they are shown: their text is read, the words that matched are marked, and each hit says why it is there. */
export function presentFiles(input: PresentInput): FileGroup[] {
	const { ranked, candidates, limit, offset } = input;
	const { query } = candidates;
	const terms = new Set(query.terms.map(term => term.text));
	const context: HitContext = {
		words: {
			terms,
			matcher: new TermMatcher(terms),
			weights: new Map(query.terms.map(term => [term.text, term.idf])),
			names: new Set(query.identifiers.map(name => name.toLowerCase())),
		},
		legs: legPlaces(candidates.chunks),
	};
	const groups: FileGroup[] = [];
	// A file that vanished under a hit leaves no gap: the next one takes its place.
	for (let at = offset; at < ranked.length && groups.length < limit; at++) {
		const file = ranked[at];
		if (file === undefined) break;
		const [best, ...more] = hitsOf(file, input, context);
		if (best !== undefined) groups.push({ path: best.path, language: best.language, best, more });
	}
	return groups;
}

/** What all hits of an answer need. */
interface HitContext {
	readonly words: WordWeights;
	readonly legs: ReturnType<typeof legPlaces>;
}

/** The file's best chunk and some further ones, as far as their text is still what was indexed. */
function hitsOf(file: RankedFile, input: PresentInput, { words, legs }: HitContext): SearchHit[] {
	const { index, hydrator, candidates, calibration, request } = input;
	const hits: SearchHit[] = [];
	const chance = calibrated(file.probability, calibration);
	const path = candidates.files[file.file]?.path ?? '';
	const traits = pathTraits(path);
	for (const { index: place, score, probability } of file.chunks.slice(0, MORE_PER_FILE + 1)) {
		const chunk = candidates.chunks[place];
		if (chunk === undefined) continue;
		const hydrated = hydrator.hydrate(chunk.chunkId, words);
		if (hydrated === undefined) continue;
		const reasons = explainHit(candidates, chunk, legs, traits);
		if (input.bonus?.has(path) === true)
			reasons.push({ type: 'adjustment', what: 'opened-before', sign: 1 });
		if (request.explain === true && input.vector !== undefined && hits.length === 0) {
			const nearest = nearestLines(hydrated.text, chunk.startLine, input.vector, input.embedder);
			if (nearest !== undefined) reasons.push(nearest);
		}
		// Files are ordered by one score and the chunks of a file by another: the file's best chunk stands at the file's score.
		const below = score - (file.chunks[0]?.score ?? score);
		const told = {
			score: file.score + below,
			probability: hits.length === 0 ? chance : calibrated(probability, calibration),
			strength: strengthOf(chance, calibration.likely),
		};
		hits.push(toHit(index, chunk, told, hydrated, reasons, words.names));
	}
	return hits;
}

function toHit(
	index: WorkspaceIndex,
	chunk: CandidateChunk,
	told: Pick<SearchHit, 'score' | 'probability' | 'strength'>,
	hydrated: { snippet: SearchHit['snippet']; matches: SearchHit['matches'] },
	reasons: readonly Reason[],
	asked: ReadonlySet<string>,
): SearchHit {
	const entry = index.fileOfChunk(chunk.chunkId);
	return {
		chunkId: chunk.chunkId,
		path: entry?.path ?? '',
		span: chunkSpan(index, chunk.chunkId),
		language: entry?.language ?? '',
		kind: chunk.kind,
		symbol: askedName(chunk, asked),
		scope: chunk.scope,
		docLine: redact(chunk.docLine),
		...told,
		precision: Number.isNaN(chunk.cosine)
			? 'none'
			: chunk.precision === 2
				? 'refined'
				: chunk.precision === 1
					? 'draft'
					: 'none',
		reasons,
		matches: hydrated.matches,
		snippet: hydrated.snippet,
	};
}

/** Small neighbours share a chunk: it is shown under the name that was asked for. */
function askedName(chunk: CandidateChunk, asked: ReadonlySet<string>): string {
	if (asked.size === 0 || asked.has(chunk.symbol.toLowerCase())) return chunk.symbol;
	return chunk.definitions.find(name => asked.has(name.toLowerCase())) ?? chunk.symbol;
}

function strengthOf(probability: number, likely: number): Strength {
	if (probability >= STRONG) return 'strong';
	return probability >= likely ? 'likely' : 'weak';
}
